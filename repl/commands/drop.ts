import { promptCommand } from "../command.ts";
import { POLICY_NAME, unknownPolicy } from "../policy.ts";

/** drop unloads a policy. */
export const drop = promptCommand<Record<never, never>, [name: string]>({
  name: "drop",
  brief: "Unload a policy; its runs end",
  parameters: { positional: { kind: "tuple", parameters: [POLICY_NAME] } },
  async run({ out, shell }, _flags, name) {
    if (!await shell.drop(name)) throw unknownPolicy(shell, name);
    out.write(`Dropped ${name}\n`);
  },
});
