/**
 * The outline is what one linear walk over the tokens tells before anything is parsed: whether
 * every bracket has its partner and every text and comment its end, how deep they nest, and what
 * stands outside of any policy. What is wrong in that way is reported with the bracket that is to
 * blame and blanked out for the parser, so that the rest of the file is checked without errors that
 * only follow.
 *
 *     path "a" { openat { pathname = "/x" }      the first brace is never closed: reported, blanked
 *     path "b" { execve {} }                     parsed as if it stood alone
 */
import type { Report } from "./report.ts";
import type { Range } from "./source.ts";
import { Scanner } from "./tokens.ts";

/** MAX_NESTING is how deep brackets may stand in each other. */
export const MAX_NESTING = 64;

/** CLOSERS are the brackets, each with the one that closes it. */
export const CLOSERS: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]" };

/** Outline is what the parser is given. */
export interface Outline {
  /** text is the source with damaged parts blanked out, every offset as before. */
  readonly text: string;
  /** strays are the stretches outside of any policy or definition, blanked out too. */
  readonly strays: readonly Range[];
  /** lets are the names that blanked-out text defines: using them is no mistake. */
  readonly lets: ReadonlySet<string>;
}

/** outline checks brackets and literals and returns what is left to parse. */
export function outline(text: string, report: Report): Outline {
  const outliner = new Outliner(text, report);
  outliner.run();
  const blanked = [...outliner.damages, ...outliner.strays].sort((a, b) => a.start - b.start);
  return {
    text: withoutRanges(text, blanked),
    strays: outliner.strays,
    lets: letsIn(text, blanked),
  };
}

const HEADER_WORDS = ["by", "within", "severity", "cooldown", "respond", "until"];

interface Opening {
  readonly char: string;
  readonly at: number;
  /** indent is how far the line is indented that the bracket stands in. */
  readonly indent: number;
}

/** What the token at hand belongs to, at the top of the file. */
type Part = "nothing" | "item" | "stray";

class Outliner {
  readonly damages: Range[] = [];
  readonly strays: Range[] = [];
  readonly #scanner: Scanner;
  readonly #stack: Opening[] = [];
  #part: Part = "nothing";
  #partStart = 0;
  /** The braces of the step behind `until` do not end the policy. */
  #until = false;
  /** damaged is set once the part at hand has an error; one of these is enough for it. */
  #damaged = false;
  /** A damaged part takes what follows it along: that is mostly its own rest. */
  #damagedBefore = false;
  /** suspect is a bracket whose closing one looks, by its indentation, as if meant for another. */
  #suspect: Opening | null = null;

  constructor(readonly text: string, readonly report: Report) {
    this.#scanner = new Scanner(text);
  }

