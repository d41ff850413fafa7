/**
 * The outline is what one linear walk over the tokens tells before anything is parsed: whether
 * every bracket has its partner and every text and comment its end, and how deep they nest. A
 * policy in which that is wrong is reported here, with the bracket that is to blame, and blanked
 * out for the parser, so that the rest of the file is checked without errors that only follow.
 *
 *     path "a" { openat { pathname = "/x" }      the first brace is never closed: reported, blanked
 *     path "b" { execve {} }                     parsed as if it stood alone
 */
import type { Report } from "./report.ts";
import type { Range } from "./source.ts";
import { Scanner } from "./tokens.ts";

/** MAX_NESTING is how deep brackets may stand in each other. */
export const MAX_NESTING = 64;

/** Outline is what the parser is given. */
export interface Outline {
  /** text is the source with damaged policies blanked out, every offset as before. */
  readonly text: string;
  /** lets are the names that blanked-out text defines: using them is no mistake. */
  readonly lets: ReadonlySet<string>;
}

const CLOSERS: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]" };
const HEADER_WORDS = ["by", "within", "severity", "cooldown", "respond", "until"];

interface Opening {
  readonly char: string;
  readonly at: number;
}

/** outline checks brackets and literals and returns what is left to parse. */
export function outline(text: string, report: Report): Outline {
  const scanner = new Scanner(text);
  const blanked: Range[] = [];
  const stack: Opening[] = [];
  let itemStart = 0;
  let previousEnd = 0;
  let damaged = false;
  let suspect: Opening | null = null;

  function blank(end: number): void {
    if (damaged) blanked.push({ start: itemStart, end });
    itemStart = end;
    stack.length = 0;
    damaged = false;
    suspect = null;
  }

  function unclosed(): void {
    const opening = suspect ?? stack.at(-1);
    if (opening === undefined || damaged) return;
    damaged = true;
    const hint = suspect === null
      ? `Add the missing "${CLOSERS[opening.char]}"`
      : `A "}" further down closes it by accident: one is missing before that`;
    report.error(range(opening.at), `This "${opening.char}" is never closed`, { hint });
  }

  /** A closing bracket that does not fit: it is one too many, or one before it is missing. */
  function mismatched(char: string, opening: Opening, at: number): void {
    const partner = stack.findLastIndex((one) => CLOSERS[one.char] === char);
    if (!damaged && partner < 0) report.error(range(at), `This "${char}" closes nothing`);
    if (!damaged && partner >= 0) {
      report.error(range(opening.at), `This "${opening.char}" is never closed`, {
        hint: `Add "${CLOSERS[opening.char]}" before the "${char}"`,
        notes: [{ message: `"${char}" comes first`, at: range(at) }],
      });
    }
    damaged = true;
    if (partner >= 0) stack.length = partner;
  }

  while (scanner.next()) {
    const { start, end, kind } = scanner;
    if (!scanner.closed) {
      const name = kind === "text" ? "text" : kind === "regex" ? "regex" : "comment";
      const mark = kind === "text" ? `"` : kind === "regex" ? "/" : "*/";
      report.error(
        kind === "comment" ? { start, end: start + 2 } : { start, end },
        `This ${name} is never closed`,
        { hint: `Add the missing ${mark === `"` ? "quote" : `"${mark}"`}` },
      );
      damaged = true;
    } else if (kind === "punctuation") {
      const char = text.charAt(start);
      if (char in CLOSERS) {
        stack.push({ char, at: start });
        if (stack.length > MAX_NESTING) {
          report.error(range(start), `Brackets are nested more than ${MAX_NESTING} deep`, {
            hint: "Put the parts into policies or named conditions of their own",
          });
          damaged = true;
          blank(text.length);
          break;
        }
      } else if (char === "}" || char === ")" || char === "]") {
        const opening = stack.at(-1);
        if (opening === undefined) {
          // Surplus: the grammar reports it together with what stands around it.
        } else if (CLOSERS[opening.char] !== char) {
          mismatched(char, opening, start);
        } else {
          stack.pop();
          suspect ??= misindented(text, opening, start);
        }
        if (stack.length === 0 && char === "}") blank(end);
      }
    } else if (stack.length === 0) {
      if (kind === "comment" || startsItem(text, scanner)) {
        // A comment or a header belongs to what follows it.
        if (kind !== "comment" && !damaged && itemStart <= previousEnd) itemStart = start;
      }
    } else if (startsItem(text, scanner)) {
      unclosed();
      blank(start);
    }
    previousEnd = end;
  }
  if (stack.length > 0) unclosed();
  blank(text.length);
  return blanked.length === 0
    ? { text, lets: new Set() }
    : { text: withoutRanges(text, blanked), lets: letsIn(text, blanked) };
}

/** startsItem tells whether the scanner's token can only begin something at the top of a file. */
function startsItem(text: string, token: Scanner): boolean {
  if (token.kind === "annotation") return true;
  if (token.kind !== "name") return false;
  if (token.is("let")) {
    const ahead = new Scanner(text, token.end);
    return ahead.next() && ahead.kind === "name" && ahead.next() && ahead.is("=");
  }
  if (!token.is("path")) return false;
  const ahead = new Scanner(text, token.end);
  if (!ahead.next() || ahead.kind !== "text" || !ahead.next()) return false;
  return ahead.is("{") || HEADER_WORDS.includes(ahead.textOf());
}

/**
 * misindented returns the opening bracket if the brace that closes it begins a line further left
 * than the line of the opening: then it was probably meant for another.
 */
function misindented(text: string, opening: Opening, closer: number): Opening | null {
  const lineOfCloser = text.lastIndexOf("\n", closer) + 1;
  const lineOfOpening = text.lastIndexOf("\n", opening.at) + 1;
  if (lineOfCloser === lineOfOpening) return null;
  for (let at = lineOfCloser; at < closer; at++) {
    if (!isBlank(text.charCodeAt(at))) return null;
  }
  let indent = 0;
  while (isBlank(text.charCodeAt(lineOfOpening + indent))) indent++;
  return closer - lineOfCloser < indent ? opening : null;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function range(at: number): Range {
  return { start: at, end: at + 1 };
}

function withoutRanges(text: string, ranges: readonly Range[]): string {
  let result = "";
  let at = 0;
  for (const { start, end } of ranges) {
    result += text.slice(at, start) + " ".repeat(end - start);
    at = end;
  }
  return result + text.slice(at);
}

function letsIn(text: string, ranges: readonly Range[]): Set<string> {
  const names = new Set<string>();
  for (const { start, end } of ranges) {
    for (const match of text.slice(start, end).matchAll(/\blet\s+([A-Za-z_]\w*)/g)) {
      names.add(match[1] ?? "");
    }
  }
  return names;
}
