/** The naive matcher itself, on cases whose outcome is worked out by hand from the definition. */
import assert from "node:assert/strict";
import { benign, block, either, GAP, step, when, without } from "./enumerate.ts";
import { NaiveMatcher, type Outcome } from "./matcher.ts";
import { plain, type Policy, print, type Statement } from "./policy.ts";

/** run feeds letters at 1, 2, 3 ...; a space lets a tick pass. */
function run(policy: Policy, letters: string): readonly Outcome[] {
  const matcher = new NaiveMatcher(print(policy).policy);
  return [...letters].flatMap((letter, index) =>
    letter === " " ? [] : matcher.process({ ts: index + 1, letter })
  );
}

/** short writes an outcome as `a1 b2x3` for steps by line and time, or as the type with its times. */
function short(outcome: Outcome): string {
  if (outcome.type !== "match") return `${outcome.type} ${outcome.start}-${outcome.end}`;
  const steps = outcome.steps.map(({ line, count, first, last }) =>
    `${line}@${first}${count > 1 ? `x${count}@${last}` : ""}`
  );
  return [...steps, ...outcome.blocks].join(" ");
}

const CASES: readonly (readonly [string, readonly Statement[], string, readonly string[]])[] = [
  ["a sequence skips other events", [step("a"), step("b")], "cacb", ["2@2 3@4"]],
  ["the latest start wins", [step("a"), step("b")], "aab", ["2@2 3@3"]],
  ["a match does not reset", [step("a"), step("b")], "abb", ["2@1 3@2"]],
  ["leading on has priority over a loop", [step("ab", ".."), step("a")], "bba", ["2@2 3@3"]],
  ["a loop collects", [step("c"), step("a", ".."), step("b")], "cacab", ["2@3 3@4 4@5"]],
  ["a loop of its own collects", [step("c"), step("a", ".."), step("b")], "caab", [
    "2@1 3@2x2@3 4@4",
  ]],
  ["a trailing .. ends on its first", [step("a"), step("b", "..")], "abb", ["2@1 3@2"]],
  ["... may be none", [step("a"), step("c", "..."), step("b")], "ab", ["2@1 4@2"]],
  ["... collects", [step("a"), step("c", "..."), step("b")], "accb", ["2@1 3@2x2@3 4@4"]],
  ["a trailing ... has nothing to do", [step("a"), step("b", "...")], "ab", ["2@1"]],
  ["{n} are n entries", [step("a", 3)], "aaa", ["2@1 2@2 2@3"]],
  ["{n} goes on from each", [step("a", 2)], "aaa", ["2@1 2@2", "2@2 2@3"]],
  ["then", [when("a", block("t", step("b")), block("e", step("c")))], "acb", [
    "8@2 e",
    "2@1 4@3 t",
  ]],
  ["a gap is no else", [step("a"), when("b", step("c"), GAP)], "acbc", ["2@1 3@3 4@4"]],
  [
    "alternatives of gaps are no else",
    [when("b", step("c"), block("e", either(GAP, GAP))), step("a")],
    "abca",
    [
      "2@2 3@3 12@4",
    ],
  ],
  ["the first alternative", [either(step("ab"), step("a"))], "a", ["3@1"]],
  ["without ends", [step("a"), without("c"), step("b")], "acb", []],
  ["without spares what moves", [step("a"), without("b"), step("b")], "ab", ["2@1 4@2"]],
  ["a benign block dismisses", [step("a"), benign("x", step("b"))], "ab", ["dismissed 1-2"]],
  ["empty blocks count", [step("a"), block("e"), step("b"), block("f", GAP)], "ab", [
    "2@1 5@2 e f",
  ]],
];

for (const [name, body, letters, expected] of CASES) {
  Deno.test(`the naive matcher: ${name}`, () => {
    assert.deepEqual(run(plain(...body), letters).map(short), expected);
  });
}

Deno.test("the naive matcher: within drops a run when its time is over, exactly D counts", () => {
  const policy = { ...plain(step("a"), step("b")), within: 2 };
  assert.deepEqual(run(policy, "a b").map(short), ["2@1 3@3"]);
  assert.deepEqual(run(policy, "a  b").map(short), []);
});

Deno.test("the naive matcher: until ends runs that the event does not move", () => {
  const policy = { ...plain(step("a"), step("b")), until: "bc" };
  assert.deepEqual(run(policy, "acb").map(short), []);
  assert.deepEqual(run(policy, "ab").map(short), ["2@1 3@2"]);
});

Deno.test("the naive matcher: a cooldown counts from the last match that was reported", () => {
  const policy = { ...plain(step("a")), cooldown: 3 };
  assert.deepEqual(run(policy, "aaaaa").map(short), [
    "2@1",
    "suppressed 2-2",
    "suppressed 3-3",
    "2@4",
    "suppressed 5-5",
  ]);
});
