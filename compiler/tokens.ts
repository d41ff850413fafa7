/**
 * The scanner: one notion of where a token begins and ends for everything that looks at text
 * without parsing it: the outline that runs before the parser, completeness at the prompt,
 * highlighting, completion, and the `tokens` view. It never fails; what it does not know is a
 * token of the kind `unknown`.
 */

/** TokenKind is what a stretch of source is. */
export type TokenKind =
  | "name"
  | "number"
  | "text"
  | "regex"
  | "reference"
  | "annotation"
  | "operator"
  | "punctuation"
  | "comment"
  | "unknown";

/** Token is a stretch of source, in UTF-16 offsets. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** closed is false for text, a regex or a comment whose end is missing. */
  readonly closed: boolean;
}

const OPERATOR = 1, SPACE = 2, DIGIT = 4, LETTER = 8, PUNCTUATION = 16;

const classes = new Uint8Array(128);
for (const char of "=!<>~&|^+*%") classes[char.charCodeAt(0)] = OPERATOR;
for (const char of " \t\r\n\f\v") classes[char.charCodeAt(0)] = SPACE;
for (const char of "{}()[],;:?.-") classes[char.charCodeAt(0)] = PUNCTUATION;
for (let code = 48; code < 58; code++) classes[code] = DIGIT;
for (let code = 65; code < 91; code++) classes[code] = classes[code + 32] = LETTER;
classes[95] = LETTER;

/**
 * Scanner walks over a text token by token without allocating: after `next()` has returned true,
 * `kind`, `start`, `end` and `closed` describe the token.
 */
export class Scanner {
  kind: TokenKind = "unknown";
  start = 0;
  end: number;
  closed = true;
  /** first tells whether the token is the first of its line, indent how far that one is indented. */
  first = true;
  indent = 0;
  /** A slash begins a regex only where a value is expected after an operator. */
  #value = false;

  constructor(readonly text: string, from = 0) {
    this.end = from;
  }

  /** next moves to the next token and tells whether there is one. */
  next(): boolean {
    const { text } = this;
    let at = this.end;
    let line = this.end === 0 ? 0 : -1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10) line = at + 1;
      else if (!isSpace(code)) break;
    }
    this.first = line >= 0;
    if (this.first) this.indent = at - line;
    this.start = at;
    this.end = at;
    this.closed = true;
    if (at >= text.length) return false;
    const code = text.charCodeAt(at);
    const value = this.#value;
    this.#value = false;
    const type = code < 128 ? classes[code] ?? 0 : 0;
    if (type === LETTER) this.#word("name", at + 1);
    else if (type === DIGIT) this.#word("number", at + 1);
    else if (code === 34) this.#quoted("text", 34);
    else if (code === 36) this.#word("reference", at + 1);
    else if (code === 64) this.#word("annotation", at + 1);
    else if (code === 35) this.#toLineEnd();
    else if (code === 47) this.#slash(value);
    else if (type === PUNCTUATION) this.#punctuation(code);
    else if (type === OPERATOR) this.#operator(code);
    else this.#take("unknown", at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1));
    if (this.kind === "comment") this.#value = value;
    return true;
  }

  /** textOf returns the source of the current token. */
  textOf(): string {
    return this.text.slice(this.start, this.end);
  }

  /** is tells whether the current token is exactly `word`. */
  is(word: string): boolean {
    return this.end - this.start === word.length && this.text.startsWith(word, this.start);
  }

  #take(kind: TokenKind, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  #word(kind: TokenKind, from: number): void {
    let at = from;
    while (at < this.text.length && isWord(this.text.charCodeAt(at))) at++;
    this.#take(kind, at);
  }

  #quoted(kind: TokenKind, quote: number): void {
    let at = this.start + 1;
    for (; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code === quote) return this.#take(kind, at + 1);
      if (code === 10) break;
      if (code === 92 && this.text.charCodeAt(at + 1) !== 10) at++;
    }
    this.#take(kind, Math.min(at, this.text.length));
    this.closed = false;
  }

  #toLineEnd(): void {
    const end = this.text.indexOf("\n", this.start);
    this.#take("comment", end < 0 ? this.text.length : end);
  }

  #slash(value: boolean): void {
    const next = this.text.charCodeAt(this.start + 1);
    if (next === 47) return this.#toLineEnd();
    if (next === 42) {
      const end = this.text.indexOf("*/", this.start + 2);
      this.#take("comment", end < 0 ? this.text.length : end + 2);
      this.closed = end >= 0;
    } else if (value) {
      this.#quoted("regex", 47);
      if (this.closed) this.#word("regex", this.end);
    } else {
      this.#take("unknown", this.start + 1);
    }
  }

  #punctuation(code: number): void {
    let end = this.start + 1;
    if (code === 46) {
      while (end < this.start + 3 && this.text.charCodeAt(end) === 46) end++;
    }
    this.#take("punctuation", end);
  }

  /** Operators are taken as long as they go on: `=~`, `==`, but also mistakes such as `&&`. */
  #operator(code: number): void {
    const { text } = this;
    let end = this.start + 1;
    while (end < text.length && classes[text.charCodeAt(end)] === OPERATOR) end++;
    const pipe = code === 124 && end === this.start + 1;
    this.#take(pipe ? "punctuation" : "operator", end);
    this.#value = !pipe;
  }
}

/** tokens returns every token of a text, comments included. */
export function tokens(text: string): readonly Token[] {
  const scanner = new Scanner(text);
  const list: Token[] = [];
  while (scanner.next()) {
    list.push({
      kind: scanner.kind,
      start: scanner.start,
      end: scanner.end,
      closed: scanner.closed,
    });
  }
  return list;
}

function isSpace(code: number): boolean {
  return code < 128 ? classes[code] === SPACE : code === 0xfeff || code === 0xa0;
}

function isWord(code: number): boolean {
  return code < 128 && ((classes[code] ?? 0) & (LETTER | DIGIT)) !== 0;
}
