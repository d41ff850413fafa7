/**
 * Literals become values: escapes are read, sizes multiplied, durations turned to ns.
 *
 *     "\x7fELF"   ->  the bytes 7f 45 4c 46
 *     "\\.sh$"    ->  as a pattern: \.sh$
 *     64K         ->  65536n
 *     5m          ->  300_000_000_000n ns
 */
import type { Numeral, Regex, Text } from "../ast.ts";
import type { Report } from "../report.ts";
import type { Range } from "../source.ts";
import { didYouMean } from "../suggest.ts";

const encoder = new TextEncoder();

/** One piece of a text literal: a run of plain characters or one escape. */
interface Piece {
  readonly raw: string;
  /** at is the offset in the source. */
  readonly at: number;
  /** char is what the piece stands for; for \xHH the character of that code. */
  readonly char: string;
  readonly is: "plain" | "byte" | "char" | "backslash";
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  n: "\n",
  r: "\r",
  t: "\t",
  "0": "\0",
};

/** stringOf returns a text literal's value as a string, as names and annotations need it. */
export function stringOf(literal: Text, report: Report): string {
  if (!literal.raw.includes("\\")) return literal.raw.slice(1, -1);
  return pieces(literal, report).map(({ char }) => char).join("");
}

/** bytesOf returns a text literal's value: UTF-8, in which `\xHH` is that one byte. */
export function bytesOf(literal: Text, report: Report): Uint8Array {
  if (!literal.raw.includes("\\")) return encoder.encode(literal.raw.slice(1, -1));
  const parts = pieces(literal, report).map((piece) =>
    piece.is === "byte" ? Uint8Array.of(piece.char.charCodeAt(0)) : encoder.encode(piece.char)
  );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** PatternText is a regex as the engine reads it, and where each of its characters was written. */
export interface PatternText {
  readonly source: string;
  /** placeOf returns the range in the policy file of the character at an offset in `source`. */
  placeOf(offset: number): Range;
}

/**
 * patternOf returns a literal as a regex. In a text, `\\` and `\"` are one character and every
 * other escape is left to the regex, which knows the same ones; `\u{H}` and `\0` are spelled its way.
 */
export function patternOf(literal: Text | Regex, report: Report): PatternText {
  if (literal.node === "regex") return regexText(literal);
  const { raw, at } = literal;
  if (!raw.includes("\\")) return mapped(raw.slice(1, -1), (offset) => at.start + 1 + offset, at);
  let source = "";
  const places: number[] = [];
  for (const piece of pieces(literal, report)) {
    const text = inPattern(piece);
    for (let i = 0; i < text.length; i++) {
      places.push(piece.at + (piece.is === "plain" ? i : Math.min(i, piece.raw.length - 1)));
    }
    source += text;
  }
  return mapped(source, (offset) => places[offset] ?? at.end - 1, at);
}

function inPattern(piece: Piece): string {
  switch (piece.is) {
    case "plain":
      return piece.raw;
    case "backslash":
      return "\\";
    case "byte":
      return piece.raw;
    case "char": {
      if (piece.raw === '\\"') return '"';
      if (piece.raw === "\\n" || piece.raw === "\\r" || piece.raw === "\\t") return piece.raw;
      return `\\x{${(piece.char.codePointAt(0) ?? 0).toString(16)}}`;
    }
    default:
      return piece.is satisfies never;
  }
}

function regexText(literal: Regex): PatternText {
  let source = "";
  const places: number[] = [];
  for (let i = 0; i < literal.source.length; i++) {
    if (literal.source[i] === "\\" && literal.source[i + 1] === "/") i++;
    else if (literal.source[i] === "\\") {
      places.push(literal.at.start + 1 + i);
      source += "\\";
      i++;
    }
    places.push(literal.at.start + 1 + i);
    source += literal.source[i] ?? "";
  }
  return mapped(source, (offset) => places[offset] ?? literal.at.end - 1, literal.at);
}

function mapped(source: string, place: (offset: number) => number, all: Range): PatternText {
  return {
    source,
    placeOf(offset) {
      const start = Math.min(place(offset), all.end - 1);
      return { start, end: start + 1 };
    },
  };
}

/** pieces splits a text literal at its escapes and reports those that are malformed. */
function pieces(literal: Text, report: Report): readonly Piece[] {
  const text = literal.raw.slice(1, -1);
  const base = literal.at.start + 1;
  const list: Piece[] = [];
  const escape = /\\(?:x([0-9A-Fa-f]{2})|u\{([0-9A-Fa-f]{1,6})\}|([xu])|(.))/gsu;
  let from = 0;
  const add = (raw: string, at: number, char: string, is: Piece["is"]) =>
    list.push({ raw, at: base + at, char, is });
  for (let match = escape.exec(text); match !== null; match = escape.exec(text)) {
    if (match.index > from) {
      const plain = text.slice(from, match.index);
      add(plain, from, plain, "plain");
    }
    const [raw, byte, point, incomplete, other] = match;
    from = match.index + raw.length;
    if (byte !== undefined) {
      add(raw, match.index, String.fromCharCode(parseInt(byte, 16)), "byte");
    } else if (point !== undefined && validCodePoint(parseInt(point, 16))) {
      add(raw, match.index, String.fromCodePoint(parseInt(point, 16)), "char");
    } else if (point !== undefined || incomplete !== undefined) {
      const at = { start: base + match.index, end: base + from };
      const hint = incomplete === "x"
        ? `Two hex digits follow \\x, as in \\x7f; a backslash itself is \\\\`
        : `A code point in braces follows \\u, as in \\u{e9}; a backslash itself is \\\\`;
      const why = point === undefined ? "is not complete" : "stands for no character";
      report.error(at, `The escape "${raw}" ${why}`, { hint });
    } else if (other === "\\") {
      add(raw, match.index, "\\", "backslash");
    } else if (other !== undefined && Object.hasOwn(ESCAPES, other)) {
      add(raw, match.index, ESCAPES[other] ?? "", "char");
    } else {
      add(raw, match.index, raw, "plain");
    }
  }
  if (from < text.length) add(text.slice(from), from, text.slice(from), "plain");
  return list;
}

function validCodePoint(point: number): boolean {
  return point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
}

const SIZES: Readonly<Record<string, bigint>> = { K: 1024n, M: 1024n ** 2n, G: 1024n ** 3n };
const DURATIONS: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};
const LARGEST = (1n << 64n) - 1n;
const SMALLEST = -(1n << 63n);

