import assert from "node:assert/strict";
import fc from "fast-check";
import type { Field } from "../../../compiler/kinds/kind.ts";
import { KINDS } from "../../../compiler/kinds/kinds.ts";
import { RecordBuilder } from "../../../engine/builder.ts";
import { encodeText } from "../../../engine/text.ts";
import { DirectReader } from "../../../sensor/ndjson/direct.ts";
import { NOT_TAKEN } from "../../../sensor/records/lines.ts";
import { read } from "./support.ts";

function isTaken(line: string): boolean {
  const bytes = encodeText(`${line}\n`);
  const end = new DirectReader().read(bytes, 0, new RecordBuilder());
  assert.ok(end === NOT_TAKEN || end === bytes.length);
  return end !== NOT_TAKEN;
}

function judge(text: string | Uint8Array): void {
  assert.deepEqual(read(text), read(text, Infinity, false));
}

/** shuffled is an object with its keys in any order. */
function shuffled<T extends object>(object: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return object.chain((value) => {
    const entries = Object.entries(value);
    const order = fc.shuffledSubarray(entries, { minLength: entries.length });
    return order.map((each) => Object.fromEntries(each) as T);
  });
}

const integer = fc.oneof(
  fc.integer({ min: -4096, max: 4096 }),
  fc.maxSafeInteger(),
  fc.constantFrom(2 ** 32 - 1, 2 ** 32, -(2 ** 31), 2 ** 53 - 1),
);
const id = fc.oneof(fc.nat(9), fc.nat(), fc.constant(2 ** 32 - 1));
/** text has letters, what JSON escapes, and the halves that stand for bytes that are no UTF-8. */
const text = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...'/abc "\\\n\0\x7fé€') },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0xdc80, max: 0xdcff }).map(String.fromCharCode) },
  ),
  { maxLength: 12 },
).map((parts) => parts.join(""));

function valueOf({ at, type }: Field): fc.Arbitrary<unknown> | null {
  if (at.in === "number") return integer;
  if (at.in !== "bytes") return null;
  if (type === "list") return fc.array(text, { maxLength: 3 });
  return type === "ip" ? fc.constantFrom("10.0.0.1", "::1", "1.2.3") : text;
}

/** usual is an event with everything that a recorder of ours can write. */
const usual = fc.constantFrom(...KINDS).chain((kind) => {
  const own = kind.fields.flatMap((field) => {
    const value = valueOf(field);
    if (value === null) return [];
    return [field.name, ...field.aliases ?? []].map((name) => [name, value] as const);
  });
  const raw = ["nr", "arg0", "arg5"].map((name) => [name, integer] as const);
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const parent = { pid: id, uid: id, comm: text, exe: text, cmdline: text };
  return fc.record({
    ts: fc.maxSafeInteger().map(Math.abs),
    pid: id,
    tid: optional(id),
    ppid: optional(id),
    comm: optional(text),
    exe: optional(text),
    uid: optional(id),
    euid: optional(id),
    gid: optional(id),
    session: optional(id),
    container: optional(text),
    host: optional(text),
    cmdline: optional(text),
    cwd: optional(text),
    age: optional(fc.nat()),
    parent: optional(shuffled(fc.record(parent, { requiredKeys: [] }))),
    ancestors: optional(fc.array(text, { maxLength: 3 })),
    kind: fc.constant(kind.name),
    syscall: optional(fc.constantFrom(...kind.calls.map(({ name }) => name), "ptrace")),
    phase: optional(fc.constantFrom("enter", "exit", "whole")),
    args: shuffled(
      fc.record(Object.fromEntries([...own, ...raw]), { requiredKeys: [] }),
    ),
    ret: optional(integer),
    late: optional(fc.boolean()),
    truncated: optional(
      fc.subarray(["comm", "exe", "cmdline", "cwd", "content", "argv", "pathname", "?"]),
    ),
    seq: optional(fc.nat()),
    another: optional(fc.oneof(text, integer, fc.boolean())),
  });
});

