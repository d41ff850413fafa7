import { promptCommand } from "../command.ts";
import { show } from "../results/show.ts";
import { visible } from "../views/escape.ts";

/** lets lists what was defined with `let NAME = VALUE`, which is policy text and no command. */
export const lets = promptCommand({
  name: "let",
  brief: "List what was defined with let NAME = VALUE",
  examples: [['let SHELLS = ["sh", "bash"]', "defines a name for policies typed later"], [
    "let",
    "lists what is defined",
  ]],
  details:
    'let SHELLS = ["sh", "bash"] defines a name that policies typed later use as $SHELLS.\n' +
    "A policy keeps the values that it was compiled with.",
  parameters: {},
  run(context, flags) {
    show(context, flags, {
      items: [...context.shell.policies.definitions],
      row: ([name, text]) => ({ type: "let", name, text }),
      lines: (all) =>
        all.length === 0
          ? ["Nothing is defined"]
          : all.flatMap(([, text]) => text.split("\n").map((line) => visible(line))),
    });
  },
});
