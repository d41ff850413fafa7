import { promptCommand } from "../command.ts";
import { toLine } from "../ndjson.ts";
import { formatOf } from "../sources.ts";
import { targetTable } from "../views/targets.ts";

/** targets lists what is watched. */
export const targets = promptCommand({
  name: "targets",
  brief: "List the processes that are watched",
  parameters: {},
  async run({ out, shell }, flags) {
    const known = await shell.opened?.targets() ?? [];
    out.write(
      formatOf(flags) === "ndjson"
        ? known.map((target) => toLine({ type: "target", ...target })).join("")
        : targetTable(known, out.screen).join("\n") + "\n",
    );
  },
});
