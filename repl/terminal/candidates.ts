import { visible } from "../views/escape.ts";
import { fit, pad, width } from "../views/width.ts";
import type { Candidate } from "./terminal.ts";

/** LINES_MAX is how many lines a list of candidates takes at most. */
const LINES_MAX = 20;

/**
 * candidateLines lists candidates below each other with what they are, or where none says so, in
 * columns. Candidates may be names of processes, so they are made harmless here.
 */
export function candidateLines(candidates: readonly Candidate[], columns: number): string[] {
  const texts = candidates.map(({ text }) => visible(text.trimEnd(), { max: columns - 2 }));
  const widest = Math.max(...texts.map(width));
  const described = candidates.some(({ brief }) => brief !== undefined);
  const across = described ? 1 : Math.max(1, Math.floor(columns / (widest + 2)));
  const count = Math.ceil(texts.length / across);
  const shown = count > LINES_MAX ? LINES_MAX - 1 : count;
  const lines = Array.from({ length: shown }, (_, line) => {
    const brief = candidates[line]?.brief;
    if (described) {
      return fit(`${pad(texts[line] ?? "", widest)}  ${visible(brief ?? "")}`, columns).trimEnd();
    }
    // Down the columns, as ls does.
    return Array.from({ length: across }, (_, column) => texts[column * count + line] ?? "")
      .map((text) => pad(text, widest)).join("  ").trimEnd();
  });
  const left = described ? texts.length - shown : (count - shown) * across;
  return shown < count ? [...lines, `… and ${left} more`] : lines;
}

/** commonStart returns the longest text that all candidates begin with. */
export function commonStart(candidates: readonly Candidate[]): string {
  const [first = "", ...others] = candidates.map(({ text }) => text);
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length--;
  }
  // Half a surrogate pair is no text.
  return first.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
