/** A pattern by itself, as the engine would search for it. */
import type { Pattern } from "../../../compiler/machine.ts";
import { BUDGET, type Budget } from "../../../compiler/regex/group.ts";
import { Hits } from "../../../compiler/regex/hits.ts";
import { compile } from "../../../compiler/regex/program.ts";
import { PatternSet } from "../../../compiler/regex/set.ts";

/** Matcher tells whether its pattern is found in `bytes` from `start` to before `end`. */
export interface Matcher {
  test(bytes: Uint8Array, start: number, end: number): boolean;
}

/** matcherOf makes the matcher of a pattern, within a budget if one is given. */
export function matcherOf(pattern: Pattern, budget: Budget = BUDGET): Matcher {
  const set = new PatternSet(budget);
  set.add(0, compile(pattern));
  const hits = new Hits();
  return {
    test: (bytes, start, end) => {
      hits.clear();
      set.search(bytes, start, end, hits);
      return hits.has(0);
    },
  };
}
