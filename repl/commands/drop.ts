import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { heldPolicy, POLICY_NAME } from "../policies/policy.ts";
import { visible } from "../views/escape.ts";

/** drop unloads a policy. */
export const drop = promptCommand<Record<never, never>, [name: string]>({
  name: "drop",
  brief: "Unload a policy; its runs end",
  examples: [["drop shadow_read", "takes the policy out; undo brings it back"]],
  statuses: ["input"],
  details: "undo brings it back, without its runs.",
  parameters: { positional: { kind: "tuple", parameters: [POLICY_NAME] } },
  async run(context, flags, name) {
    const { shell } = context;
    heldPolicy(shell, name);
    await shell.change({ what: `drop ${visible(name)}`, drop: [name] });
    confirm(context, flags, () => `Dropped ${visible(name)}`);
  },
});
