/**
 * Which part of a source line is quoted beside an event. A policy typed on one line would be quoted
 * whole beside each of its events; the step that the event fulfilled says more.
 */
import { tokens } from "../../compiler/tokens.ts";

/**
 * quoteStep returns the step of kind `kind` in a line that holds more than that, with its suffix.
 * Where there are several, it is the one that has `before` of them in front of it: as many as the
 * evidence has of that line and kind. Where that does not tell which one is meant, or the line has
 * none, the line is quoted as it is, without the space around it.
 *
 * ```
 * path "p" { openat { ret >= 0 } execve {}.. }     openat: openat { ret >= 0 }
 * ```
 */
export function quoteStep(line: string, kind: string, before = 0): string {
  const all = stepsIn(line);
  const steps = all.filter((step) => step.kind === kind || step.kind === "call");
  const step = steps.length === 1 ? steps[0] : isPlain(line, all) ? steps[before] : undefined;
  return step?.text ?? line.trim();
}

interface Step {
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** suffix says that it comes several times; "": once. */
  readonly suffix: string;
}

/** BRANCHING is what makes a line more than one step after another. */
const BRANCHING: ReadonlySet<string> = new Set([
  ...["?", ":", "|", "(", "..", "..."],
  ...["without", "until", "all"],
]);

/** isPlain tells whether each step of a line comes once, in the order in which they stand there. */
function isPlain(line: string, steps: readonly Step[]): boolean {
  const inStep = (at: number) => steps.some(({ start, end }) => at >= start && at < end);
  return steps.every(({ kind, suffix }) => kind !== "call" && suffix === "") &&
    tokens(line).every(({ start, end }) => inStep(start) || !BRANCHING.has(line.slice(start, end)));
}

/** stepsIn lists each name that is followed by braces which close in the line. */
function stepsIn(line: string): readonly Step[] {
  const all = tokens(line).filter((token) => token.kind !== "comment");
  const text = (index: number) => line.slice(all[index]?.start ?? 0, all[index]?.end ?? 0);
  return all.flatMap(({ kind, start }, index) => {
    if (kind !== "name" || text(index + 1) !== "{") return [];
    let depth = 0;
    for (let at = index + 1; at < all.length; at++) {
      if (text(at) === "{") depth++;
      if (text(at) !== "}" || --depth > 0) continue;
      const end = all[at]?.end ?? line.length;
      const suffix = /^(?:\.{2,3}|\{ *\d+ *\})/.exec(line.slice(end))?.[0] ?? "";
      const until = end + suffix.length;
      return [{ kind: text(index), text: line.slice(start, until), start, end: until, suffix }];
    }
    return [];
  });
}
