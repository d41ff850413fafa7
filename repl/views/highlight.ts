import { kindId } from "../../compiler/kinds/kinds.ts";
import { Scanner } from "../../compiler/tokens.ts";
import type { TokenKind } from "../../compiler/tokens.ts";
import type { Palette, Style } from "./palette.ts";

/** STYLES are how the tokens of a policy look; those that are not here look like plain text. */
const STYLES: Readonly<Partial<Record<TokenKind, Style>>> = {
  number: "number",
  text: "string",
  regex: "string",
  reference: "number",
  annotation: "key",
  comment: "comment",
};

/** WORDS are the language's own words. */
const WORDS: ReadonlySet<string> = new Set(
  ("path let by within severity cooldown respond until as block benign without all " +
    "not and or in has any startswith endswith contains glob").split(" "),
);

/**
 * highlight returns policy text with colours put in and nothing else changed. Text that is not a
 * policy yet, or never will be one, is coloured as far as it can be understood.
 */
export function highlight(text: string, palette: Palette): string {
  const scanner = new Scanner(text);
  let done = "", at = 0;
  while (scanner.next()) {
    const word = scanner.textOf();
    const style = scanner.kind === "name" ? styleOfName(word) : STYLES[scanner.kind];
    done += text.slice(at, scanner.start) + (style === undefined ? word : palette(style, word));
    at = scanner.end;
  }
  return done + text.slice(at);
}

function styleOfName(word: string): Style | undefined {
  if (kindId(word) !== undefined) return "kind";
  return WORDS.has(word) ? "heading" : undefined;
}
