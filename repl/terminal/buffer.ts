/** The text of an entry with the cursor in it, and what keys do to it. All pure. */

/** Buffer is a text of one or more lines; the cursor is a UTF-16 offset into it. */
export interface Buffer {
  readonly text: string;
  readonly cursor: number;
}

/** EMPTY is a buffer with nothing in it. */
export const EMPTY: Buffer = { text: "", cursor: 0 };

/** CHARACTER is what the cursor steps over at once: a character with the marks on it. */
const CHARACTER = /.[\p{Mn}\p{Me}]*/suy;

/** WORD_MAX bounds how far a word motion looks: a regex that ends in `$` tries every start. */
const WORD_MAX = 256;
const WORD_BEFORE = /[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u;
const WORD_AFTER = /^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u;

/** filled returns a buffer with the cursor behind `text`. */
export function filled(text: string): Buffer {
  return { text, cursor: text.length };
}

/** insert puts `text` where the cursor is. */
export function insert({ text, cursor }: Buffer, added: string): Buffer {
  return {
    text: text.slice(0, cursor) + added + text.slice(cursor),
    cursor: cursor + added.length,
  };
}

/** remove takes the text between the cursor and `to` out. */
export function remove({ text, cursor }: Buffer, to: number): Buffer {
  const from = Math.min(cursor, to);
  return { text: text.slice(0, from) + text.slice(Math.max(cursor, to)), cursor: from };
}

/** swapped exchanges the characters around the cursor, or at a line's end the two before it. */
export function swapped(buffer: Buffer): Buffer {
  const { text, cursor } = buffer;
  const end = cursor === target(buffer, "line end");
  const middle = end ? before(text, cursor) : cursor;
  const from = before(text, middle), to = after(text, middle);
  if (text.slice(from, to).includes("\n") || from === middle || middle === to) return buffer;
  return {
    text: text.slice(0, from) + text.slice(middle, to) + text.slice(from, middle) + text.slice(to),
    cursor: to,
  };
}

/** Motion names where the cursor can go. */
export type Motion =
  | "left"
  | "right"
  | "word left"
  | "word right"
  | "line start"
  | "line end"
  | "up"
  | "down";

/** target returns the offset that `motion` leads to. Up and down keep the column by characters. */
export function target(buffer: Buffer, motion: Motion): number {
  const { text, cursor } = buffer;
  const lineStart = text.lastIndexOf("\n", cursor - 1) + 1;
  const newline = text.indexOf("\n", cursor);
  const lineEnd = newline < 0 ? text.length : newline;
  switch (motion) {
    case "left":
      return before(text, cursor);
    case "right":
      return after(text, cursor);
    case "word left":
      return cursor - lengthOf(WORD_BEFORE, text.slice(Math.max(0, cursor - WORD_MAX), cursor));
    case "word right":
      return cursor + lengthOf(WORD_AFTER, text.slice(cursor, cursor + WORD_MAX));
    case "line start":
      return lineStart;
    case "line end":
      return lineEnd;
    case "up":
      if (lineStart === 0) return cursor;
      return along(text, text.lastIndexOf("\n", lineStart - 2) + 1, cursor - lineStart);
    case "down":
      return newline < 0 ? cursor : along(text, newline + 1, cursor - lineStart);
  }
}

/** lineOf returns the index of the line that the cursor is in. */
export function lineOf({ text, cursor }: Buffer): number {
  return text.slice(0, cursor).split("\n").length - 1;
}

/** onFirstLine and onLastLine tell whether up and down lead out of the buffer. */
export function onFirstLine({ text, cursor }: Buffer): boolean {
  return !text.slice(0, cursor).includes("\n");
}

/** onLastLine: see onFirstLine. */
export function onLastLine({ text, cursor }: Buffer): boolean {
  return !text.slice(cursor).includes("\n");
}

/** blankLine tells whether there is nothing but white space before the cursor in its line. */
export function blankLine({ text, cursor }: Buffer): boolean {
  return /(^|\n)[ \t]*$/.test(text.slice(0, cursor));
}

function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.[0].length ?? 0;
}

function after(text: string, at: number): number {
  CHARACTER.lastIndex = at;
  return at + (CHARACTER.exec(text)?.[0].length ?? 0);
}

function before(text: string, at: number): number {
  const line = text.slice(0, at);
  return at - (/.[\p{Mn}\p{Me}]*$/su.exec(line.slice(-64))?.[0].length ?? 0);
}

/** along returns the offset `count` units behind `start`, at most its line's end. */
function along(text: string, start: number, count: number): number {
  const newline = text.indexOf("\n", start);
  const end = newline < 0 ? text.length : newline;
  let at = start;
  while (at < end && at - start < count) at = Math.min(end, after(text, at));
  return at;
}
