import { promptCommand } from "../command.ts";
import { screenFor } from "../context.ts";
import { toLine } from "../ndjson.ts";
import { POLICY_NAME, unknownPolicy } from "../policy.ts";
import { formatOf } from "../sources.ts";
import { stateTable } from "../views/state.ts";

/** state lists the partial matches: who stands where, since when, waiting for what. */
export const state = promptCommand<Record<never, never>, [name?: string]>({
  name: "state",
  brief: "Show the partial matches: who stands where and waits for what",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ ...POLICY_NAME, brief: "Only of this policy", optional: true }],
    },
  },
  async run({ out, shell }, flags, name) {
    if (name !== undefined && !shell.machines.has(name)) throw unknownPolicy(shell, name);
    const runs = await shell.opened?.states(name) ?? [];
    const screen = screenFor(out, shell);
    out.write(
      formatOf(flags) === "ndjson"
        ? runs.map((run) => toLine({ type: "run", ...run })).join("")
        : stateTable(runs, screen).join("\n") + "\n",
    );
  },
});
