/**
 * Words of a prompt line, told apart as a shell does: quotes and backslashes, nothing else. There
 * are no variables, globs or substitutions, so a line means what it shows.
 */
import { Failure, STATUS } from "./status.ts";

/** splitWords returns the words of a line. It throws a Failure where a quote is not closed. */
export function splitWords(line: string): string[] {
  const { words, open } = scan(line);
  if (open !== null) {
    throw new Failure(STATUS.usage, `Cannot read the line: a quote ${open} is not closed`);
  }
  return words;
}

/** Partial is a line that is still being typed: its last word, which may be empty, goes on. */
export interface Partial {
  readonly words: readonly string[];
  /** from is where the last word begins in the line. */
  readonly from: number;
}

/** partialWords returns the words of a line that is still being typed. */
export function partialWords(line: string): Partial {
  const { words, open, from } = scan(line);
  const between = open === null && from === line.length;
  return { words: between ? [...words, ""] : words, from };
}

/** quoteWord writes a word so that splitWords reads it back. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

type Quote = "'" | '"';

/** Scanned is what a line consists of. */
interface Scanned {
  readonly words: string[];
  /** open is the quote that is not closed. */
  readonly open: Quote | null;
  /** from is where the last word begins, or the line's end where a space stands behind it. */
  readonly from: number;
}

function scan(line: string): Scanned {
  const words: string[] = [];
  let word: string | null = null;
  let quote: Quote | null = null;
  let from = 0;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    const blank = quote === null && /\s/.test(char);
    if (blank) {
      if (word !== null) words.push(word);
      word = null;
      from = at + 1;
    } else if (char === quote) {
      quote = null;
    } else if (quote === null && (char === "'" || char === '"')) {
      quote = char;
      word ??= "";
    } else if (char === "\\" && escapes(quote, line.charAt(at + 1))) {
      word = (word ?? "") + line.charAt(++at);
    } else {
      word = (word ?? "") + char;
    }
  }
  if (word !== null) words.push(word);
  return { words, open: quote, from };
}

/** escapes tells whether a backslash before `next` takes its meaning from it. */
function escapes(quote: Quote | null, next: string): boolean {
  if (quote === "'" || next === "") return false;
  return quote === null || ['"', "\\", "$", "`"].includes(next);
}
