import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { Failure, STATUS } from "../status.ts";
import { heldPolicy, POLICY_NAME } from "../policies/policy.ts";
import { visible } from "../views/escape.ts";

/** disable keeps a policy and stops running it. */
export const disable = promptCommand<Record<never, never>, [name: string]>({
  name: "disable",
  brief: "Let a policy rest: it is kept and does not run",
  examples: [["disable shadow_read", "keeps the policy and stops running it"]],
  statuses: ["input"],
  details: "Its runs end. policies lists it, enable makes it run again.",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        ...POLICY_NAME,
        proposeCompletions() {
          return [...this.shell.policies.enabled.keys()];
        },
      }],
    },
  },
  async run(context, flags, name) {
    const { shell } = context;
    if (!heldPolicy(shell, name).enabled) {
      throw new Failure(STATUS.input, `Cannot disable "${visible(name)}": it is disabled already`);
    }
    await shell.change({ what: `disable ${visible(name)}`, disable: [name] });
    confirm(context, flags, () => `Disabled ${visible(name)}`);
  },
});
