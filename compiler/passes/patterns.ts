/**
 * Regular expressions are checked where they are written, so that a mistake is shown inside of the
 * literal:
 *
 *     pathname =~ "(a)\1"      a back-reference: the place is the \1
 */
import type { Regex, Text } from "../ast.ts";
import { checkPattern } from "../regex/pattern.ts";
import type { Report } from "../report.ts";
import { didYouMean } from "../suggest.ts";
import type { PatternText } from "./literals.ts";

type Problem = ReturnType<typeof checkPattern>;

/** Compiling a regex costs more than the rest of a policy; sets of policies share many. */
const checked = new Map<string, Problem>();
const MAX_CHECKED = 4096;

/** checkedPattern tells whether a regex can be used, and reports why it cannot. */
export function checkedPattern(
  text: PatternText,
  literal: Text | Regex,
  flags: string,
  report: Report,
): boolean {
  const unknown = /[^ism]/.exec(flags);
  if (unknown !== null) {
    const start = literal.at.end - flags.length + unknown.index;
    report.error({ start, end: start + 1 }, `There is no regex flag "${unknown[0]}"`, {
      hint: didYouMean(unknown[0], ["i", "s", "m"]) ?? "Flags are i, s and m",
    });
    return false;
  }
  const problem = problemOf(text.source, flags);
  if (problem === null) return true;
  report.error(text.placeOf(problem.offset), problem.message);
  return false;
}

function problemOf(source: string, flags: string): Problem {
  const key = `${flags}/${source}`;
  let problem = checked.get(key);
  if (problem === undefined) {
    problem = checkPattern(source, flags);
    if (checked.size >= MAX_CHECKED) checked.clear();
    checked.set(key, problem);
  }
  return problem;
}
