/**
 * JSON over bytes, for a reader that wants no object made: values are found where they lie. It knows
 * less JSON than there is. What it does not take (fractions, numbers beyond 2^53, null, half of a
 * surrogate pair, anything malformed) it refuses, and then somebody else has to read the line; what
 * it takes, it takes as JSON.parse would.
 */
import { encodeText } from "../../engine/text.ts";
import { isAt, type NameTable } from "./name_table.ts";

/** REFUSED is found where there is no key at all, or one that is written in escapes. */
export const REFUSED = -2;

/** END is found where an object has no more keys. */
export const END = -3;

export const OPEN = 0x7b;
export const COMMA = 0x2c;
const CLOSE = 0x7d;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const MINUS = 0x2d;
const ZERO = 0x30;
const DIGITS_MAX = 16;

/** TRUE and FALSE are literals. */
export const [TRUE, FALSE] = [encodeText("true"), encodeText("false")] as const;

/** PLAIN has a 1 for each byte that stands in a string for itself. */
const PLAIN = new Uint8Array(256).fill(1, SPACE);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** WHITE has a 1 for each byte that may stand between values. */
const WHITE = new Uint8Array(256);
for (const byte of [SPACE, 0x09, 0x0d]) WHITE[byte] = 1;

/** ESCAPED has the byte that a letter behind a backslash stands for. */
const ESCAPED = new Uint8Array(256);
for (const [letter, byte] of ['""', "\\\\", "//", "b\b", "f\f", "n\n", "r\r", "t\t"]) {
  ESCAPED[letter?.charCodeAt(0) ?? 0] = byte?.charCodeAt(0) ?? 0;
}
const UNICODE = 0x75;

/** HEX has for each digit its value plus one. */
const HEX = new Uint8Array(256);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  HEX[digit.charCodeAt(0)] = HEX[digit.toUpperCase().charCodeAt(0)] = value + 1;
}

/** JsonScanner goes over one line at a time. */
export class JsonScanner {
  /** The text that was read last is `bytes` from `start` to `end`, until the next line begins. */
  bytes: Uint8Array = new Uint8Array();
  start = 0;
  end = 0;
  #line: Uint8Array = new Uint8Array();
  #at = 0;
  /** #scratch has the line's texts that do not lie in it as they are. */
  #scratch = new Uint8Array(4096);
  #used = 0;

