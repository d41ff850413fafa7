import assert from "node:assert/strict";
import { COMMON } from "../../../compiler/kinds/common.ts";
import { isText, needsReturn } from "../../../compiler/kinds/capture.ts";
import type { Field } from "../../../compiler/kinds/kind.ts";
import {
  callId,
  callName,
  callNumber,
  fieldNames,
  fieldOf,
  kindForCall,
  kindId,
  KINDS,
} from "../../../compiler/kinds/kinds.ts";
import { SYSCALLS } from "../../../compiler/kinds/syscalls.ts";
import { BYTES_SLOTS, NUMBER_SLOTS } from "../../../engine/layout.ts";
import { namesIn, noHeaders, numbersFrom, thisArchitecture } from "./headers.ts";

const IDENTIFIER = /^[a-z_][a-z0-9_]*$/;

/** Where each architecture's numbers are found, arm64's by what its own asm/unistd.h defines. */
const UNISTD = [
  { architecture: "x86_64", header: "asm/unistd_64.h", settings: [] },
  {
    architecture: "aarch64",
    header: "asm-generic/unistd.h",
    settings: [
      "__ARCH_WANT_RENAMEAT",
      "__ARCH_WANT_NEW_STAT",
      "__ARCH_WANT_SET_GET_RLIMIT",
      "__ARCH_WANT_TIME32_SYSCALLS",
      "__ARCH_WANT_SYS_CLONE3",
      "__ARCH_WANT_MEMFD_SECRET",
    ],
  },
] as const;

/** Names in asm-generic/unistd.h that are no system calls. */
const NO_CALLS: readonly string[] = ["__NR_arch_specific_syscall", "__NR_syscalls"];

Deno.test("KINDS names every kind once", () => {
  const names = KINDS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const [id, name] of names.entries()) {
    assert.match(name, IDENTIFIER);
    assert.equal(kindId(name), id);
  }
  assert.equal(kindId("call"), 0);
  assert.equal(kindId("nothing"), undefined);
});

for (const kind of KINDS) {
  const { name, fields, calls } = kind;

  Deno.test(`${name} names every field and alias once`, () => {
    const names = [...COMMON, ...fields].flatMap((field) => [field.name, ...field.aliases ?? []]);
    assert.deepEqual(names.filter((each, index) => names.indexOf(each) !== index), []);
    for (const each of names) assert.match(each.replace(/^parent\./, ""), IDENTIFIER);
    assert.deepEqual([...fieldNames(kind)].sort(), names.sort());
    for (const field of fields) {
      for (const each of [field.name, ...field.aliases ?? []]) {
        assert.equal(fieldOf(kind, each), field);
      }
    }
  });

  Deno.test(`${name} gives every field a slot of its own`, () => {
    for (const [where, limit] of [["number", NUMBER_SLOTS], ["bytes", BYTES_SLOTS]] as const) {
      const slots = fields.flatMap(({ at }) => at.in === where ? [at.slot] : []);
      assert.equal(new Set(slots).size, slots.length, `${where} slots ${slots} are used twice`);
      for (const slot of slots) {
        assert(Number.isInteger(slot) && slot >= 0 && slot < limit, `${where} slot ${slot}`);
      }
    }
  });

  Deno.test(`${name} joins only lists that it has`, () => {
    for (const { at } of fields) {
      if (at.in !== "joined") continue;
      assert(
        fields.some((each) =>
          each.type === "list" && each.at.in === "bytes" && each.at.slot === at.slot
        ),
      );
    }
  });

  Deno.test(`${name} stores each type of field where it fits`, () => {
    for (const field of fields) assert.equal(isTextField(field), holdsText(field), field.name);
  });

  Deno.test(`${name} describes itself, its fields and an example`, () => {
    for (const doc of [kind.doc, ...fields.map((field) => field.doc)]) {
      assert.match(doc, /^[^\s].*[^.\s]$/);
    }
    assert(kind.example.startsWith(`${name} {`));
  });

  Deno.test(`${name} takes only calls that an architecture has`, () => {
    for (const call of calls) {
      const numbers = (["x86_64", "aarch64"] as const).map((each) => callNumber(call.name, each));
      assert(numbers.some((number) => number !== undefined), call.name);
      assert.equal(kindForCall(call.name)?.kind, kind);
    }
  });

  Deno.test(`${name} captures only its own fields, and numbers as numbers`, () => {
    for (const call of calls) {
      for (const [captured, capture] of Object.entries(call.captures)) {
        const field = fields.find((each) => each.name === captured);
        assert(field, `${call.name} captures "${captured}"`);
        assert.equal(isText(capture), field.at.in === "bytes", `${call.name}: ${captured}`);
        // The other way round, dup2 is told what another call of its kind only returns.
        if (needsReturn(capture)) assert.equal(field.phase, "exit", `${call.name}: ${captured}`);
      }
    }
  });

  Deno.test(`${name} captures every field that has a slot in some call`, () => {
    const captured = new Set(calls.flatMap((call) => Object.keys(call.captures)));
    const stored = fields.filter(({ at }) => at.in === "number" || at.in === "bytes");
    assert.deepEqual(stored.map((field) => field.name).filter((each) => !captured.has(each)), []);
  });

  Deno.test(`${name} waits for the return only for fields that need it`, () => {
    for (const field of fields) {
      const captures = calls.flatMap((call) => call.captures[field.name] ?? []);
      assert.equal(field.phase === "exit", captures.some(needsReturn), field.name);
    }
  });

  Deno.test(`${name} has rows of one call only where they can be told apart`, () => {
    for (const call of calls) {
      const rows = calls.filter((other) => other.name === call.name);
      const open = rows.filter(({ when }) => when === undefined);
      assert.ok(open.length <= 1 && rows.length - open.length <= 7, call.name);
      if (open.length === 1) assert.equal(rows.at(-1), open[0], call.name);
      for (const { when } of rows) {
        for (const value of when?.in ?? []) assert.ok(value !== undefined && value < 0x10000);
      }
    }
  });
}

