import { Source } from "../source.ts";
import { tokens } from "../tokens.ts";
import { visible } from "./visible.ts";

/** tokensText writes the tokens of a text, one a line with its place and kind. */
export function tokensText(text: string): string {
  const source = new Source("", text);
  return tokens(text).map((token) => {
    const { line, column } = source.span(token);
    const place = `${line}:${column}`.padEnd(8);
    const open = token.closed ? "" : " (not closed)";
    return `${place}${token.kind.padEnd(12)}${visible(source.slice(token)).text}${open}`;
  }).join("\n");
}
