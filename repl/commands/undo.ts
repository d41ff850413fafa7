import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { Failure, STATUS } from "../status.ts";

/** undo takes back the last change of the policies. */
export const undo = promptCommand({
  name: "undo",
  brief: "Take back the last change of the policies",
  examples: [["undo", "the last change; once more the one before"]],
  statuses: ["input", "machine"],
  details:
    "What was typed, loaded, edited, dropped, enabled or disabled is as it was before, one\n" +
    "change for each undo, up to 100 of them. Runs that have ended do not come back. What\n" +
    "load --watch has read anew since is left alone.",
  parameters: {},
  async run(context, flags) {
    const { shell } = context;
    const what = await shell.undo();
    if (what === null) throw new Failure(STATUS.input, "Cannot undo: no change is left");
    confirm(context, flags, () => `Undone: ${what}`);
  },
});
