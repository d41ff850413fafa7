/**
 * Regular expressions over bytes, in time linear in the bytes whatever the pattern is. What a
 * pattern means on bytes that are not UTF-8 is in bytes.ts.
 */
import type { Pattern } from "../machine.ts";
import { Automaton } from "./automaton.ts";
import { LazySearch } from "./lazy.ts";
import { compile } from "./program.ts";
import { BUDGET, type Budget, buildTable, type Table, walk } from "./table.ts";

/** ByteMatcher searches bytes for a pattern. */
export interface ByteMatcher {
  /** test tells whether the pattern is found in `bytes` from `start` to before `end`. */
  test(bytes: Uint8Array, start: number, end: number): boolean;
  /** table is the automaton, or null where it is too large to be built as a whole. */
  readonly table: Table | null;
}

/** CACHED is how many matchers are kept for patterns that come again. */
const CACHED = 4096;

const cache = new Map<string, ByteMatcher>();

/**
 * buildMatcher returns the matcher of a pattern; the same one for the same pattern, as long as it is
 * among the last used. It throws re2js's exceptions: checkPattern tells beforehand.
 */
export function buildMatcher(pattern: Pattern): ByteMatcher {
  const key = `${pattern.flags}/${pattern.source}`;
  const matcher = cache.get(key) ?? makeMatcher(pattern);
  // Behind all others again: the first is the one that was not asked for the longest.
  cache.delete(key);
  cache.set(key, matcher);
  if (cache.size > CACHED) {
    for (const oldest of cache.keys()) {
      return cache.delete(oldest), matcher;
    }
  }
  return matcher;
}

/** makeMatcher builds a matcher afresh; beyond the budget it is one without a table. */
export function makeMatcher(pattern: Pattern, budget: Budget = BUDGET): ByteMatcher {
  const automaton = new Automaton(compile(pattern));
  const table = buildTable(automaton, budget);
  if (table) return { table, test: (bytes, start, end) => walk(table, bytes, start, end) };
  const search = new LazySearch(automaton);
  return { table: null, test: (bytes, start, end) => search.test(bytes, start, end) };
}
