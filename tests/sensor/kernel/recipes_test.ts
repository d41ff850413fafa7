import assert from "node:assert/strict";
import { type Architecture, callNumber, KINDS } from "../../../compiler/kinds/kinds.ts";
import { COUNTER } from "../../../sensor/kernel/counters.ts";
import {
  BYTES_FROM,
  LAYOUT,
  NUMBER_FROM,
  RECIPE_BYTES,
  recipes,
} from "../../../sensor/kernel/recipes.ts";

const ARCHITECTURES: readonly Architecture[] = ["x86_64", "aarch64"];
const everyKind = new Map([...KINDS.keys()].map((id) => [id, 3]));
const everyField = new Set(
  KINDS.flatMap((kind) => kind.fields.map((field) => `${kind.name}.${field.name}`)),
);

function recipe(bytes: Uint8Array<ArrayBuffer>, number: number): DataView {
  return new DataView(bytes.buffer, number * RECIPE_BYTES, RECIPE_BYTES);
}

for (const architecture of ARCHITECTURES) {
  Deno.test(`recipes serves every field of every call when all are wanted on ${architecture}`, () => {
    const bytes = recipes({ phases: everyKind, fields: everyField }, architecture);
    for (const [id, kind] of KINDS.entries()) {
      for (const call of kind.calls) {
        const number = callNumber(call.name, architecture);
        if (number === undefined) continue;
        let one = recipe(bytes, number);
        // Of a call with several rows, each one leads to the next.
        for (const row of kind.calls.filter((other) => other.name === call.name)) {
          if (row === call) break;
          one = recipe(bytes, one.getUint16(LAYOUT.next, true));
        }
        assert.equal(one.getUint16(LAYOUT.kind, true), id, call.name);
        assert.equal(one.getUint8(LAYOUT.phases), 3, call.name);
        for (const field of kind.fields) {
          if (call.captures[field.name] === undefined) continue;
          const at = field.at.in === "number"
            ? LAYOUT.numbers + field.at.slot * 8
            : field.at.in === "bytes"
            ? LAYOUT.bytes + field.at.slot * 8
            : -1;
          assert.notEqual(at, -1, `${kind.name}.${field.name}`);
          assert.notEqual(one.getUint8(at), 0, `${kind.name}.${field.name} of ${call.name}`);
        }
      }
    }
  });
}

Deno.test("recipes writes where each field of a call comes from when openat2 is wanted", () => {
  const bytes = recipes({ phases: new Map([[1, 2]]), fields: new Set() }, "x86_64");
  const one = recipe(bytes, 437);
  const numbers = [0, 1, 2].map((slot) => {
    const at = LAYOUT.numbers + slot * 8;
    return [one.getUint8(at), one.getUint8(at + 1), one.getInt32(at + 4, true)];
  });
  assert.deepEqual(numbers, [
    [NUMBER_FROM.i32, 0, 0],
    [NUMBER_FROM.struct8, 2, 0],
    [NUMBER_FROM.struct8, 2, 8],
  ]);
  assert.deepEqual([one.getUint8(LAYOUT.bytes), one.getUint8(LAYOUT.bytes + 1)], [
    BYTES_FROM.string,
    1,
  ]);
  assert.equal(one.getUint8(LAYOUT.phases), 2);
});

Deno.test("recipes leads from row to row when a call does several things", () => {
  const dup = [...KINDS.keys()].filter((id) => KINDS[id]?.name === "dup");
  const bytes = recipes(
    { phases: new Map([...dup.map((id) => [id, 2] as const), [0, 1]]), fields: new Set() },
    "x86_64",
  );
  const one = recipe(bytes, 72);
  assert.deepEqual(
    [
      one.getUint16(LAYOUT.kind, true),
      one.getUint8(LAYOUT.phases),
      one.getUint8(LAYOUT.choice),
      one.getUint16(LAYOUT.values, true),
      one.getUint16(LAYOUT.values + 2, true),
    ],
    [dup[0], 3, 1, 0, 1030],
  );
  const other = recipe(bytes, one.getUint16(LAYOUT.next, true));
  assert.deepEqual(
    [
      other.getUint16(LAYOUT.kind, true),
      other.getUint8(LAYOUT.phases),
      other.getUint16(LAYOUT.next, true),
    ],
    [0, 1, 0],
    "an fcntl of another sort has no kind",
  );
});

Deno.test("recipes wants nothing when nothing is wanted but what must always be told", () => {
  const bytes = recipes({ phases: new Map(), fields: new Set() }, "x86_64");
  const wanted = Array.from({ length: 512 }, (_, number) => recipe(bytes, number).getUint8(4))
    .flatMap((phases, number) => phases === 0 ? [] : [number]);
  assert.deepEqual(wanted, [510], "only calls through the 32-bit entry");
  assert.equal(recipe(bytes, 510).getUint8(LAYOUT.counter), COUNTER.compat);
  assert.equal(recipe(bytes, 425).getUint8(LAYOUT.counter), COUNTER.ioUring);
});

Deno.test("recipes tells argv from the environment when a program is executed", () => {
  const interest = { phases: new Map(everyKind), fields: new Set(["execve.env"]) };
  for (const number of [59, 322]) {
    const one = recipe(recipes(interest, "x86_64"), number);
    const other = (slot: number) => one.getUint8(LAYOUT.bytes + slot * 8 + 2);
    assert.deepEqual([other(1), other(2)], [0, 1]);
  }
  const without = recipe(recipes({ ...interest, fields: new Set() }, "x86_64"), 59);
  assert.equal(without.getUint8(LAYOUT.bytes + 16), BYTES_FROM.none);
});
