/**
 * Gaps: what stands between two tokens. White space and separators mean nothing for the layout but
 * where lines end; comments are kept. This reads them exactly as the grammar does, so a `//` in a
 * regex is no comment here either.
 */
import type { Range } from "../source.ts";

/** Comment is a comment as written, without white space at its end. */
export interface Comment {
  readonly text: string;
  /** line tells that it goes on to the end of its line: something must end that line. */
  readonly line: boolean;
  /** fresh tells that it does not stand on the line of what is before it. */
  readonly fresh: boolean;
  /** blank tells that an empty line is before it. */
  readonly blank: boolean;
  /** separated tells that a separator is before it in its gap. */
  readonly separated: boolean;
}

/** Gap is what stands between two tokens. */
export interface Gap {
  readonly comments: readonly Comment[];
  /** fresh, blank and separated say the same of the token that follows. */
  readonly fresh: boolean;
  readonly blank: boolean;
  readonly separated: boolean;
}

/** Cursor walks over a text from token to token. */
export class Cursor {
  #at = 0;
  #comments = 0;

  constructor(readonly text: string) {}

  /** comments is how many comments were passed. */
  get comments(): number {
    return this.#comments;
  }

  /** gap passes white space, comments and any of the separators. */
  gap(separators = ""): Gap {
    const { text } = this;
    const comments: Comment[] = [];
    let fresh = this.#at === 0;
    let blank = false;
    let separated = false;
    for (;;) {
      const char = text.charAt(this.#at);
      const end = commentEnd(text, this.#at);
      if (end > this.#at) {
        const line = !text.startsWith("/*", this.#at);
        const written = text.slice(this.#at, end);
        const shown = line ? written.replace(/[ \t\r]+$/, "") : written;
        comments.push({ text: shown, line, fresh, blank, separated });
        this.#at = end;
        fresh = blank = false;
      } else if (char !== "" && separators.includes(char)) {
        this.#at++;
        separated = true;
        // What follows a separator is on the line of what the separator ends.
        fresh = comments.at(-1)?.line ?? false;
      } else {
        const space = spaceEnd(text, this.#at);
        if (space === this.#at) break;
        const lines = text.slice(this.#at, space).split("\n").length - 1;
        fresh ||= lines > 0;
        blank ||= lines > 1;
        this.#at = space;
      }
    }
    this.#comments += comments.length;
    return { comments, fresh, blank, separated };
  }

  /** mark passes a word or sign that must be here. */
  mark(word: string): string {
    if (!this.text.startsWith(word, this.#at)) {
      throw new Error(`The tree has a "${word}" at ${this.#at}, the text has none`);
    }
    this.#at += word.length;
    return word;
  }

  /** leaf passes a part that is written as it is. */
  leaf({ start, end }: Range): string {
    if (start !== this.#at) {
      throw new Error(`The tree goes on at ${start}, the text at ${this.#at}`);
    }
    this.#at = end;
    return this.text.slice(start, end);
  }
}

function commentEnd(text: string, at: number): number {
  if (text.startsWith("/*", at)) return text.indexOf("*/", at + 2) + 2;
  if (text.charAt(at) !== "#" && !text.startsWith("//", at)) return at;
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

function spaceEnd(text: string, from: number): number {
  let at = from;
  while (" \t\r\n\f\v\u00a0\ufeff".includes(text.charAt(at) || "x")) at++;
  return at;
}
