import { processTable } from "../../sensor/process_table.ts";
import { promptCommand } from "../command.ts";
import { screenFor } from "../context.ts";
import { toLine } from "../ndjson.ts";
import { formatOf } from "../sources.ts";
import { processLines, processTree } from "../views/processes.ts";

/** ps lists the processes of the machine as a tree, numbered for attach. */
export const ps = promptCommand<Record<never, never>, [word?: string]>({
  name: "ps",
  brief: "List the processes as a tree: attach #N watches one of them",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Only those whose command line has this in it, with their ancestors; or a pid",
        placeholder: "word",
        parse: String,
        optional: true,
      }],
    },
  },
  async run({ out, shell }, flags, word) {
    const watched = new Set(await shell.opened?.processes());
    const own = Deno.pid;
    const processes = processTable().filter(({ pid }) => pid !== own);
    const listed = processTree(processes, watched, word);
    shell.listed = listed.flatMap(({ process, number }) => number === null ? [] : [process]);
    out.write(
      formatOf(flags) === "ndjson"
        ? listed.map(({ process: { start: _start, ...process }, number, watched }) =>
          toLine({ type: "process", number, watched, ...process })
        ).join("")
        : processLines(listed, screenFor(out, shell)).join("\n") + "\n",
    );
  },
});
