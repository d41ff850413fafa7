/** The regular expressions of all loaded policies, each built once and kept while one needs it. */
import { RE2JS } from "re2js";
import type { Pattern } from "../compiler/machine.ts";
import type { ByteMatcher } from "./literals.ts";

/** PatternCache hands out the matcher of a pattern. */
export class PatternCache {
  readonly #matchers = new Map<string, ByteMatcher>();
  #former: ReadonlyMap<string, ByteMatcher>;

  /** A cache takes over what it is asked for from a former one, until it is settled. */
  constructor(former?: PatternCache) {
    this.#former = former === undefined ? new Map() : former.#matchers;
  }

  /** matcher returns the pattern's matcher, building it only if it is new. */
  matcher(pattern: Pattern): ByteMatcher {
    const key = `${pattern.flags} ${pattern.source}`;
    const matcher = this.#matchers.get(key) ?? this.#former.get(key) ?? buildMatcher(pattern);
    this.#matchers.set(key, matcher);
    return matcher;
  }

  /** settle lets go of what the former cache had and nobody asked for. */
  settle(): void {
    this.#former = new Map();
  }
}

/** Stand-in until compiler/regex/dfa.ts is there. */
function buildMatcher(pattern: Pattern): ByteMatcher {
  const compiled = RE2JS.compile(
    pattern.flags === "" ? pattern.source : `(?${pattern.flags})${pattern.source}`,
  );
  return {
    test: (bytes, start, end) => compiled.test(String.fromCharCode(...bytes.subarray(start, end))),
  };
}
