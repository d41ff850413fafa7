/**
 * Says whether a regular expression may be used, and if not, why and where. re2js has the last word
 * on what RE2 accepts; the words are ours, because its own name neither the construct nor the place.
 */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from "./re2js.ts";
import { bytePattern, isByte } from "./bytes.ts";
import { compile } from "./program.ts";
import { scan } from "./scan.ts";
import type { Token } from "./token.ts";

/** PatternProblem is why a pattern cannot be used, with the place in it as a UTF-16 offset. */
export interface PatternProblem {
  readonly message: string;
  readonly offset: number;
}

/** LENGTH_MAX bounds a pattern as it is written, in UTF-16 units. */
export const LENGTH_MAX = 32_768;

/** SIZE_MAX bounds a pattern with its repetitions written out, in characters and operators. */
export const SIZE_MAX = 10_000;

/** checkPattern returns null for a pattern that can be matched, or what is wrong with it. */
export function checkPattern(source: string, flags: string): PatternProblem | null {
  const flag = /[^ism]/.exec(flags)?.[0];
  if (flag) return { message: `Unknown flag "${flag}": flags are i, s and m`, offset: 0 };
  if (source.length > LENGTH_MAX) {
    const message = `Regular expression too long: more than ${LENGTH_MAX} characters`;
    return { message, offset: LENGTH_MAX };
  }
  const tokens = scan(source);
  // First, because what is too large would also be slow to compile.
  const large = tooLarge(source, tokens);
  if (large) return large;
  try {
    // A pattern of bytes is compiled from its parts; as written it must be one for RE2, too.
    if (bytePattern(source, tokens)) RE2JS.compile(source);
    compile({ source, flags });
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return explain(source, tokens) ?? asReported(source, error);
  }
  return bytesProblem(source, tokens);
}

/** tooLarge adds up what the pattern becomes when its counted repetitions are written out. */
function tooLarge(source: string, tokens: readonly Token[]): PatternProblem | null {
  const outer: number[] = [];
  let sum = 0;
  let last = 0;
  for (const token of tokens) {
    let size = 1;
    if (token.is === "open") {
      outer.push(sum);
      sum = 0;
      last = 0;
      continue;
    } else if (token.is === "close") {
      size = sum + 2;
      sum = outer.pop() ?? 0;
    } else if (token.is === "quote") {
      size = token.text.length;
    } else if (token.is === "repeat") {
      const times = Math.max(1, token.max ?? token.min);
      if (times > 1000) return null;
      sum += last * (times - 1) + 1;
      size = 0;
      last *= times;
    }
    sum += size;
    if (token.is !== "repeat") last = size;
    if (sum > SIZE_MAX) {
      const message = token.is === "repeat"
        ? `Repetition "${text(source, token)}" makes the regular expression too large: ` +
          `more than ${SIZE_MAX} characters when written out`
        : `Regular expression too large: more than ${SIZE_MAX} characters when written out`;
      return { message, offset: token.start };
    }
  }
  return null;
}

/** explain finds the first thing in the pattern that RE2 does not take. */
function explain(source: string, tokens: readonly Token[]): PatternProblem | null {
  const open: Token[] = [];
  const names = new Set<string>();
  let before: Token | undefined;
  for (const token of tokens) {
    const message = problemOf(source, token, before, open.length);
    if (message) {
      const doubled = token.is === "repeat" && before?.is === "repeat" ? before : token;
      return { message, offset: doubled.start };
    }
    const name = token.is === "open" ? /<(\w+)>/.exec(text(source, token))?.[1] : undefined;
    if (name && names.has(name)) {
      return { message: `A group is called "${name}" already`, offset: token.start };
    }
    if (name) names.add(name);
    if (token.is === "open") open.push(token);
    if (token.is === "close") open.pop();
    before = token;
  }
  const unclosed = open.at(-1);
  return unclosed
    ? { message: `Missing ")" for "${text(source, unclosed)}"`, offset: unclosed.start }
    : null;
}

function problemOf(
  source: string,
  token: Token,
  before: Token | undefined,
  depth: number,
): string | null {
  if (token.is === "problem") return token.message;
  if (token.is === "close" && depth === 0) return `")" without "("`;
  return token.is === "repeat" ? repeatProblem(source, token, before) : null;
}

function repeatProblem(
  source: string,
  token: Token & { readonly is: "repeat" },
  before: Token | undefined,
): string | null {
  const written = text(source, token);
  if (token.min > 1000 || (token.max ?? 0) > 1000) {
    return `Repetition "${written}" is above the limit of 1000`;
  }
  if (token.max !== null && token.min > token.max) {
    return `Repetition "${written}" is out of order: the lower count comes first`;
  }
  if (!before || ["open", "or", "flags"].includes(before.is)) {
    return `Nothing to repeat before "${written}"`;
  }
  if (before.is !== "repeat") return null;
  const both = text(source, before) + written;
  return written === "+"
    ? `Possessive repetition "${both}" is not supported`
    : `Repetition "${both}" of a repetition: put the first into a group (?:...)`;
}

/** asReported is for what re2js refuses and `explain` does not see. */
function asReported(source: string, error: RE2JSException): PatternProblem {
  if (!(error instanceof RE2JSSyntaxException)) {
    return { message: `Cannot use the regular expression: ${error.message}`, offset: 0 };
  }
  const part = error.getPattern() ?? "";
  const words = REPORTED[error.getDescription()] ?? error.getDescription();
  const known = part.length > 0 && part.length < source.length && source.includes(part);
  return {
    message: known ? `${words} in "${part}"` : words,
    offset: known ? source.indexOf(part) : 0,
  };
}

const REPORTED: Readonly<Record<string, string>> = {
  "invalid character class range": "Unknown character property",
  "invalid repeat count": "Nested repetitions multiply to more than 1000",
  "expression nests too deeply": "Regular expression nests too deeply",
  "expression too large": "Regular expression too large",
};

/** bytesProblem refuses what has no meaning in a pattern of bytes: see bytes.ts. */
function bytesProblem(source: string, tokens: readonly Token[]): PatternProblem | null {
  if (!bytePattern(source, tokens)) return null;
  for (const token of tokens.flatMap((each) => each.is === "class" ? each.items : [])) {
    if (token.is !== "literal" || token.rune < 0x80 || isByte(token.rune)) continue;
    return {
      message: `Class with "${text(source, token)}" in a pattern of bytes: beside \\xHH of 80 ` +
        `and above, a class can hold bytes and ASCII only`,
      offset: token.start,
    };
  }
  return null;
}

function text(source: string, token: Token): string {
  return source.slice(token.start, token.end);
}
