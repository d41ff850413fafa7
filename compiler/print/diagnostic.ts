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
}

/** MAX_COLUMNS is how much of a long line is shown, and LEAD how much of it before the mark. */
const MAX_COLUMNS = 100;
const LEAD = 50;

const CODES = { error: "1;31", warning: "1;33", hint: "36", note: "36", dim: "2", bold: "1" };

type Paint = (code: keyof typeof CODES, text: string) => string;

/** formatDiagnostic writes a diagnostic with the source line it is about; no newline at the end. */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  source: string,
  { color = false }: FormatOptions = {},
): string {
  const paint: Paint = (code, text) => color ? `\x1b[${CODES[code]}m${text}\x1b[0m` : text;
  const { severity, message, hint, notes, span } = diagnostic;
  const place = (at: Span) =>
    paint("bold", `${visible(diagnostic.file).text}:${at.line}:${at.column}:`);
  const lines = [
    `${place(span)} ${paint(severity, `${severity}:`)} ${visible(message).text}`,
    ...excerpt(source, span, severity, paint),
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
      lines.push(...excerpt(source, note.span, "note", paint));
    }
  }
  return lines.join("\n");
}

/** excerpt returns the line that a span is in and a line of carets under it. */
function excerpt(
  source: string,
  span: Span,
  severity: keyof typeof CODES,
  paint: Paint,
): readonly string[] {
  const start = Math.min(span.start, source.length);
  const from = source.lastIndexOf("\n", start - 1) + 1;
  const newline = source.indexOf("\n", start);
  const to = newline < 0 ? source.length : newline;
  const end = Math.max(start, Math.min(span.end, to));
  // Of a very long line only what is around the mark is looked at.
  const cutFrom = start - from > LEAD * 4 ? atCharacter(source, start - LEAD) : from;
  const cutTo = Math.min(to, cutFrom + MAX_COLUMNS * 4);
  const before = visible(source.slice(cutFrom, start));
  const marked = visible(source.slice(start, Math.min(end, cutTo)), before.columns);
  const after = visible(
    source.slice(Math.min(end, cutTo), cutTo).trimEnd(),
    before.columns + marked.columns,
  );
  const clipped = clip(before.text + marked.text + after.text, cutFrom > from, cutTo < to);
  const shift = before.columns + (cutFrom > from ? 1 : 0);
  const width = Math.max(1, Math.min(marked.columns, MAX_COLUMNS - before.columns));
  const number = String(span.line).padStart(margins(span) - 1);
  const empty = " ".repeat(margins(span) - 1);
  return [
    `${paint("dim", `${number}  |`)} ${clipped}`,
    `${paint("dim", `${empty}  |`)} ${" ".repeat(shift)}${paint(severity, "^".repeat(width))}`,
  ];
}

function clip(text: string, cutBefore: boolean, cutAfter: boolean): string {
  const points = [...text];
  const long = points.length > MAX_COLUMNS;
  const kept = long ? points.slice(0, MAX_COLUMNS).join("") : text;
  return `${cutBefore ? "…" : ""}${kept}${long || cutAfter ? "…" : ""}`;
}

/** atCharacter moves an offset out of the middle of a surrogate pair. */
function atCharacter(source: string, offset: number): number {
  const code = source.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset;
}

function margins(span: Span): number {
  return Math.max(4, String(span.line).length + 2);
}
