/** Section 7 of the language, sentence by sentence, beyond the conformance cases. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { type EventSpec, watch } from "./support.ts";

const MS = 1_000_000;

/**
 * run lets a policy see letters as they come, 1 ms apart: `a` opens /a, a capital calls in another
 * process. What comes out is each report as the letters of its evidence, with its kind before it if
 * it is no match. A step is written as its letter in the policy: <a> is `openat { ... "/a" }`.
 */
function run(policy: string, letters: string): string {
  const text = policy.replace(/<(\w)>/g, (_, letter) => `openat { pathname = "/${letter}" }`);
  const { machines, diagnostics } = compile(text);
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === "error"), []);
  const seen = watch(machines);
  const told: string[] = [];
  for (const [index, letter] of [...letters].entries()) {
    seen.feed(event(index, letter));
    told.push(
      ...seen.matches.splice(0).map(({ policy, steps, blocks }) => {
        const evidence = steps.map(({ first, last, count }) => {
          const name = String(first.args.pathname).slice(1);
          return last === undefined
            ? `${name}${first.ts / MS}`
            : `${name}${first.ts / MS}x${count}`;
        });
        const name = machines.length > 1 ? `${policy}:` : "";
        return `${name}${evidence.join(" ")}${blocks.map((block) => ` [${block}]`).join("")}`;
      }),
    );
    for (const list of [seen.dismissed, seen.suppressed]) {
      told.push(
        ...list.splice(0).map(({ type, start, end }) => `${type} ${start / MS}-${end / MS}`),
      );
    }
  }
  return told.join("; ");
}

function event(index: number, letter: string): EventSpec {
  const lower = letter.toLowerCase();
  return {
    ts: index * MS,
    pid: lower === letter ? 1 : 2,
    root: 1,
    args: { pathname: `/${lower}` },
  };
}

