/** The generated part of docs/commands.md: every command's page, from the command table. */
import type { Row } from "../command.ts";
import { COMMANDS } from "../commands/mod.ts";
import { manualPage } from "../views/manual.ts";
import { PAPER } from "../views/screen.ts";

/** COLUMNS is how wide a page is in the document. */
const COLUMNS = 96;

const PLACES: Readonly<Record<Row["where"], string>> = {
  cli: "command line",
  prompt: "prompt",
  both: "command line and prompt",
};

/** commandsReference returns the pages of all commands, by name. */
export function commandsReference(): string {
  const rows = COMMANDS.filter((row) => !row.hidden)
    .toSorted((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const width = Math.max(...rows.map(({ name }) => name.length));
  const index = rows.map(({ name, brief, where }) =>
    `${name.padEnd(width)}  ${brief}${where === "both" ? "" : ` (${PLACES[where]})`}`
  );
  const screen = { ...PAPER, columns: COLUMNS };
  const pages = rows.map((row) => {
    const page = manualPage(row, row.where === "prompt" ? "" : "exeray", screen);
    return `## ${row.name} (${PLACES[row.where]})\n\n${fenced(page)}`;
  });
  return [fenced(index), ...pages].join("\n\n");
}

function fenced(lines: readonly string[]): string {
  return ["```text", ...lines, "```"].join("\n");
}