  run(): void {
    const scanner = this.#scanner;
    while (scanner.next()) {
      if (scanner.kind === "comment" && scanner.closed) continue;
      if (scanner.kind === "name" || scanner.kind === "annotation") this.#mayStart(scanner);
      if (this.#stack.length === 0 && scanner.is("until")) this.#until = true;
      if (this.#part === "nothing" && !scanner.is(";")) this.#begin("stray", scanner.start);
      if (!scanner.closed) this.#unclosedLiteral(scanner);
      else if (scanner.kind === "punctuation" && !this.#bracket(scanner)) return;
    }
    this.#unclosedBracket();
    this.#finish(this.text.length);
  }

  /** At the top `path`, `let` and annotations begin an item; deeper only what can be nothing else. */
  #mayStart(scanner: Scanner): void {
    const { kind, start } = scanner;
    if (kind === "name" && !scanner.is("path") && !scanner.is("let")) return;
    if (this.#stack.length > 0) {
      if (!startsItem(this.text, scanner)) return;
      this.#unclosedBracket();
    } else if (this.#part === "item" && !this.#endsItem(scanner)) {
      return;
    }
    this.#finish(start);
    this.#begin("item", start);
  }

  /** A header goes on over `@a("b") path`; the value of a `let` and an unfinished header end. */
  #endsItem(scanner: Scanner): boolean {
    return !this.text.startsWith("@", this.#partStart) && startsItem(this.text, scanner);
  }

  #begin(part: Part, at: number): void {
    this.#part = part;
    this.#partStart = at;
  }

  #finish(end: number): void {
    const range = { start: this.#partStart, end };
    if (this.#damaged) this.damages.push(range);
    else if (this.#part === "stray") (this.#damagedBefore ? this.damages : this.strays).push(range);
    if (this.#part !== "nothing") this.#damagedBefore = this.#damaged;
    this.#part = "nothing";
    this.#stack.length = 0;
    this.#damaged = false;
    this.#until = false;
    this.#suspect = null;
  }

  /** bracket tells whether to go on. */
  #bracket({ start, end, indent, first }: Scanner): boolean {
    const char = this.text.charAt(start);
    const opening = this.#stack.at(-1);
    if (Object.hasOwn(CLOSERS, char)) {
      this.#stack.push({ char, at: start, indent });
      if (this.#stack.length <= MAX_NESTING) return true;
      this.#error(one(start), `Brackets are nested more than ${MAX_NESTING} deep`, {
        hint: "Put the parts into policies or named conditions of their own",
      });
      this.#finish(this.text.length);
      return false;
    }
    // A closing bracket at the top is reported with the stray that it stands in or begins.
    if (opening === undefined || (char !== "}" && char !== ")" && char !== "]")) return true;
    if (CLOSERS[opening.char] !== char) {
      this.#mismatched(char, opening, start);
    } else {
      this.#stack.pop();
      if (first && indent < opening.indent) this.#suspect ??= opening;
    }
    if (this.#stack.length > 0 || char !== "}" || this.#part !== "item") return true;
    if (this.#until) this.#until = false;
    else this.#finish(end);
    return true;
  }

  /** A closing bracket that does not fit: it is one too many, or one before it is missing. */
  #mismatched(char: string, opening: Opening, at: number): void {
    const partner = this.#stack.findLastIndex((other) => CLOSERS[other.char] === char);
    if (partner < 0) {
      this.#error(one(at), `This "${char}" closes nothing`);
      return;
    }
    this.#error(one(opening.at), `This "${opening.char}" is never closed`, {
      hint: `Add "${CLOSERS[opening.char]}" before the "${char}"`,
      notes: [{ message: `"${char}" comes first`, at: one(at) }],
    });
    this.#stack.length = partner;
  }

  #unclosedBracket(): void {
    const opening = this.#suspect ?? this.#stack.at(-1);
    if (opening === undefined || this.#stack.length === 0) return;
    this.#error(one(opening.at), `This "${opening.char}" is never closed`, {
      hint: this.#suspect === null
        ? `Add the missing "${CLOSERS[opening.char]}"`
        : `A "}" further down closes it by accident: one is missing before that`,
    });
  }

  #unclosedLiteral({ kind, start, end }: Scanner): void {
    const at = kind === "comment" ? { start, end: start + 2 } : { start, end };
    const mark = kind === "text" ? "quote" : kind === "regex" ? `"/"` : `"*/"`;
    // Several in one policy are several mistakes: each ends with its own line.
    this.report.error(at, `This ${kind} is never closed`, { hint: `Add the missing ${mark}` });
    this.#damaged = true;
  }

  #error(...error: Parameters<Report["error"]>): void {
    if (!this.#damaged) this.report.error(...error);
    this.#damaged = true;
  }
}

/** startsItem tells whether the scanner's token can only begin something at the top of a file. */
function startsItem(text: string, token: Scanner): boolean {
  if (token.kind === "annotation") return true;
  const ahead = new Scanner(text, token.end);
  if (token.is("let")) {
    return ahead.next() && ahead.kind === "name" && ahead.next() && ahead.is("=");
  }
  if (!ahead.next() || ahead.kind !== "text" || !ahead.next()) return false;
  return ahead.is("{") || HEADER_WORDS.includes(ahead.textOf());
}

function one(at: number): Range {
  return { start: at, end: at + 1 };
}

/** The end of a text may be left out instead of blanked; blanks cost the parser time. */
function withoutRanges(text: string, ranges: readonly Range[]): string {
  let result = "";
  let at = 0;
  for (const { start, end } of ranges) {
    result += text.slice(at, start);
    if (end < text.length) result += " ".repeat(end - start);
    at = end;
  }
  return result + text.slice(at);
}

function letsIn(text: string, ranges: readonly Range[]): Set<string> {
  const names = new Set<string>();
  if (!text.includes("let")) return names;
  for (const { start, end } of ranges) {
    for (const match of text.slice(start, end).matchAll(/\blet\s+([A-Za-z_]\w*)/g)) {
      names.add(match[1] ?? "");
    }
  }
  return names;
}
