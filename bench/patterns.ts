/** What one walk over a path answers for many patterns, beside what else would answer it. */
import { RE2Set } from "../compiler/regex/re2js.ts";
import { Hits } from "../compiler/regex/hits.ts";
import { compile } from "../compiler/regex/program.ts";
import { PatternSet } from "../compiler/regex/set.ts";
import { encodeText } from "../engine/text.ts";
import { elapsed, figures, HEADLINE, type Row } from "./row.ts";
import { policies } from "./sequences.ts";
import { workload } from "./workload.ts";

const EVENTS = 4096;
const ROUNDS = 7;
/** WALKS over all paths are a round of ours; the others are given fewer, for they take longer. */
const WALKS = 20;

/** Search counts what all patterns find in all paths. */
type Search = () => number;

/** patterns are the rows for so many policies' patterns on the path that is opened. */
export function patterns(count: number): readonly Row[] {
  const sources = policies(count).flat().filter(({ kind }) => kind === "openat")
    .map(({ regex }) => regex.source);
  const paths = workload(EVENTS, 50).events.flatMap(({ args: { pathname } }) =>
    typeof pathname === "string" ? [pathname] : []
  );
  const ours = ourSearch(sources, paths);
  const others = {
    "re2js RE2Set": re2Search(sources, paths),
    "JS RegExp": jsSearch(sources, paths),
  };
  const found = ours();
  return Object.entries(others).map(([name, other]) => {
    if (found === 0 || other() !== found) throw new Error(`${name} finds other paths`);
    const [our, their]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      our.push(perPath(ours, WALKS, paths.length));
      their.push(perPath(other, 1, paths.length));
    }
    return {
      what: `a path of 40 bytes against ${sources.length} patterns`,
      unit: "ns",
      ...figures(our),
      ...HEADLINE,
      other: { name, median: figures(their).ours },
    };
  });
}

function perPath(search: Search, walks: number, paths: number): number {
  return elapsed(() => {
    for (let walk = 0; walk < walks; walk++) search();
  }) / (walks * paths);
}

function ourSearch(sources: readonly string[], paths: readonly string[]): Search {
  const set = new PatternSet();
  for (const [id, source] of sources.entries()) set.add(id, compile({ source, flags: "" }));
  const hits = new Hits();
  const texts = paths.map(encodeText);
  return () => {
    let found = 0;
    for (const text of texts) {
      hits.clear();
      set.search(text, 0, text.length, hits);
      found += hits.count;
    }
    return found;
  };
}

function re2Search(sources: readonly string[], paths: readonly string[]): Search {
  const set = new RE2Set();
  for (const source of sources) set.add(source);
  set.compile();
  return () => paths.reduce((found, path) => found + set.match(path).length, 0);
}

function jsSearch(sources: readonly string[], paths: readonly string[]): Search {
  const all = sources.map((source) => new RegExp(source));
  return () => {
    let found = 0;
    for (const path of paths) for (const each of all) if (each.test(path)) found++;
    return found;
  };
}
