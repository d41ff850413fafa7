import { promptCommand } from "../command.ts";
import { machineText } from "../../compiler/print/text.ts";
import { POLICY_NAME, textOf, unknownPolicy } from "../policy.ts";
import { visible } from "../views/escape.ts";

/** show prints a policy's source and its machine. */
export const show = promptCommand<Record<never, never>, [name: string]>({
  name: "show",
  brief: "Show a policy: its source and its machine",
  parameters: { positional: { kind: "tuple", parameters: [POLICY_NAME] } },
  run({ out, shell }, _flags, name) {
    const machine = shell.machines.get(name);
    if (machine === undefined) throw unknownPolicy(shell, name);
    const { text, line: first } = textOf(machine);
    const lines = text.trimEnd().split("\n");
    const width = String(first + lines.length - 1).length;
    for (const [index, line] of lines.entries()) {
      const number = String(first + index).padStart(width);
      out.write(
        `${out.screen.palette("dim", number)}  ${visible(line.replaceAll("\t", "    "))}\n`,
      );
    }
    out.write(`\n${machineText(machine).trimEnd()}\n`);
  },
});
