import { promptCommand } from "../command.ts";
import { machineText } from "../../compiler/print/text.ts";
import { POLICY_NAME, unknownPolicy } from "../policy.ts";
import { visible } from "../views/escape.ts";

/** show prints a policy's source and its machine. */
export const show = promptCommand<Record<never, never>, [name: string]>({
  name: "show",
  brief: "Show a policy: its source and its machine",
  parameters: { positional: { kind: "tuple", parameters: [POLICY_NAME] } },
  run({ out, shell }, _flags, name) {
    const machine = shell.machines.get(name);
    if (machine === undefined) throw unknownPolicy(shell, name);
    const { source, span } = machine;
    const lines = source.slice(span.start, span.end).split("\n");
    const width = String(span.line + lines.length - 1).length;
    for (const [index, line] of lines.entries()) {
      const number = String(span.line + index).padStart(width);
      out.write(`${out.screen.palette("dim", number)}  ${visible(line)}\n`);
    }
    out.write(`\n${machineText(machine).trimEnd()}\n`);
  },
});
