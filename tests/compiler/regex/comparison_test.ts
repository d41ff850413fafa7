/** The matchers against re2js itself, on random patterns and haystacks. */
import fc from "fast-check";
import { onBytes, onHostile, onText } from "./comparison.ts";

/** RUNS of each property, several haystacks each; RUNS=20000 in the environment for a long search. */
const RUNS = Number(Deno.env.get("RUNS") ?? 300);

Deno.test("a matcher agrees with re2js when the haystack is UTF-8", () => {
  fc.assert(onText(), { numRuns: RUNS });
});

Deno.test("a matcher takes each invalid byte as one character when the haystack is not UTF-8", () => {
  fc.assert(onHostile(), { numRuns: RUNS });
});

Deno.test("a pattern of bytes agrees with re2js over Latin-1 when every byte is a character", () => {
  fc.assert(onBytes(), { numRuns: RUNS });
});
