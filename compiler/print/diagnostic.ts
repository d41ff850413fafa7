/**
 * Diagnostics for people:
 *
 *     shadow.policy:2:12: error: There is no field "patname" in openat
 *       2 |   openat { patname = "/etc/shadow" }
 *         |            ^^^^^^^
 *         = hint: Did you mean "pathname"?
 */
import type { Diagnostic, Span } from "../diagnostics.ts";
import { visible } from "./visible.ts";

/** FormatOptions say how a diagnostic is written. */
export interface FormatOptions {
  /** color adds terminal colours. Default false. */
  readonly color?: boolean;
  /** columns is how wide the lines with the source become at most. Default 100 and a margin. */
  readonly columns?: number;
}

/** MAX_COLUMNS is how much of a long line is shown, MIN_COLUMNS how much however narrow it is. */
const MAX_COLUMNS = 100;
const MIN_COLUMNS = 20;

/** ELLIPSES is the room for what stands for the text that is cut on both sides. */
const ELLIPSES = 2;

const CODES = { error: "1;31", warning: "1;33", hint: "36", note: "36", dim: "2", bold: "1" };

type Paint = (code: keyof typeof CODES, text: string) => string;

/** formatDiagnostic writes a diagnostic with the source line it is about; no newline at the end. */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  source: string,
  { color = false, columns = Infinity }: FormatOptions = {},
): string {
  const paint: Paint = (code, text) => color ? `\x1b[${CODES[code]}m${text}\x1b[0m` : text;
  const { severity, message, hint, notes, span } = diagnostic;
  const room = (at: Span) =>
    Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns - margins(at) - ELLIPSES - 2));
  const place = (at: Span) =>
    paint("bold", `${visible(diagnostic.file).text}:${at.line}:${at.column}:`);
  const lines = [
    `${place(span)} ${paint(severity, `${severity}:`)} ${visible(message).text}`,
    ...excerpt(source, span, { room: room(span), severity, paint }),
  ];
  const margin = " ".repeat(margins(span));
  const tail = (word: "hint" | "note", text: string) =>
    `${margin} ${paint("dim", "=")} ${paint(word, `${word}:`)} ${visible(text).text}`;
  if (hint !== undefined) lines.push(tail("hint", hint));
  for (const note of notes ?? []) {
    if (note.span === undefined) {
      lines.push(tail("note", note.message));
    } else {
      lines.push(`${place(note.span)} ${paint("note", "note:")} ${visible(note.message).text}`);
      lines.push(...excerpt(source, note.span, { room: room(note.span), severity: "note", paint }));
    }
  }
  return lines.join("\n");
}

/** excerpt returns the line that a span is in and a line of carets under it. */
function excerpt(
  source: string,
  span: Span,
  { room, severity, paint }: {
    readonly room: number;
    readonly severity: keyof typeof CODES;
    readonly paint: Paint;
  },
): readonly string[] {
  const start = Math.min(span.start, source.length);
  const from = source.lastIndexOf("\n", start - 1) + 1;
  const newline = source.indexOf("\n", start);
  const to = newline < 0 ? source.length : newline;
  const end = Math.max(start, Math.min(span.end, to));
  const cutFrom = beginOf(source, { from, start, end, room });
  const cutTo = Math.min(to, cutFrom + room * 4);
  const before = visible(source.slice(cutFrom, start));
  const marked = visible(source.slice(start, Math.min(end, cutTo)), before.columns);
  const after = visible(
    source.slice(Math.min(end, cutTo), cutTo).trimEnd(),
    before.columns + marked.columns,
  );
  const whole = before.text + marked.text + after.text;
  const clipped = clip(whole, { room, cutBefore: cutFrom > from, cutAfter: cutTo < to });
  const shift = before.columns + (cutFrom > from ? 1 : 0);
  const width = Math.max(1, Math.min(marked.columns, room - before.columns));
  const number = String(span.line).padStart(margins(span) - 1);
  const empty = " ".repeat(margins(span) - 1);
  return [
    `${paint("dim", `${number}  |`)} ${clipped}`,
    `${paint("dim", `${empty}  |`)} ${" ".repeat(shift)}${paint(severity, "^".repeat(width))}`,
  ];
}

function clip(
  text: string,
  { room, cutBefore, cutAfter }: {
    readonly room: number;
    readonly cutBefore: boolean;
    readonly cutAfter: boolean;
  },
): string {
  let kept = "", used = 0;
  for (const char of text) {
    used += visible(char).columns;
    if (used > room) break;
    kept += char;
  }
  return `${cutBefore ? "…" : ""}${kept}${used > room || cutAfter ? "…" : ""}`;
}

/**
 * beginOf returns from where on a line is shown: from its beginning, or, where its mark would not
 * fit then, from half of the room before the mark on.
 */
function beginOf(
  source: string,
  { from, start, end, room }: {
    readonly from: number;
    readonly start: number;
    readonly end: number;
    readonly room: number;
  },
): number {
  const lead = Math.floor(room / 2);
  const limit = room - Math.min(end - start, lead);
  let half = start, used = 0;
  for (let at = start; at > from;) {
    const low = source.charCodeAt(at - 1);
    const pair = low >= 0xdc00 && low <= 0xdfff && at - 2 >= from;
    at -= pair ? 2 : 1;
    used += visible(source.slice(at, at + (pair ? 2 : 1))).columns;
    if (used <= lead) half = at;
    if (used > limit) return half;
  }
  return from;
}

function margins(span: Span): number {
  return Math.max(4, String(span.line).length + 2);
}
