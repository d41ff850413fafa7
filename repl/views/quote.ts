/**
 * Which part of a source line is quoted beside an event. A policy typed on one line would be quoted
 * whole beside each of its events; the step that the event fulfilled says more.
 */
import { tokens } from "../../compiler/tokens.ts";

/**
 * quoteStep returns the step of kind `kind` in a line that holds more than that, with its suffix.
 * Where the line has no such step, or several, nothing tells which one is meant: the line is quoted
 * as it is, without the space around it.
 *
 * ```
 * path "p" { openat { ret >= 0 } execve {}.. }     openat: openat { ret >= 0 }
 * ```
 */
export function quoteStep(line: string, kind: string): string {
  const steps = stepsIn(line).filter((step) => step.kind === kind || step.kind === "call");
  const [only] = steps;
  return only === undefined || steps.length > 1 ? line.trim() : only.text;
}

interface Step {
  readonly kind: string;
  readonly text: string;
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
      return [{ kind: text(index), text: line.slice(start, end + suffix.length) }];
    }
    return [];
  });
}
