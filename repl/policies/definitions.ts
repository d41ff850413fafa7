/** The `let`s of a prompt: those that an entry brings, and the earlier ones that it may use. */
import { Report } from "../../compiler/report.ts";
import { Source } from "../../compiler/source.ts";
import { parseFile } from "../../compiler/syntax.ts";

/** PROMPT_FILE is the name of the file that text typed at the prompt is said to be in. */
export const PROMPT_FILE = "prompt";

/** letsIn returns the `let`s of an entry by name. */
export function letsIn(text: string): ReadonlyMap<string, string> {
  const source = new Source(PROMPT_FILE, text);
  const lets = parseFile(new Report(source)).file.items.filter((item) => item.node === "let");
  return new Map(lets.map((item) => [item.name.text, source.slice(item.at)]));
}

/** earlierLets returns, as text to stand behind an entry, the definitions that it does not bring. */
export function earlierLets(
  own: ReadonlyMap<string, string>,
  definitions: ReadonlyMap<string, string>,
): string {
  return [...definitions].filter(([name]) => !own.has(name)).map(([, text]) => text).join("\n");
}
