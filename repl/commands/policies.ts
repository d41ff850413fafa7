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
    const known = shell.opened === null
      ? [...shell.machines.values()].map(statusOf)
      : await shell.opened.policies();
    out.write(
      formatOf(flags) === "ndjson"
        ? known.map((policy) => toLine({ type: "policy", ...policy })).join("")
        : policyTable(known, out.screen).join("\n") + "\n",
    );
  },
});
