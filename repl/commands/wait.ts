import { promptCommand } from "../command.ts";
import { STATUS } from "../status.ts";
import { aborted } from "../live.ts";

/** wait is for scripts: what comes behind it finds everything judged. */
export const wait = promptCommand({
  name: "wait",
  brief: "Wait until nothing is left to watch, or for Ctrl-C",
  examples: [["wait", "for scripts: until nothing is left to watch"]],
  statuses: ["interrupted"],
  parameters: {},
  async run({ shell, signal }) {
    if (shell.opened === null) return STATUS.done;
    await Promise.race([shell.opened.idle(), aborted(signal)]);
    return signal.aborted ? STATUS.interrupted : STATUS.done;
  },
});
