/**
 * What the parser expected, said in an analyst's words. The parser names single tokens; people
 * think in statements, conditions and values.
 */
import type { Fault } from "./ast.ts";
import { didYouMean } from "./suggest.ts";
import type { Range } from "./source.ts";
import { Scanner } from "./tokens.ts";

/** Expectation is the part of a parser's expectation that is looked at. */
export interface Expectation {
  readonly type: string;
  readonly description?: string;
  readonly text?: string;
}

/** MAX_SHOWN is how much of a token a message quotes. */
const MAX_SHOWN = 60;

/** Found is the token that stood where something else was expected. */
export interface Found {
  readonly at: Range;
  /** text is the token as written, or "" at the end of a line or of the text. */
  readonly text: string;
  /** words name it at the start of a sentence. */
  readonly words: string;
}

/** foundAt returns the token at an offset; behind the last one of a line, the end of that line. */
export function foundAt(text: string, offset: number): Found {
  const line = text.slice(offset).search(/\S/);
  const scanner = new Scanner(text, offset);
  if (line < 0 || !scanner.next()) {
    const end = text.trimEnd().length;
    return { at: { start: end, end }, text: "", words: "The end of the file" };
  }
  if (text.slice(offset, offset + line).includes("\n") || scanner.kind === "comment") {
    const end = text.slice(0, offset).trimEnd().length;
    return { at: { start: end, end }, text: "", words: "The end of the line" };
  }
  const found = scanner.textOf();
  const shown = found.length > MAX_SHOWN ? `${found.slice(0, MAX_SHOWN)}…` : found;
  const words = scanner.kind === "text" ? `The text ${shown}` : `"${shown}"`;
  return { at: { start: scanner.start, end: scanner.end }, text: found, words };
}

/** Groups of expectations that people have one word for, by a member that tells them. */
const GROUPS: readonly { readonly all: readonly string[]; readonly words: string }[] = [
  { all: ["without", "block"], words: "a statement" },
  { all: ["a field", "("], words: "a condition" },
  { all: ["let", "path"], words: `a policy (path "NAME" { ... })` },
];

const STATEMENT_TOKENS = [
  "block",
  "benign",
  "without",
  "all",
  "(",
  "...",
  "..",
  "a name",
  "a statement",
];
const CONDITION_TOKENS = ["a field", "not", "(", "a $name"];
const ITEM_TOKENS = ["let", "path", "@"];

/** Words that a statement or a policy may begin with or a comparison use, for suggestions. */
const STATEMENT_WORDS = ["block", "benign", "without", "all"];
const ITEM_WORDS = ["path", "let"];
const OPERATOR_WORDS = ["in", "has", "any", "startswith", "endswith", "contains", "glob"];

/** Hints for what people know from other languages, by the token found. */
const HABITS: Readonly<Record<string, string>> = {
  "'": `Text is written in double quotes: "..."`,
  "`": `Text is written in double quotes: "..."`,
  "&&": `Write "and", or separate the conditions with a comma`,
  "&": `Write "and", or separate the conditions with a comma`,
  "||": `Write "or"`,
  "!": `Write "not"`,
  "===": `Write "="`,
  "!==": `Write "!="`,
  "~": `A regex is searched with "=~", text without regard to case with contains~`,
  "~=": `A regex is searched with "=~"`,
  "<>": `Write "!="`,
  ":": `A condition is FIELD OPERATOR VALUE, such as pathname = "/etc/shadow"`,
  matches: `A regex is searched with "=~"`,
  like: `A pattern with * is searched with "glob", a regex with "=~"`,
  is: `Write "="`,
  else: `A conditional is STEP ? THEN : ELSE`,
};

/** wordsFor returns message and hint for what was expected and what was found instead. */
export function wordsFor(
  expected: readonly Expectation[],
  found: Found,
  where: Fault["expected"],
  slice: string,
): { readonly message: string; readonly hint?: string | undefined } {
  const names = new Set(
    expected.map((one) => one.description ?? one.text ?? "").filter((name) =>
      name !== "" && name !== ";" && name !== "," && name !== "as" && name !== "end of input"
    ),
  );
  const words = inWords(names);
  const instead = found.words.replace(/^The /, "the ");
  const message = words === ""
    ? `${found.words} does not belong here`
    : `Expected ${words} but found ${instead}`;
  return { message, hint: hintFor(names, found, where, slice) };
}

function hintFor(
  names: ReadonlySet<string>,
  found: Found,
  where: Fault["expected"],
  slice: string,
): string | undefined {
  const first = /^[A-Za-z_]\w*/.exec(slice)?.[0] ?? "";
  if (where === "item") {
    const hint = first === "path" || first === "let" ? undefined : didYouMean(first, ITEM_WORDS);
    if (hint !== undefined) return hint;
  }
  if (Object.hasOwn(HABITS, found.text)) return HABITS[found.text];
  if (where === "statement") {
    if (found.text === "{" || slice.startsWith("{")) {
      return "{n} must touch the brace of its step, and a step begins with its kind";
    }
    if (names.has("|") && names.has(")")) {
      return `Each alternative is one statement: put several steps into a block "NAME" { ... }`;
    }
    const hint = STATEMENT_WORDS.includes(first) ? undefined : didYouMean(first, STATEMENT_WORDS);
    if (hint !== undefined) return hint;
    if (names.has("{")) {
      return `A step is KIND { conditions }, such as openat { pathname = "/etc/shadow" }`;
    }
  }
  if (names.has("an operator") && /^[A-Za-z]/.test(found.text)) {
    return didYouMean(found.text, OPERATOR_WORDS) ??
      `A condition is FIELD OPERATOR VALUE, such as pathname = "/etc/shadow"`;
  }
  return undefined;
}

function inWords(names: Set<string>): string {
  const rest = new Set(names);
  const words: string[] = [];
  for (const group of GROUPS) {
    if (!group.all.every((name) => names.has(name))) continue;
    words.push(group.words);
    const members = group.words === "a statement"
      ? STATEMENT_TOKENS
      : group.words === "a condition"
      ? CONDITION_TOKENS
      : ITEM_TOKENS;
    for (const name of members) rest.delete(name);
  }
  // Where a sentence could go on in many ways, the likely ones are enough.
  if (rest.has("an operator")) {
    for (const name of [".", "["]) rest.delete(name);
  }
  if (words.length > 0) {
    for (const name of ["or", "and", "|", "?", ":", "as"]) {
      rest.delete(name);
    }
  }
  for (const name of rest) words.push(/^[a-z$]+ /.test(name) ? name : `"${name}"`);
  if (words.length > 4) words.length = 4;
  const last = words.pop();
  if (last === undefined) return "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
}
