import { promptCommand } from "../command.ts";
import { statusOf } from "../policies/policy.ts";
import { show } from "../results/show.ts";
import { policyTable } from "../views/policies.ts";

/** policies lists what is loaded and what it has done. */
export const policies = promptCommand({
  name: "policies",
  brief: "List the loaded policies and their counts",
  examples: [["policies", "what is loaded, and what it has counted"]],
  parameters: {},
  async run(context, flags) {
    const { shell } = context;
    const { enabled, disabled } = shell.policies;
    const running = await shell.opened?.policies() ?? [...enabled.values()].map(statusOf);
    show(context, flags, {
      items: [...running, ...[...disabled.values()].map(statusOf)],
      row: (policy) => ({ type: "policy", ...policy, enabled: enabled.has(policy.policy) }),
      lines: (known, screen) => policyTable(known, screen, new Set(disabled.keys())),
    });
  },
});
