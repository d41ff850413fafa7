import { promptCommand } from "../command.ts";
import { Failure, STATUS } from "../context.ts";
import { heldPolicy, POLICY_NAME } from "../policy.ts";
import { visible } from "../views/escape.ts";

/** enable makes a disabled policy run again. */
export const enable = promptCommand<Record<never, never>, [name: string]>({
  name: "enable",
  brief: "Let a disabled policy run again",
  details: "Its runs begin anew.",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        ...POLICY_NAME,
        proposeCompletions() {
          return [...this.shell.policies.disabled.keys()];
        },
      }],
    },
  },
  async run({ out, shell }, _flags, name) {
    if (heldPolicy(shell, name).enabled) {
      throw new Failure(STATUS.input, `Cannot enable "${visible(name)}": it runs already`);
    }
    await shell.change({ what: `enable ${visible(name)}`, enable: [name] });
    out.write(`Enabled ${visible(name)}\n`);
  },
});
