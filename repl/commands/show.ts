import type { Machine } from "../../compiler/machine.ts";
import { promptCommand } from "../command.ts";
import { Failure, type PromptContext, STATUS } from "../context.ts";
import { heldPolicy, POLICY_NAME, textOf } from "../policy.ts";
import { PRINTERS } from "../printers.ts";
import { visible } from "../views/escape.ts";

/** show prints a policy's source and its machine, or the machine alone in another format. */
export const show = promptCommand<
  Record<never, never>,
  [name: string, as: string | undefined, format: string | undefined]
>({
  name: "show",
  brief: "Show a policy: its source and its machine",
  details: `"show NAME as FORMAT" writes the machine alone: ${Object.keys(PRINTERS).join(", ")}.`,
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        POLICY_NAME,
        {
          brief: `The word "as", before a format`,
          placeholder: "as",
          optional: true,
          parse: String,
          proposeCompletions: () => ["as"],
        },
        {
          brief: "Format of the machine",
          placeholder: "format",
          optional: true,
          parse: String,
          proposeCompletions: () => Object.keys(PRINTERS),
        },
      ],
    },
  },
  async run(context, _flags, name, as, format) {
    const { out, shell } = context;
    const { machine } = heldPolicy(shell, name);
    const print = PRINTERS[as === undefined ? "text" : format ?? ""];
    if (print === undefined || (as !== undefined && as !== "as")) {
      throw new Failure(
        STATUS.usage,
        `Say "show ${visible(name)}", or "show ${visible(name)} as FORMAT" with one of ${
          Object.keys(PRINTERS).join(", ")
        }`,
      );
    }
    if (as === undefined) writeSource(context, machine);
    out.write(`${(await print(machine)).trimEnd()}\n`);
  },
});

function writeSource({ out }: PromptContext, machine: Machine): void {
  const { text, line: first } = textOf(machine);
  const lines = text.trimEnd().split("\n");
  const width = String(first + lines.length - 1).length;
  for (const [index, line] of lines.entries()) {
    const number = String(first + index).padStart(width);
    out.write(`${out.screen.palette("dim", number)}  ${visible(line.replaceAll("\t", "    "))}\n`);
  }
  out.write("\n");
}