  /**
   * begin goes to the line that begins at `start` of `bytes` and ends in them. No byte behind its
   * newline is looked at, for nothing goes on over one.
   */
  begin(bytes: Uint8Array, start: number): void {
    this.#line = bytes;
    this.#at = start;
    this.#used = 0;
    // No text takes more room than it does in the line.
    if (this.#scratch.length < bytes.length) this.#scratch = new Uint8Array(bytes.length);
  }

  /** at is the place of the byte that is looked at next. */
  get at(): number {
    return this.#at;
  }

  /** take goes over a byte, if it is the next that is not white space. */
  take(byte: number): boolean {
    this.#skip();
    if (this.#line[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  /**
   * key goes to the value of the next key of an object and returns the key's index in a table, NONE,
   * REFUSED, or END behind the object; `lead` is the byte in front of it: a brace or a comma.
   */
  key(table: NameTable, lead: number): number {
    const line = this.#line;
    const at = this.#at;
    const guess = table.guess();
    const name = table.name(guess);
    if (line[at] === lead && line[at + 1] === QUOTE && isAt(name, line, at + 2)) {
      const end = at + 2 + name.length;
      if (line[end] === QUOTE && line[end + 1] === COLON) {
        this.#at = end + 2;
        table.accept(guess);
        return guess;
      }
    }
    return this.#key(table, lead);
  }

  #key(table: NameTable, lead: number): number {
    const first = lead === OPEN;
    if (!this.take(lead)) return !first && this.take(CLOSE) ? END : REFUSED;
    if (first && this.take(CLOSE)) return END;
    if (!this.#plain()) return REFUSED;
    const { start, end } = this;
    return this.take(COLON) ? table.find(this.#line, start, end) : REFUSED;
  }

  /** name reads a string and returns its index in a table, NONE or REFUSED. */
  name(table: NameTable): number {
    return this.#plain() ? table.find(this.#line, this.start, this.end) : REFUSED;
  }

  /** integer reads a whole number, or returns NaN. */
  integer(): number {
    this.#skip();
    const line = this.#line;
    const negative = line[this.#at] === MINUS;
    const first = negative ? this.#at + 1 : this.#at;
    let value = 0;
    let at = first;
    for (;; at++) {
      const digit = (line[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const digits = at - first;
    const zero = line[first] === ZERO && (digits > 1 || negative);
    if (digits === 0 || digits > DIGITS_MAX || zero || !Number.isSafeInteger(value)) return NaN;
    // What follows is looked at by whoever reads on: a fraction is neither a comma nor an end.
    this.#at = at;
    return negative ? -value : value;
  }

  /** literal goes over a word such as `true`. */
  literal(word: Uint8Array): boolean {
    this.#skip();
    if (!isAt(word, this.#line, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  /** skip goes over a value that is of no use, unless it is a list, an object or null. */
  skip(): boolean {
    return this.text() || !Number.isNaN(this.integer()) || this.literal(TRUE) ||
      this.literal(FALSE);
  }

  /** text reads a string. */
  text(): boolean {
    if (this.#plain()) {
      this.bytes = this.#line;
      return true;
    }
    const begun = this.#used;
    const done = this.#unescape();
    this.#point(begun);
    return done;
  }

  /** list reads a list of strings, and gives them as one text with a zero byte behind each. */
  list(): boolean {
    if (!this.take(OPEN_LIST)) return false;
    const begun = this.#used;
    if (!this.take(CLOSE_LIST)) {
      do {
        if (this.#plain()) this.#copy(this.start, this.end);
        else if (!this.#unescape()) return false;
        this.#scratch[this.#used++] = 0;
      } while (this.take(COMMA));
      if (!this.take(CLOSE_LIST)) return false;
    }
    this.#point(begun);
    return true;
  }

  #point(start: number): void {
    this.bytes = this.#scratch;
    this.start = start;
    this.end = this.#used;
  }

  #skip(): void {
    while (WHITE[this.#line[this.#at] ?? 0] === 1) this.#at++;
  }

  /** #plain reads a string without escapes; of any other, `end` is where it stops to be one. */
  #plain(): boolean {
    this.#skip();
    const line = this.#line;
    let at = this.#at;
    this.start = this.end = at;
    if (line[at] !== QUOTE) return false;
    this.start = ++at;
    while (PLAIN[line[at] ?? 0] === 1) at++;
    this.end = at;
    if (line[at] !== QUOTE) return false;
    this.#at = at + 1;
    return true;
  }

  #copy(start: number, end: number): void {
    const line = this.#line;
    const scratch = this.#scratch;
    let to = this.#used;
    for (let at = start; at < end; at++) scratch[to++] = line[at] ?? 0;
    this.#used = to;
  }

  /** #unescape reads a string that #plain has stopped in into the scratch. */
  #unescape(): boolean {
    const line = this.#line;
    // Where no string was opened, `start` is not behind a quote.
    if (line[this.end] !== BACKSLASH || line[this.start - 1] !== QUOTE) return false;
    this.#copy(this.start, this.end);
    for (let at = this.end;;) {
      const byte = line[at] ?? 0;
      if (PLAIN[byte] === 1) {
        this.#scratch[this.#used++] = byte;
        at++;
      } else if (byte === BACKSLASH) {
        const length = this.#escape(at + 1);
        if (length === 0) return false;
        at += 1 + length;
      } else {
        this.#at = at + 1;
        return byte === QUOTE;
      }
    }
  }

  /** #escape reads what stands behind a backslash and returns how long that is, or 0. */
  #escape(at: number): number {
    const letter = this.#line[at] ?? 0;
    if (letter !== UNICODE) {
      const byte = ESCAPED[letter] ?? 0;
      if (byte === 0) return 0;
      this.#scratch[this.#used++] = byte;
      return 1;
    }
    const unit = this.#hex(at + 1);
    if (unit < 0) return 0;
    if (unit < 0xd800 || unit > 0xdfff) {
      this.#put(unit);
      return 5;
    }
    if (unit >= 0xdc00) {
      // A byte that is not UTF-8 (engine/text.ts), or half of a pair.
      if (unit < 0xdc80 || unit > 0xdcff) return 0;
      this.#scratch[this.#used++] = unit - 0xdc00;
      return 5;
    }
    const paired = this.#line[at + 5] === BACKSLASH && this.#line[at + 6] === UNICODE;
    const low = paired ? this.#hex(at + 7) : -1;
    // Half of a pair: what it becomes depends on what follows.
    if (low < 0xdc00 || low > 0xdfff) return 0;
    this.#put(0x10000 + (unit - 0xd800 << 10) + low - 0xdc00);
    return 11;
  }

  #hex(at: number): number {
    let value = 0;
    for (let index = at; index < at + 4; index++) {
      const digit = HEX[this.#line[index] ?? 0] ?? 0;
      if (digit === 0) return -1;
      value = value << 4 | digit - 1;
    }
    return value;
  }

  #put(code: number): void {
    const scratch = this.#scratch;
    if (code < 0x80) {
      scratch[this.#used++] = code;
      return;
    }
    const continuations = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    scratch[this.#used++] = (0xf80 >> continuations & 0xff) | code >> 6 * continuations;
    for (let left = continuations - 1; left >= 0; left--) {
      scratch[this.#used++] = 0x80 | code >> 6 * left & 0x3f;
    }
  }
}
