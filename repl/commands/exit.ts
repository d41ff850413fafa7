import { promptCommand } from "../command.ts";

/** exit leaves the prompt. */
export const exit = promptCommand({
  name: "exit",
  aliases: ["quit"],
  brief: "Leave; what is watched is let go",
  examples: [["exit", "leaves the prompt"]],
  parameters: {},
  run({ shell }) {
    shell.exit();
  },
});
