/**
 * Regular expressions over bytes, in time linear in the bytes whatever the pattern is. What a
 * pattern means on bytes that are not UTF-8 is in bytes.ts.
 */
import type { Pattern } from "../machine.ts";
import { Hits } from "./hits.ts";
import { compile, type Program } from "./program.ts";
import { PatternSet } from "./set.ts";

/** ByteMatcher searches bytes for a pattern. */
export interface ByteMatcher {
  /** test tells whether the pattern is found in `bytes` from `start` to before `end`. */
  test(bytes: Uint8Array, start: number, end: number): boolean;
}

const cache = new WeakMap<Program, ByteMatcher>();

/** buildMatcher returns the matcher of a pattern. It throws re2js's exceptions. */
export function buildMatcher(pattern: Pattern): ByteMatcher {
  const program = compile(pattern);
  const matcher = cache.get(program) ?? makeMatcher(program);
  cache.set(program, matcher);
  return matcher;
}

function makeMatcher(program: Program): ByteMatcher {
  const set = new PatternSet();
  set.add(0, program);
  const hits = new Hits();
  return {
    test: (bytes, start, end) => {
      hits.clear();
      set.search(bytes, start, end, hits);
      return hits.count > 0;
    },
  };
}
