/** Short rounds of what has no test of its own elsewhere, and the fuzzer's own behaviour. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { LINES, RECORDS } from "./bytes.ts";
import { fuzz, type Wanted } from "./rounds.ts";
import type { Subject } from "./subject.ts";
import { TEXTS } from "./texts.ts";

const EXPECTED: readonly (readonly [Subject, string])[] = [
  [TEXTS, "the compiler answers, and formatting changes no machine, when it gets any text"],
  [LINES, "the reader of recordings gives events and problems when it gets any bytes"],
  [RECORDS, "records are refused or read when they are any bytes"],
];

for (const [subject, name] of EXPECTED) {
  Deno.test(name, () => {
    fc.assert(subject.property(), { numRuns: 2 * subject.runs });
    // What was thrown at it must have been partly sound, or nothing deep was reached.
    for (const [what, count] of Object.entries(subject.counts())) {
      assert(count > subject.runs / 50, `only ${count} ${what}`);
    }
  });
}

const ONCE: Wanted = { minutes: 0, only: null, seed: null, path: null };

const numbers: Subject = {
  name: "numbers",
  runs: 1000,
  property: () => fc.property(fc.nat(), (value) => assert(value < 100, "too large")),
  counts: () => ({ numbers: 7 }),
};

Deno.test("fuzz prints how to fail again, and returns 1, when a property fails", () => {
  const lines: string[] = [];
  assert.equal(fuzz([numbers], ONCE, (line) => lines.push(line)), 1);
  const [failure = "", counts] = lines;
  const [, seed, path] = /^numbers failed: .* --seed (-?\d+) --path (\S+)$/m.exec(failure) ?? [];
  assert.match(failure, /Counterexample: \[100\]/);
  assert.match(counts ?? "", /^numbers: failed, \d+ runs \(7 numbers\)$/);
  const again: string[] = [];
  const wanted = { ...ONCE, seed: Number(seed), path: path ?? null };
  assert.equal(fuzz([numbers], wanted, (line) => again.push(line)), 1);
  assert.match(again[0] ?? "", /Counterexample: \[100\]/);
});

Deno.test("fuzz counts what it ran, and returns 0, when nothing fails", () => {
  const lines: string[] = [];
  const fine = { ...numbers, name: "fine", property: () => fc.property(fc.nat(), () => {}) };
  const wanted = { ...ONCE, only: "fine" };
  assert.equal(fuzz([numbers, fine], wanted, (line) => lines.push(line)), 0);
  assert.deepEqual(lines, ["fine: ok, 1000 runs (7 numbers)"]);
});
