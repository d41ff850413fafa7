/** The compiler and the engine against the naive matcher. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Comparison, WAYS } from "./comparison.ts";
import { type Happening, policy, smallPolicies, trace } from "./enumerate.ts";

/** RUNS of the random part; RUNS=200000 in the environment for a long search. */
const RUNS = Number(Deno.env.get("RUNS") ?? 5_000);

function assertCompared(
  { judged, seen }: Comparison,
  policies: number,
  outcomes: Readonly<Record<string, number>>,
): void {
  assert(judged >= policies, `only ${judged} policies were judged`);
  for (const [type, least] of Object.entries(outcomes)) {
    assert((seen.get(type) ?? 0) >= least, `only ${seen.get(type)} outcomes "${type}" were seen`);
  }
}

/** SMALL has every trace of six events over two letters, each in a process of its own. */
const SMALL: readonly Happening[] = Array.from(
  { length: 6 },
  (_, place) =>
    Array.from({ length: 64 }, (_, trace) => ({
      ts: place + 1,
      pid: 100 + trace,
      letter: (trace >> place & 1) === 0 ? "a" : "b",
    })),
).flat();

for (const way of WAYS) {
  Deno.test(`the engine agrees with the naive matcher on every small policy, by ${way.name}`, () => {
    const comparison = new Comparison(way);
    for (const policy of smallPolicies()) comparison.compare(policy, SMALL);
    assertCompared(comparison, 5_000, { match: 100_000, dismissed: 10_000 });
  });

  Deno.test(`the engine agrees with the naive matcher on random policies, by ${way.name}`, () => {
    const comparison = new Comparison(way);
    fc.assert(fc.property(policy(), trace(), comparison.compare), { numRuns: RUNS });
    const least = RUNS / 100;
    assertCompared(comparison, RUNS / 2, {
      match: RUNS / 2,
      dismissed: least,
      suppressed: least,
    });
  });
}