const CASES: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  "7.2 an event takes the first edge that matches, and moves a run at most one edge": [
    [`path "p" { <a> <a> }`, "a", ""],
    [`path "p" { <a> <a> }`, "aa", "a0 a1"],
    [`path "p" { ( block "1" { <a> <b> } | block "2" { <a> <c> } ) }`, "ac", ""],
    [`path "p" { ( block "1" { <a> <b> } | block "2" { <a> <c> } ) }`, "acb", "a0 b2 [1]"],
  ],
  "7.3 a sequence skips what it does not wait for": [
    [`path "p" { <a> <b> <c> }`, "axbxbc", "a0 b2 c5"],
    [`path "p" { <a> ... <b> .. <c> }`, "axbxc", "a0 b2 c4"],
  ],
  "7.3 one or more: leading on has priority, then the loop": [
    [`path "p" { <x> <a>.. <b> }`, "xaab", "x0 a1x2 b3"],
    [`path "p" { <x> <a>.. <b> }`, "xb", ""],
    [`path "p" { <x> <a>.. <a> }`, "xaa", "x0 a1 a2"],
    [`path "p" { <x> <a>.. }`, "xaaa", "x0 a1"],
  ],
  "7.3 zero or more: what follows first, then the loop": [
    [`path "p" { <x> <a>... <b> }`, "xb", "x0 b1"],
    [`path "p" { <x> <a>... <b> }`, "xaaab", "x0 a1x3 b4"],
    [`path "p" { <x> <a>... <b>... <c> }`, "xac", "x0 a1 c2"],
    [`path "p" { <x> <a>... <b>... <c> }`, "xbc", "x0 b1 c2"],
    [`path "p" { <x> <a>... <b>... <c> }`, "xabbc", "x0 a1 b2x2 c4"],
    [`path "p" { <x> <a>... <b>... <c> }`, "xbac", "x0 b1 c3"],
  ],
  "7.3 a count is as many entries": [
    [`path "p" { <x> <a>{3} <b> }`, "xaab", ""],
    [`path "p" { <x> <a>{3} <b> }`, "xaaaab", "x0 a1 a2 a3 b5"],
  ],
  "7.4 a conditional decides for good, and both branches continue with what follows": [
    [`path "p" { <a> ? block "t" { <b> } : block "e" { <c> } <d> }`, "abd", "a0 b1 d2 [t]"],
    [`path "p" { <a> ? block "t" { <b> } : block "e" { <c> } <d> }`, "cd", "c0 d1 [e]"],
    [`path "p" { <x> <a> ? block "t" { <b> } : block "e" { <c> <e> } <d> }`, "xcabd", ""],
    [`path "p" { <x> <a> ? block "t" { <b> } <d> }`, "xdabd", "x0 a2 b3 d4 [t]"],
    [`path "p" { <x> <a> ? block "t" { <b> } : ... <d> }`, "xdabd", "x0 a2 b3 d4 [t]"],
  ],
  "7.6 the run whose first event is later is kept": [
    [`path "p" { <a> <b> <c> }`, "aababcc", "a3 b4 c5"],
    [`path "p" { <a> <b> <c> }`, "aabc", "a1 b2 c3"],
    [`path "p" { <a> <b> <b> <c> }`, "abab bc".replace(" ", ""), "a2 b3 b4 c5"],
  ],
  "7.6 runs are judged before the event and moved at once": [
    // The run in the last state leaves as the one behind it arrives.
    [`path "p" { <a> <a> <a> }`, "aaaa", "a0 a1 a2; a1 a2 a3"],
    // Both reach the end with one event, the older first.
    [`path "p" { <a> <w>... <u> }`, "awau", "a0 w1 u3; a2 u3"],
  ],
  "7.7 a match, a dismissal": [
    [`path "p" { <a> benign block "b" { <b> } }`, "ab", "dismissed 0-1"],
    [
      `path "p" { <a> ? block "t" { <c> } : benign block "b" { <b> } }`,
      "bac",
      "dismissed 0-0; a1 c2 [t]",
    ],
  ],
  "7.7 within counts from the first event, exactly D still counts": [
    [`path "p" within 2ms { <a> <b> }`, "axb", "a0 b2"],
    [`path "p" within 2ms { <a> <b> }`, "axxb", ""],
  ],
  "7.7 without ends a run between two steps, unless the event moves it": [
    [`path "p" { <a> without <x> <b> <c> }`, "axb", ""],
    [`path "p" { <a> without <x> <b> <c> }`, "abxc", "a0 b1 c3"],
    [`path "p" { <a> without <b> <b> }`, "ab", "a0 b1"],
    [`path "p" { <a> <w>.. without <w> <c> }`, "awwc", "a0 w1x2 c3"],
  ],
  "7.7 until ends all runs of the subject, unless the event moves them": [
    [`path "p" until <x> { <a> <b> <c> }`, "abxc", ""],
    [`path "p" until <b> { <a> <b> <c> }`, "abc", "a0 b1 c2"],
    [`path "p" by process until <x> { <a> <b> }`, "aAXbB", "a0 b3"],
    [`path "p" until <a> { <a> <b> }`, "ab", "a0 b1"],
  ],
  "7.8 policies do not influence each other, a match resets nothing": [
    [`path "p" { <a> <b> } path "q" { <a> <b> <c> }`, "abc", "p:a0 b1; q:a0 b1 c2"],
    [`path "p" { <a> <b> } path "q" { <a> <b> }`, "ab", "p:a0 b1; q:a0 b1"],
  ],
  "7.9 blocks are listed in the order of entering, empty ones included": [
    [
      `path "p" { block "o" { <a> block "i" { <b> } } block "n" { <c> } }`,
      "abc",
      "a0 b1 c2 [o] [i] [n]",
    ],
    [`path "p" { <a> block "e" { ... } <b> }`, "ab", "a0 b1 [e]"],
    [`path "p" { <a> ? block "e" { } <b> }`, "ab", "a0 b1 [e]"],
  ],
  "cooldown counts from the last match that was reported": [
    [`path "p" cooldown 3ms { <a> }`, "aaaa", "a0; suppressed 1-1; suppressed 2-2; a3"],
    [`path "p" by process cooldown 3ms { <a> }`, "aA", "a0; a1"],
  ],
};

for (const [sentence, cases] of Object.entries(CASES)) {
  Deno.test(`Engine follows ${sentence}`, () => {
    for (const [policy, letters, wanted] of cases) {
      assert.deepEqual(run(policy, letters), wanted, `${policy} on ${letters}`);
    }
  });
}
