import type { Machine } from "../../compiler/machine.ts";
import { promptCommand } from "../command.ts";
import { Failure, STATUS } from "../status.ts";
import type { PromptContext } from "../context.ts";
import { screenFor } from "../screens.ts";
import { heldPolicy, POLICY_NAME, textOf } from "../policies/policy.ts";
import { PRINTERS } from "../policies/printers.ts";
import { countersLines } from "../views/counters.ts";
import { machineDiagram } from "../views/diagram.ts";
import { visible } from "../views/escape.ts";

/** show prints a policy's source and its machine, or the machine alone in another format. */
export const show = promptCommand<
  Record<never, never>,
  [name: string, as: string | undefined, format: string | undefined]
>({
  name: "show",
  brief: "Show a policy: its source, its machine, and what it has done",
  examples: [["show shadow_read", "its source and its machine"], [
    "show shadow_read as mermaid",
    "the machine as a diagram for a page",
  ]],
  statuses: ["input"],
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
    if (as === undefined) return await writeAll(context, machine);
    out.write(`${(await print(machine)).trimEnd()}\n`);
  },
});

/** writeAll writes the source, the machine as a drawing, and what the policy has done. */
async function writeAll(context: PromptContext, machine: Machine): Promise<void> {
  const { out, shell } = context;
  const screen = screenFor(out, shell);
  const known = await shell.opened?.policies() ?? [];
  const status = known.find(({ policy }) => policy === machine.name);
  writeSource(context, machine);
  out.write(machineDiagram(machine, status?.standing ?? [], screen).join("\n") + "\n");
  if (status !== undefined) out.write(`\n${countersLines(status, screen).join("\n")}\n`);
}

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
