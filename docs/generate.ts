/**
 * Writes the generated parts of the documentation anew: what stands in a page between
 * `<!-- begin NAME -->` and `<!-- end NAME -->`. A test fails when a page and the tables disagree.
 */
import { commandsReference } from "../repl/help/reference.ts";
import { commonTable, fieldsTables, kindsTable } from "../compiler/print/reference.ts";

/** PAGES are those that have generated parts. */
export const PAGES = ["language.md", "commands.md"] as const;

/** PARTS names what can be generated. */
const PARTS: Readonly<Record<string, () => string>> = {
  kinds: kindsTable,
  common: commonTable,
  fields: fieldsTables,
  commands: commandsReference,
};

/** regenerate returns a page with each of its generated parts replaced by what it should be. */
export function regenerate(page: string): string {
  return page.replaceAll(
    /(<!-- begin (\w+) -->\n)[^]*?(<!-- end \2 -->)/g,
    (whole, begin: string, name: string, end: string) => {
      const part = PARTS[name];
      return part === undefined ? whole : `${begin}\n${part()}\n\n${end}`;
    },
  );
}

if (import.meta.main) {
  for (const page of PAGES) {
    const path = new URL(page, import.meta.url);
    await Deno.writeTextFile(path, regenerate(await Deno.readTextFile(path)));
  }
}
