import { promptCommand } from "../command.ts";
import { toLine } from "../ndjson.ts";
import { formatOf } from "../sources.ts";
import { visible } from "../views/escape.ts";

/** lets lists what was defined with `let NAME = VALUE`, which is policy text and no command. */
export const lets = promptCommand({
  name: "let",
  brief: "List what was defined with let NAME = VALUE",
  details:
    'let SHELLS = ["sh", "bash"] defines a name that policies typed later use as $SHELLS.\n' +
    "A policy keeps the values that it was compiled with.",
  parameters: {},
  run({ out, shell }, flags) {
    const { definitions } = shell.policies;
    const ndjson = formatOf(flags) === "ndjson";
    if (definitions.size === 0 && !ndjson) out.write("Nothing is defined\n");
    for (const [name, text] of definitions) {
      out.write(
        ndjson
          ? toLine({ type: "let", name, text })
          : text.split("\n").map((line) => `${visible(line)}\n`).join(""),
      );
    }
  },
});
