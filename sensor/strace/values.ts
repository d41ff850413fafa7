/**
 * The arguments of a call as strace(1) writes them. Whatever the text is, it is read in one pass and
 * to a bounded depth: what is in a log was chosen by the traced process.
 */
import { decodeText, encodeText } from "../../engine/text.ts";

/** StraceValue is one argument, or a part of one. */
export type StraceValue =
  /** text is a string; cut says that there was more of it. */
  | { readonly is: "text"; readonly text: string; readonly cut: boolean }
  /** word is a number, names of constants, an address, or anything else as it stands there. */
  | { readonly is: "word"; readonly text: string; readonly path: string | null }
  | { readonly is: "list"; readonly items: readonly StraceValue[]; readonly cut: boolean }
  /** items are all parts of a struct, parts those that have a name. */
  | {
    readonly is: "struct";
    readonly items: readonly StraceValue[];
    readonly parts: ReadonlyMap<string, StraceValue>;
  }
  /** call is a notation such as htons(80). */
  | { readonly is: "call"; readonly name: string; readonly args: readonly StraceValue[] };

/** StraceArgs are the arguments of a call by place, and by name where strace names them. */
export interface StraceArgs {
  readonly args: readonly StraceValue[];
  readonly named: ReadonlyMap<string, StraceValue>;
  /** end is the place behind the closing parenthesis, or null where there is none. */
  readonly end: number | null;
}

/** DEPTH is how deep values may lie in each other. */
const DEPTH = 16;

/** parseArgs reads the arguments that begin at `at`, behind the opening parenthesis. */
export function parseArgs(text: string, at: number): StraceArgs {
  const cursor = new Cursor(text, at);
  const { items, named } = cursor.items(")", 0);
  return { args: items, named, end: cursor.closed ? cursor.at : null };
}

class Cursor {
  /** closed: the last list has its closing bracket. */
  closed = false;
  readonly #absent = new Set<string>();

  constructor(readonly text: string, public at: number) {}

  items(close: string, depth: number) {
    const items: StraceValue[] = [];
    const named = new Map<string, StraceValue>();
    let cut = false;
    this.closed = false;
    while (this.at < this.text.length) {
      this.#skip();
      if (this.text[this.at] === close) {
        this.at++;
        this.closed = true;
        break;
      }
      const before = this.at;
      if (this.text.startsWith("...", this.at)) {
        cut = true;
        this.at += 3;
      } else {
        const name = this.#name();
        const value = this.#value(close, depth);
        items.push(value);
        if (name !== null) named.set(name, value);
      }
      // Something that cannot stand here is passed over.
      if (this.at === before) this.at++;
    }
    return { items, named, cut };
  }

  /** #skip passes over what separates values. */
  #skip(): void {
    for (;;) {
      SEPARATOR.lastIndex = this.at;
      if (SEPARATOR.exec(this.text) !== null) this.at = SEPARATOR.lastIndex;
      else if (this.text.startsWith("/*", this.at)) {
        const end = this.#find("*/", this.at + 2);
        if (end < 0) return;
        this.at = end + 2;
      } else return;
    }
  }

  /** #find returns where a mark comes next, or -1; that there is none is found out once. */
  #find(mark: "*/" | ">", from: number): number {
    if (this.#absent.has(mark)) return -1;
    const at = this.text.indexOf(mark, from);
    if (at < 0) this.#absent.add(mark);
    return at;
  }

  #name(): string | null {
    NAME.lastIndex = this.at;
    const name = NAME.exec(this.text)?.[1];
    if (name === undefined) return null;
    this.at = NAME.lastIndex;
    return name;
  }

  #value(close: string, depth: number): StraceValue {
    const first = this.text[this.at];
    if (first === '"' || first === "@" && this.text[this.at + 1] === '"') return this.#string();
    const opens = first === "~" ? this.text[this.at + 1] : first;
    if (depth < DEPTH && (opens === "[" || opens === "{")) {
      this.at += first === "~" ? 2 : 1;
      const { items, named, cut } = this.items(opens === "[" ? "]" : "}", depth + 1);
      return opens === "[" ? { is: "list", items, cut } : { is: "struct", items, parts: named };
    }
    CALL.lastIndex = this.at;
    const call = depth < DEPTH ? CALL.exec(this.text)?.[1] : undefined;
    if (call !== undefined) {
      this.at = CALL.lastIndex;
      return { is: "call", name: call, args: this.items(")", depth + 1).items };
    }
    return this.#word(close);
  }

  #string(): StraceValue {
    const abstract = this.text[this.at] === "@";
    this.at += abstract ? 2 : 1;
    const start = this.at;
    STRING.lastIndex = start;
    STRING.exec(this.text);
    const end = Math.max(start, STRING.lastIndex);
    const text = unescaped(this.text.slice(start, end));
    this.at = end + 1;
    const cut = this.text.startsWith("...", this.at);
    if (cut) this.at += 3;
    return { is: "text", text: abstract ? `\0${text}` : text, cut };
  }

  #word(close: string): StraceValue {
    const start = this.at;
    let path: string | null = null;
    let end = start;
    while (this.at < this.text.length) {
      const char = this.text[this.at] ?? "";
      if (char === "," || char === close || " )]}".includes(char)) break;
      if (char === "<") {
        // -y: the file that a descriptor refers to; its name may hold anything but a bare ">".
        const stop = this.#find(">", this.at);
        if (stop < 0) break;
        path = unescaped(this.text.slice(this.at + 1, stop));
        this.at = stop + 1;
        continue;
      }
      this.at++;
      if (path === null) end = this.at;
    }
    return { is: "word", text: this.text.slice(start, end), path };
  }
}

/** SEPARATOR is white space, a comma, or the arrow before what a call has left there. */
const SEPARATOR = /\s+|,|=>|\|\|/y;
const NAME = /([A-Za-z_][A-Za-z0-9_]*)=(?!>)/y;
const CALL = /&?([A-Za-z_][A-Za-z0-9_]*)\(/y;
const STRING = /(?:[^"\\]|\\.)*/ys;

const ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  v: 11,
  f: 12,
  a: 7,
  b: 8,
  e: 27,
};

/** unescaped returns a string's text, in the form in which records have bytes (engine/text.ts). */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  const bytes: number[] = [];
  for (const [whole, octal, hex, char] of text.matchAll(PIECE)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (char !== undefined) bytes.push(ESCAPES[char] ?? char.charCodeAt(0) & 0xff);
    else for (const byte of encodeText(whole)) bytes.push(byte);
  }
  return decodeText(Uint8Array.from(bytes));
}

const PIECE = /\\([0-7]{1,3})|\\x([0-9a-fA-F]{2})|\\(.)|[^\\]+|\\/gs;
