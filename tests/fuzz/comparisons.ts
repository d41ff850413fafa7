/** The comparisons with a second opinion, for as long as is asked. */
import fc from "fast-check";
import { onBytes, onHostile, onText } from "../compiler/regex/comparison.ts";
import { Comparison, WAYS } from "../naive/comparison.ts";
import { policy, trace } from "../naive/enumerate.ts";
import type { Subject } from "./subject.ts";

/** COMPARISONS are the engine beside the naive matcher, and the matchers beside re2js. */
export const COMPARISONS: readonly Subject[] = [
  ...WAYS.map((way): Subject => {
    const comparison = new Comparison(way);
    return {
      name: `engine-${way.name.replaceAll(" ", "-")}`,
      runs: 500,
      property: () => fc.property(policy(), trace(), comparison.compare),
      counts: () => ({ policies: comparison.judged, ...Object.fromEntries(comparison.seen) }),
    };
  }),
  regex("regex-text", onText),
  regex("regex-hostile", onHostile),
  regex("regex-bytes", onBytes),
];

function regex(name: string, property: () => fc.IRawProperty<unknown, false>): Subject {
  return { name, runs: 100, property, counts: () => ({}) };
}
