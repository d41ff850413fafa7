import { visible } from "../views/escape.ts";
import { fit, pad, width } from "../views/width.ts";
import type { Candidate } from "./terminal.ts";

/** LINES_MAX is how many lines a list of candidates takes at most. */
const LINES_MAX = 20;

/** Listing is a part of a list of candidates. */
export interface Listing {
  readonly lines: readonly string[];
  /** next is the page behind it; 0 behind the last one. */
  readonly next: number;
}

/**
 * listing lists candidates below each other with what they are, or where that tells none from
 * another, in columns. A list that is too long has pages. Candidates may be names of processes, so
 * they are made harmless here.
 */
export function listing(candidates: readonly Candidate[], columns: number, page = 0): Listing {
  const texts = candidates.map(({ text }) => visible(text.trimEnd(), { max: columns - 2 }));
  const widest = Math.max(...texts.map(width));
  const described = new Set(candidates.map(({ brief }) => brief ?? "")).size > 1;
  const across = described ? 1 : Math.max(1, Math.floor((columns + 2) / (widest + 2)));
  const room = (texts.length > LINES_MAX * across ? LINES_MAX - 1 : LINES_MAX) * across;
  const from = page * room;
  const shown = texts.slice(from, from + room);
  const height = Math.ceil(shown.length / across);
  const lines = Array.from({ length: height }, (_, line) => {
    if (described) {
      const brief = visible(candidates[from + line]?.brief ?? "");
      return fit(`${pad(shown[line] ?? "", widest)}  ${brief}`.trimEnd(), columns);
    }
    // Down the columns, as ls does.
    return Array.from({ length: across }, (_, column) => shown[column * height + line] ?? "")
      .map((text) => pad(text, widest)).join("  ").trimEnd();
  });
  const left = texts.length - from - shown.length;
  return left <= 0
    ? { lines, next: 0 }
    : { lines: [...lines, `… and ${left} more: Tab shows them`], next: page + 1 };
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
