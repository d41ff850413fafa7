import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { Failure, STATUS } from "../status.ts";
import { heldPolicy, POLICY_NAME } from "../policies/policy.ts";
import { visible } from "../views/escape.ts";

/** enable makes a disabled policy run again. */
export const enable = promptCommand<Record<never, never>, [name: string]>({
  name: "enable",
  brief: "Let a disabled policy run again",
  examples: [["enable shadow_read", "lets it run again"]],
  statuses: ["input"],
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
  async run(context, flags, name) {
    const { shell } = context;
    if (heldPolicy(shell, name).enabled) {
      throw new Failure(STATUS.input, `Cannot enable "${visible(name)}": it runs already`);
    }
    await shell.change({ what: `enable ${visible(name)}`, enable: [name] });
    confirm(context, flags, () => `Enabled ${visible(name)}`);
  },
});
