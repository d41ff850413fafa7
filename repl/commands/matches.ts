import { promptCommand } from "../command.ts";
import { screenFor } from "../context.ts";
import { toLine } from "../ndjson.ts";
import { formatOf } from "../sources.ts";
import { matchLine } from "../views/match.ts";

/** matches lists what was found so far. */
export const matches = promptCommand({
  name: "matches",
  brief: "List the matches so far",
  parameters: {},
  run({ out, shell }, flags) {
    const ndjson = formatOf(flags) === "ndjson";
    const screen = screenFor(out, shell);
    shell.look();
    if (shell.matches.length === 0 && !ndjson) out.write("No match so far\n");
    if (shell.firstMatch > 1 && !ndjson) {
      out.write(`The first ${shell.firstMatch - 1} are no longer kept\n`);
    }
    for (const [index, match] of shell.matches.entries()) {
      const number = shell.firstMatch + index;
      out.write(ndjson ? toLine(match) : matchLine(match, screen, { number }) + "\n");
    }
  },
});
