import { promptCommand } from "../command.ts";
import { show } from "../results/show.ts";
import { targetTable } from "../views/targets.ts";

/** targets lists what is watched. */
export const targets = promptCommand({
  name: "targets",
  brief: "List the processes that are watched",
  examples: [["targets", "what is watched"]],
  parameters: {},
  async run(context, flags) {
    show(context, flags, {
      items: await context.shell.opened?.targets() ?? [],
      row: (target) => ({ type: "target", ...target }),
      lines: targetTable,
    });
  },
});
