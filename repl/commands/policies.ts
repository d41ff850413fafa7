import { promptCommand } from "../command.ts";
import { statusOf } from "../policy.ts";
import { toLine } from "../ndjson.ts";
import { formatOf } from "../sources.ts";
import { policyTable } from "../views/policies.ts";

/** policies lists what is loaded and what it has done. */
export const policies = promptCommand({
  name: "policies",
  brief: "List the loaded policies and their counts",
  parameters: {},
  async run({ out, shell }, flags) {
    const { enabled, disabled } = shell.policies;
    const running = await shell.opened?.policies() ?? [...enabled.values()].map(statusOf);
    const known = [...running, ...[...disabled.values()].map(statusOf)];
    out.write(
      formatOf(flags) === "ndjson"
        ? known.map((policy) =>
          toLine({ type: "policy", ...policy, enabled: enabled.has(policy.policy) })
        ).join("")
        : policyTable(known, out.screen, new Set(disabled.keys())).join("\n") + "\n",
    );
  },
});