Deno.test("DirectReader makes the record that the general reader makes, of any event", () => {
  let taken = 0;
  let all = 0;
  fc.assert(
    fc.property(
      fc.array(fc.oneof(usual, shuffled(usual)), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (events, spaced) => {
        const lines = events.map((event) =>
          spaced ? JSON.stringify(event, null, 1).replaceAll(/\n */g, " ") : JSON.stringify(event)
        );
        for (const line of lines) if (isTaken(line)) taken++;
        all += lines.length;
        judge(lines.map((line) => `${line}\n`).join(""));
      },
    ),
    { numRuns: 1500 },
  );
  // Refused are those with `args` in front of `kind`, two names of one field and numbers too large.
  assert.ok(taken > all / 6, `only ${taken} of ${all} were taken`);
});

Deno.test("DirectReader takes each line that a recorder writes", () => {
  const folder = new URL("../../../policies/", import.meta.url);
  let taken = 0;
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (!isDirectory) continue;
    for (const each of ["positive", "negative"]) {
      const path = new URL(`${name}/${each}.ndjson`, folder);
      const lines = Deno.readTextFileSync(path).split("\n").filter((line) => line !== "");
      judge(lines.join("\n"));
      for (const line of lines) {
        if (!line.includes('"kind":')) continue;
        assert.ok(isTaken(line), line);
        taken++;
      }
    }
  }
  assert.ok(taken > 50);
});

/** VALUES are put in the place of each value in turn. */
const VALUES = [
  ..."null true false 0 -0 -1 00 01 1.0 1e3 1.5 - 4294967295 4294967296 9007199254740991".split(
    " ",
  ),
  ...'9007199254740992 18446744073709551615 "" "1" "a" [] ["a"] ["a",] [1] {} {"a":1} \\"a"'
    .split(" "),
  ...'"\\ud83d\\ude00" "\\ud83d" "\\ude00" "\\udc80" "\\ud800\\udc80" "\\u00e9\\u20AC" "\\x" "\\'
    .split(" "),
  '"a\tb"',
  '"open',
  '"enter"',
  '"openat"',
  '"creat"',
  '"call"',
  '["cmdline","pathname"]',
  '{"pid":1,"pid":2}',
  '{"pid":1,"exe":"/a","x":1}',
  '{"pathname":"/a","path":"/b"}',
  '{"pathname":null,"path":"/b","dirfd":"AT_FDCWD"}',
  '{"pathname":"/a","toString":1,"__proto__":2}',
];

const KEYS = ("ts seq pid tid ppid uid session comm exe container host cmdline cwd age parent " +
  "ancestors kind syscall phase args ret late truncated type exeray __proto__ toString x")
  .split(" ");

Deno.test("DirectReader takes no value otherwise than the general reader does", () => {
  const usual = { ts: 5, pid: 1, kind: "openat", args: { pathname: "/a" } };
  for (const key of KEYS) {
    for (const value of VALUES) {
      const others = Object.entries(usual).filter(([name]) => name !== key)
        .map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
      for (const at of [0, others.length]) {
        judge(`{${others.toSpliced(at, 0, `"${key}":${value}`).join(",")}}\n`);
      }
      judge(`{${others.join(",")},"${key}":${value},"${key}":1}\n`);
      judge(`{${others.join(",")},"${key}":${value},}\n{"${key}" :${value}}\n`);
    }
  }
});

Deno.test("DirectReader leaves a line alone that is written in another way", () => {
  const odd = [
    `{"ts":1,"pid":1,"kind":"openat"} {"ts":1}`,
    `{"ts":1,"pid":1,"kind":"openat"}}`,
    `\ufeff{"ts":1,"pid":1,"kind":"openat"}`,
    `{"ts":1,"p\\u0069d":1,"kind":"openat"}`,
    `{"ts":1,"pid":1,"kind":"open\\u0061t"}`,
    `{"ts":1 1,"pid":1,"kind":"openat"}`,
    `{,"ts":1,"pid":1,"kind":"openat"}`,
    `["ts"]`,
    `{}`,
    `{`,
    ``,
  ];
  for (const line of odd) {
    assert.ok(!isTaken(line), line);
    judge(`${line}\n`);
  }
  judge(
    Uint8Array.fromHex("7b227473223a312c22706964223a312c226b696e64223a22c3222c2278223a22ff227d0a"),
  );
  const long = `{"ts":1,"pid":1,"kind":"write","args":{"content":"${"x".repeat(70_000)}"}}`;
  assert.ok(!isTaken(long));
  judge(long);
});