function isTextField(field: Field): boolean {
  return field.type === "string" || field.type === "list" || field.type === "ip";
}

function holdsText(field: Field): boolean {
  if (field.at.in === "process") {
    return !["age", "parent.pid", "parent.uid"].includes(field.at.part);
  }
  return ["bytes", "joined", "common", "call"].includes(field.at.in);
}

Deno.test("no system call is in two kinds", () => {
  const calls = KINDS.flatMap((kind) => [...new Set(kind.calls.map(({ name }) => name))]);
  assert.deepEqual(calls.filter((name, index) => calls.indexOf(name) !== index), []);
});

Deno.test("SYSCALLS has each name and each number once", () => {
  for (const column of [0, 1, 2] as const) {
    const cells = SYSCALLS.map((row) => row[column]).filter((cell) => cell !== -1);
    assert.equal(new Set(cells).size, cells.length);
  }
  for (const [name, x64, arm64] of SYSCALLS) {
    assert(x64 >= 0 || arm64 >= 0, name);
    assert.equal(callName(callId(name)), name);
  }
  assert.equal(callId("nothing"), 0);
  assert.equal(callName(0), undefined);
});

for (const { architecture, header, settings } of UNISTD) {
  Deno.test({
    name: `SYSCALLS agrees with the C headers in every number on ${architecture}`,
    ignore: noHeaders || (header.startsWith("asm/") && architecture !== thisArchitecture),
    fn() {
      const names = namesIn(header, "__NR_", settings).filter((name) => !NO_CALLS.includes(name));
      const theirs = numbersFrom(header, names, settings);
      const taken = new Set(theirs.values());
      for (const [name, number] of theirs) {
        assert.equal(callNumber(name.slice("__NR_".length), architecture), Number(number), name);
      }
      // The rest is newer than the headers, or has gone: it has no number that they give another.
      for (const [name] of SYSCALLS) {
        const ours = callNumber(name, architecture);
        if (ours === undefined || theirs.has(`__NR_${name}`)) continue;
        assert(!taken.has(BigInt(ours)), `${name} ${ours}`);
      }
    },
  });
}
