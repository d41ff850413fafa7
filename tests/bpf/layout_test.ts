import assert from "node:assert/strict";
import { CARRIED, FLAG, OFFSET, PHASE, SPAN, SPAN_COUNT, TYPE } from "../../engine/layout.ts";
import { BYTES_SLOTS, NUMBER_SLOTS } from "../../engine/layout.ts";
import { COUNTED_CPUS, COUNTER, COUNTERS } from "../../sensor/kernel/counters.ts";
import {
  BYTES_FROM,
  HOW,
  LAYOUT,
  NUMBER_FROM,
  RECIPE_BYTES,
  RECIPE_FLAG,
  RECIPES,
  WORKING_DIRECTORY,
} from "../../sensor/kernel/recipes.ts";
import { TARGET_BYTES, TARGET_FLAG } from "../../sensor/kernel/targets.ts";
import { Btf } from "./btf.ts";

/** snake writes rootStart as root_start. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

for (const architecture of ["x86_64", "aarch64"]) {
  const url = new URL(`../../bpf/exeray.${architecture}.bpf.o`, import.meta.url);
  const btf = new Btf(Deno.readFileSync(url));

  Deno.test(`struct event lies as engine/layout.ts says when built for ${architecture}`, () => {
    const { size, members } = btf.struct("event");
    const { data, ...offsets } = OFFSET;
    assert.equal(size, data);
    assert.deepEqual(
      Object.fromEntries(Object.entries(members).map(([name, { offset }]) => [name, offset])),
      Object.fromEntries(Object.entries(offsets).map(([name, at]) => [snake(name), at])),
    );
    assert.equal(members["spans"]?.size, SPAN_COUNT * 4);
    assert.equal(members["numbers"]?.size, NUMBER_SLOTS * 8);
  });

  Deno.test(`struct recipe lies as sensor/kernel/recipes.ts says when built for ${architecture}`, () => {
    const { size, members } = btf.struct("recipe");
    assert.equal(size, RECIPE_BYTES);
    for (const [name, at] of Object.entries(LAYOUT)) assert.equal(members[name]?.offset, at, name);
    assert.equal(members["bytes"]?.size, BYTES_SLOTS * 8);
    for (const source of ["number_source", "bytes_source"]) {
      assert.equal(btf.struct(source).size, 8);
    }
    assert.equal(btf.struct("number_source").members["how"]?.offset, 3);
    assert.equal(btf.struct("number_source").members["constant"]?.offset, 4);
    assert.equal(btf.struct("bytes_source").members["how"]?.offset, 3);
    assert.equal(btf.struct("bytes_source").members["max"]?.offset, 4);
    assert.equal(btf.struct("bytes_source").members["offset"]?.offset, 6);
  });

  Deno.test(`struct target lies as sensor/kernel/targets.ts says when built for ${architecture}`, () => {
    const { size, members } = btf.struct("target");
    assert.equal(size, TARGET_BYTES);
    assert.deepEqual(members, {
      root: { offset: 0, size: 4 },
      flags: { offset: 4, size: 4 },
      start: { offset: 8, size: 8 },
      root_start: { offset: 16, size: 8 },
    });
  });
}

/** enumOf reads an enum of the headers; BTF has only those that the program names as types. */
function enumOf(name: string): Record<string, number> {
  const text = ["event.h", "maps.h"]
    .map((file) => Deno.readTextFileSync(new URL(`../../bpf/${file}`, import.meta.url)))
    .join("\n").replace(/\/\*.*?\*\//gs, "");
  const body = new RegExp(`enum ${name} \\{(.*?)\\}`, "s").exec(text)?.[1];
  assert.ok(body !== undefined, name);
  let next = 0;
  return Object.fromEntries(
    body.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "").map((entry) => {
      const [label = "", value] = entry.split(/\s*=\s*/);
      const [number = 0, shift = 0] = (value ?? `${next}`).split(/\s*<<\s*/).map(Number);
      next = (number << shift) + 1;
      return [label, number << shift];
    }),
  );
}

/** defined returns the number that a macro of maps.h stands for. */
function defined(name: string): number {
  const text = Deno.readTextFileSync(new URL("../../bpf/maps.h", import.meta.url));
  return Number(new RegExp(`^#define ${name} (\\d+)$`, "m").exec(text)?.[1]);
}

Deno.test("the enums of bpf/ have the values of the reader when the headers are read", () => {
  const named = (values: Readonly<Record<string, number>>, prefix: string) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [prefix + snake(name).toUpperCase(), value]),
    );
  const { whole: _, ...phases } = PHASE;
  assert.deepEqual(enumOf("event_type"), named(TYPE, "EVENT_"));
  assert.deepEqual(enumOf("event_phase"), named(phases, "PHASE_"));
  assert.deepEqual(enumOf("event_flag"), named(FLAG, "FLAG_"));
  assert.deepEqual(enumOf("span_index"), {
    ...named(SPAN, "SPAN_"),
    SPAN_COUNT,
  });
  const { arg, ...carried } = CARRIED;
  assert.deepEqual(enumOf("carried_bit"), {
    ...named(carried, "CARRIED_"),
    CARRIED_ARGS: arg * 0x3f,
  });
  assert.deepEqual(enumOf("number_from"), named(NUMBER_FROM, "NUMBER_"));
  assert.deepEqual(enumOf("bytes_from"), named(BYTES_FROM, "BYTES_"));
  assert.deepEqual(enumOf("how"), named(HOW, "HOW_"));
  assert.deepEqual(enumOf("recipe_flag"), named(RECIPE_FLAG, "RECIPE_"));
  assert.equal(defined("RECIPES"), RECIPES);
  assert.equal(defined("WORKING_DIRECTORY"), WORKING_DIRECTORY);
  assert.equal(defined("COUNTED_CPUS"), COUNTED_CPUS);
  assert.deepEqual(enumOf("counter"), { ...named(COUNTER, "COUNTER_"), COUNTERS });
  assert.deepEqual(enumOf("target_flag"), {
    TARGET_FOLLOW: TARGET_FLAG.follow,
    TARGET_WAIT_EXEC: TARGET_FLAG.waitForExec,
  });
});
