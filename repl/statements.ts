/**
 * An entry or a script taken apart into statements. A command ends with its line or with a `;`,
 * policy text where it is complete. Policies and `let`s that follow each other are one statement:
 * they are one set, loaded all or not at all. Pure.
 */
import { isOpen } from "../compiler/completeness.ts";
import { Scanner } from "../compiler/tokens.ts";

/** Statement is what is carried out at once. */
export interface Statement {
  /** text is the statement without what stands around it. */
  readonly text: string;
  /** start is its UTF-16 offset, line the line that it begins in, from 1. */
  readonly start: number;
  readonly line: number;
}

/** BLANK is what stands between statements: white space, semicolons and comments. */
const BLANK = /(?:[\s;]+|\/\/.*|#.*|\/\*[^]*?\*\/)*/y;

/**
 * COMMENT is a comment behind a command. `#3` is a process as ps has numbered it, and `//etc` may
 * be a path.
 */
const COMMENT = /#(?!\d)|\/\/(?!\S)/y;

/** statements takes a text apart; `isPolicy` tells policy text, at its beginning, from a command. */
export function statements(text: string, isPolicy: (text: string) => boolean): Statement[] {
  const found: (Statement & { readonly defines: boolean; readonly end: number })[] = [];
  let line = 1;
  let counted = 0;
  for (let start = skip(text, 0); start < text.length;) {
    const rest = text.slice(start);
    const policy = isPolicy(rest);
    const defines = policy && /^(?:@|path\b|let\b)/.test(rest);
    const end = Math.max(start + 1, policy ? policyEnd(text, start) : commandEnd(text, start));
    const last = found.at(-1);
    if (defines && last?.defines) {
      found[found.length - 1] = { ...last, text: text.slice(last.start, end), end };
    } else {
      for (; counted < start; counted++) if (text.charAt(counted) === "\n") line++;
      found.push({ text: text.slice(start, end).trimEnd(), start, line, defines, end });
    }
    start = skip(text, end);
  }
  return found.map(({ text, start, line }) => ({ text, start, line }));
}

/** currentStatement returns where the statement begins that is being typed at the end of a text. */
export function currentStatement(text: string, isPolicy: (text: string) => boolean): number {
  const last = statements(text, isPolicy).at(-1);
  if (last === undefined) return text.length;
  if (isPolicy(last.text) && isOpen(last.text)) return last.start;
  const rest = text.slice(last.start + last.text.length);
  return /[;\n]/.test(rest) ? text.length : last.start;
}

/** placed returns a statement with all that is before it blank: its places are those of the whole. */
export function placed(whole: string, { text, start }: Statement): string {
  return whole.slice(0, start).replace(/[^\n]/g, " ") + text;
}

function skip(text: string, from: number): number {
  BLANK.lastIndex = from;
  return from + (BLANK.exec(text)?.[0].length ?? 0);
}

/** policyEnd: policy text ends with the line, or before the semicolon, that makes it complete. */
function policyEnd(text: string, start: number): number {
  const scanner = new Scanner(text, start);
  let depth = 0;
  let end = start;
  while (scanner.next()) {
    const char = scanner.kind === "punctuation" ? text.charAt(scanner.start) : "";
    const parts = char === ";" || (scanner.first && end > start);
    if (depth === 0 && parts && !isOpen(text.slice(start, end))) return end;
    if ("{([".includes(char) && char !== "") depth++;
    if ("})]".includes(char) && char !== "") depth = Math.max(0, depth - 1);
    end = scanner.end;
  }
  return text.length;
}

/** commandEnd: a command ends before a comment; a quote that is closed in a later line goes on until there. */
function commandEnd(text: string, start: number): number {
  let quote = "";
  let newline = -1;
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\n" && newline < 0) newline = at;
    if (quote === "" && (char === "\n" || char === ";" || isComment(text, at))) return at;
    if (char === "\\" && quote !== "'") at++;
    else if (char === quote) quote = "";
    else if (quote === "" && (char === "'" || char === '"')) quote = char;
    // Only what is within this quote counts as a line that it may end in.
    if (quote === "") newline = -1;
  }
  return quote !== "" && newline >= 0 ? newline : text.length;
}

function isComment(text: string, at: number): boolean {
  COMMENT.lastIndex = at;
  return /\s/.test(text.charAt(at - 1)) && COMMENT.test(text);
}
