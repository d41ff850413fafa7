/**
 * Reads a regular expression into tokens the way RE2 does. re2js decides what is valid; the tokens
 * serve what it does not tell: where in the pattern a mistake is and what it is called, how large
 * the pattern grows, and which bytes it names.
 */
import { BYTE } from "./bytes.ts";
import type { Token } from "./token.ts";

/** scan returns the tokens of a pattern. What RE2 does not have becomes a problem among them. */
export function scan(source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length;) {
    const token = next(source, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function next(source: string, start: number): Token {
  const one = { start, end: start + 1 };
  switch (source[start]) {
    case "(":
      return source[start + 1] === "?" ? group(source, start) : { ...one, is: "open" };
    case ")":
      return { ...one, is: "close" };
    case "|":
      return { ...one, is: "or" };
    case "^":
    case "$":
      return { ...one, is: "anchor" };
    case ".":
      return { ...one, is: "character" };
    case "[":
      return bracket(source, start);
    case "\\":
      return escape(source, start, false);
    case "*":
      return repeat(source, start, start + 1, 0, null);
    case "+":
      return repeat(source, start, start + 1, 1, null);
    case "?":
      return repeat(source, start, start + 1, 0, 1);
    case "{":
      return counted(source, start);
  }
  return literal(source, start);
}

function literal(source: string, start: number): Token {
  // There is a character: the callers have looked.
  const rune = source.codePointAt(start) ?? 0;
  return { is: "literal", rune, start, end: start + (rune > 0xffff ? 2 : 1) };
}

function repeat(source: string, start: number, end: number, min: number, max: number | null) {
  return { is: "repeat", min, max, start, end: source[end] === "?" ? end + 1 : end } as const;
}

const COUNTED = /\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/y;

function counted(source: string, start: number): Token {
  COUNTED.lastIndex = start;
  const found = COUNTED.exec(source);
  if (!found) return literal(source, start);
  const min = Number(found[1]);
  const max = found[2] === undefined ? min : found[3] === undefined ? null : Number(found[3]);
  return repeat(source, start, COUNTED.lastIndex, min, max);
}

const GROUPS: readonly (readonly [opening: string, message: string])[] = [
  ["(?=", `Look-ahead "(?=" is not supported`],
  ["(?!", `Look-ahead "(?!" is not supported`],
  ["(?<=", `Look-behind "(?<=" is not supported`],
  ["(?<!", `Look-behind "(?<!" is not supported`],
  ["(?>", `Atomic group "(?>" is not supported`],
  ["(?P=", `Back-reference "(?P=" is not supported`],
  ["(?P>", `Recursion "(?P>" is not supported`],
  ["(?&", `Recursion "(?&" is not supported`],
  ["(?R", `Recursion "(?R" is not supported`],
  ["(?(", `Conditional "(?(" is not supported`],
  ["(?#", `Comment "(?#" is not supported`],
  ["(?|", `Branch reset "(?|" is not supported`],
  ["(?'", `Named group "(?'" is not supported: write (?P<name>...)`],
];

const NAMED = /\(\?P?<([^>]*)(>?)/y;
const FLAGS = /\(\?([a-zA-Z]*)(-([a-zA-Z]*))?([:)]?)/y;

function group(source: string, start: number): Token {
  for (const [opening, message] of GROUPS) {
    if (source.startsWith(opening, start)) return problem(start, start + opening.length, message);
  }
  NAMED.lastIndex = start;
  const named = NAMED.exec(source);
  if (named) {
    const end = NAMED.lastIndex;
    if (!named[2]) return problem(start, end, `Missing ">" after the name of a group`);
    if (!/^\w+$/.test(named[1] ?? "")) {
      return problem(start, end, `Bad name "${named[1]}" of a group: use letters, digits and "_"`);
    }
    return { is: "open", start, end };
  }
  FLAGS.lastIndex = start;
  const [text = "", on = "", minus, off = "", close] = FLAGS.exec(source) ?? [];
  const end = start + text.length;
  if (/^\(\?\d/.test(source.slice(start))) {
    return problem(
      start,
      start + 3,
      `Recursion "${source.slice(start, start + 3)}" is not supported`,
    );
  }
  const unknown = /[^imsU]/.exec(on + off)?.[0];
  if (unknown) {
    return problem(start, end, `Flag "${unknown}" is not supported: flags are i, m, s and U`);
  }
  if (!close || (minus && !off)) return problem(start, end, `Bad flags "${text}" of a group`);
  return { is: close === ":" ? "open" : "flags", start, end };
}

/** What other languages' escapes are called, or what to write in their place. */
const FOREIGN: Readonly<Record<string, string>> = {
  Z: `"\\Z" is not supported: write \\z for the end of the text`,
  G: `"\\G" is not supported`,
  K: `"\\K" is not supported`,
  R: `"\\R" is not supported: write \\r?\\n`,
  X: `"\\X" is not supported`,
  C: `"\\C" is not supported: write (?s:.) for any character, or [\\x00-\\xff] for any byte`,
  h: `"\\h" is not supported: write [ \\t]`,
  H: `"\\H" is not supported: write [^ \\t]`,
  N: `"\\N" is not supported: write [^\\n]`,
  e: `"\\e" is not supported: write \\x1b`,
  c: `"\\c" is not supported: write the character as \\xHH`,
  u: `"\\u" is not supported: write \\x{HHHH}`,
  U: `"\\U" is not supported: write \\x{HHHH}`,
  o: `"\\o" is not supported: write \\x{HHHH}`,
  g: `Back-reference "\\g" is not supported`,
  k: `Back-reference "\\k" is not supported`,
};

const HEX = /\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\})/y;
const OCTAL = /\\(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/y;
const PROPERTY = /\\[pP](?:\{([^}]*)\}|([^{]))/yu;
const PLAIN = /^[dDsSwWafnrtv]$/;

function escape(source: string, start: number, inClass: boolean): Token {
  const letter = source[start + 1];
  if (letter === undefined) {
    return problem(start, start + 1, `Trailing "\\": write \\\\ for a backslash`);
  }
  const end = start + 2;
  if (letter === "x") return hex(source, start);
  if (letter >= "0" && letter <= "9") return numbered(source, start);
  if (letter === "p" || letter === "P") return property(source, start);
  if (PLAIN.test(letter)) return { is: "character", start, end };
  if (!inClass) {
    if (/^[bBAz]$/.test(letter)) return { is: "anchor", start, end };
    if (letter === "Q") return quote(source, start);
  }
  if (/^[a-zA-Z]$/.test(letter)) {
    return problem(start, end, FOREIGN[letter] ?? `Unknown escape "\\${letter}"`);
  }
  if (letter < "\x80") return { is: "literal", rune: letter.charCodeAt(0), start, end };
  const { end: after } = literal(source, start + 1);
  return problem(start, after, `Unknown escape "${source.slice(start, after)}"`);
}

function hex(source: string, start: number): Token {
  HEX.lastIndex = start;
  const found = HEX.exec(source);
  if (!found) {
    return problem(start, start + 2, `Bad escape "\\x": write two hex digits, or \\x{H...}`);
  }
  const end = HEX.lastIndex;
  const value = parseInt(found[1] ?? found[2] ?? "", 16);
  if (value > 0x10ffff) {
    return problem(start, end, `"${found[0]}" is beyond the last character, \\x{10FFFF}`);
  }
  if (found[1] && value >= 0x80) return { is: "byte", byte: value, start, end };
  return { is: "literal", rune: value, start, end };
}

function numbered(source: string, start: number): Token {
  OCTAL.lastIndex = start;
  const found = OCTAL.exec(source);
  if (found) {
    const rune = parseInt(found[0].slice(1), 8);
    return { is: "literal", rune, start, end: OCTAL.lastIndex };
  }
  const text = source.slice(start, start + 2);
  return problem(start, start + 2, `Back-reference "${text}" is not supported`);
}

function property(source: string, start: number): Token {
  PROPERTY.lastIndex = start;
  const found = PROPERTY.exec(source);
  if (!found) {
    return problem(start, start + 2, `Missing name after "${source.slice(start, start + 2)}"`);
  }
  return { is: "character", start, end: PROPERTY.lastIndex };
}

function quote(source: string, start: number): Token {
  const close = source.indexOf("\\E", start + 2);
  const end = close < 0 ? source.length : close + 2;
  return { is: "quote", text: source.slice(start + 2, close < 0 ? end : close), start, end };
}

const NAMED_CLASS = /\[:([^\]]*?):\]/y;
const CLASS_NAMES =
  /^\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit)$/;

function bracket(source: string, start: number): Token {
  const items: Token[] = [];
  let at = start + (source[start + 1] === "^" ? 2 : 1);
  for (let first = true; first || source[at] !== "]"; first = false) {
    if (at >= source.length) return problem(start, source.length, `Missing "]" of a class`);
    const low = classItem(source, at);
    if (low.is === "problem") return low;
    items.push(low);
    at = low.end;
    if (source[at] !== "-" || source[at + 1] === "]" || low.is === "character") continue;
    if (at + 1 >= source.length) return problem(start, source.length, `Missing "]" of a class`);
    const high = classItem(source, at + 1);
    if (high.is === "problem") return high;
    if (high.is === "character" || value(high) < value(low)) {
      const text = source.slice(low.start, high.end);
      return problem(low.start, high.end, `Range "${text}" of a class is out of order`);
    }
    items.push(high);
    at = high.end;
  }
  return { is: "class", items, start, end: at + 1 };
}

function classItem(source: string, start: number): Token {
  NAMED_CLASS.lastIndex = start;
  const named = NAMED_CLASS.exec(source);
  if (named) {
    const end = NAMED_CLASS.lastIndex;
    return CLASS_NAMES.test(named[1] ?? "")
      ? { is: "character", start, end }
      : problem(start, end, `Unknown class "${named[0]}"`);
  }
  return source[start] === "\\" ? escape(source, start, true) : literal(source, start);
}

/** value orders what a range may be made of; a byte lies where {@link ./bytes.ts} puts it. */
function value(token: Token): number {
  return token.is === "literal" ? token.rune : token.is === "byte" ? BYTE + token.byte : -1;
}

function problem(start: number, end: number, message: string): Token {
  return { is: "problem", message, start, end };
}