/** numberOf returns a number's value, or reports why it is none. Durations are in ns. */
export function numberOf(literal: Numeral, report: Report): bigint | undefined {
  const size = /^(\d+)([KMG])$/.exec(literal.raw);
  const duration = /^(\d+)(ms|s|m|h|d)$/.exec(literal.raw);
  let value: bigint;
  if (/^0x[0-9a-fA-F]+$/.test(literal.raw) || /^0o[0-7]+$/.test(literal.raw)) {
    value = BigInt(literal.raw);
  } else if (/^0[0-7]+$/.test(literal.raw)) value = BigInt(`0o${literal.raw.slice(1)}`);
  else if (/^(0|[1-9]\d*)$/.test(literal.raw)) value = BigInt(literal.raw);
  else if (size !== null) value = BigInt(size[1] ?? 0) * (SIZES[size[2] ?? ""] ?? 1n);
  else if (duration !== null) {
    value = BigInt(duration[1] ?? 0) * (DURATIONS[duration[2] ?? ""] ?? 1n);
  } else {
    report.error(literal.at, `"${literal.raw}" is not a number`, { hint: numberHint(literal.raw) });
    return undefined;
  }
  if (literal.negative) value = -value;
  if (value <= LARGEST && value >= SMALLEST) return value;
  report.error(literal.at, `"${literal.raw}" does not fit into 64 bits`);
  return undefined;
}

/** isDuration tells whether a number is written with a unit of time. */
export function isDuration(literal: Numeral): boolean {
  return /^\d+(ms|s|m|h|d)$/.test(literal.raw);
}

/** durationOf returns a duration in ns, or reports why it is none. */
export function durationOf(literal: Numeral, report: Report): number | undefined {
  const hint = "A duration has a unit: 250ms, 30s, 5m, 2h, 1d";
  if (!isDuration(literal) || literal.negative) {
    const unit = /^\d+([A-Za-z]+)$/.exec(literal.raw)?.[1];
    const near = unit === undefined ? undefined : didYouMean(unit, Object.keys(DURATIONS));
    report.error(literal.at, `"${literal.raw}" is not a duration`, {
      hint: near === undefined ? hint : `${near} ${hint}`,
    });
    return undefined;
  }
  const value = Number(numberOf(literal, report));
  if (value > 0 && Number.isSafeInteger(value)) return value;
  report.error(
    literal.at,
    value > 0
      ? `The duration "${literal.raw}" is too long: at most 104 days can be counted`
      : "A duration must be longer than nothing",
  );
  return undefined;
}

/** indexOf returns a small number that counts or indexes, or reports that it is none. */
export function indexOf(literal: Numeral, most: number, report: Report): number | undefined {
  const value = numberOf(literal, report);
  if (value === undefined) return undefined;
  if (value >= 0n && value <= BigInt(most)) return Number(value);
  report.error(literal.at, `"${literal.raw}" is out of range: it may be 0 to ${most}`);
  return undefined;
}

function numberHint(raw: string): string | undefined {
  if (/^0\d+$/.test(raw)) return "A number that begins with 0 is octal and has the digits 0 to 7";
  if (/^\d+[kmg]b?$/i.test(raw)) return "Sizes are written 4K, 1M, 2G";
  if (/^\d+\./.test(raw)) return 'Numbers are whole; an address is written as text: "10.0.0.1"';
  if (/^\d+[a-z]+$/i.test(raw)) return "Sizes are written 4K, 1M, 2G and durations 250ms, 30s, 5m";
  return undefined;
}
