import { processTable } from "../../sensor/processes/process_table.ts";
import { promptCommand } from "../command.ts";
import { show } from "../results/show.ts";
import { processLines, processTree } from "../views/processes.ts";

/** ps lists the processes of the machine as a tree, numbered for attach. */
export const ps = promptCommand<Record<never, never>, [word?: string]>({
  name: "ps",
  brief: "List the processes as a tree: attach #N watches one of them",
  examples: [["ps", "all processes as a tree"], [
    "ps nginx",
    "those that have the word in their command lines",
  ]],
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
  async run(context, flags, word) {
    const { shell } = context;
    const watched = new Set(await shell.opened?.processes());
    const own = Deno.pid;
    const processes = processTable().filter(({ pid }) => pid !== own);
    const listed = processTree(processes, watched, word);
    shell.listed = listed.flatMap(({ process, number }) => number === null ? [] : [process]);
    show(context, flags, {
      items: shell.redaction.mask(listed),
      row: ({ process: { start: _start, ...process }, number, watched }) => ({
        type: "process",
        number,
        watched,
        ...process,
      }),
      lines: processLines,
    });
  },
});
