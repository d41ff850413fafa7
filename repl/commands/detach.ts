import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { Failure, STATUS } from "../status.ts";
import { parsePid } from "../live.ts";
import { proposeTargets } from "../arguments/pids.ts";

/** detach ends the watch on one target or on all. */
export const detach = promptCommand<Record<never, never>, [pid?: number]>({
  name: "detach",
  brief: "Stop watching a process, or all of them",
  examples: [["detach 4242", "lets one target go"], ["detach", "lets all go"]],
  statuses: ["input"],
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Process to let go; all where it is left out",
        placeholder: "pid",
        parse: parsePid,
        optional: true,
        proposeCompletions() {
          return proposeTargets(this.shell);
        },
      }],
    },
  },
  async run(context, flags, pid) {
    const { shell } = context;
    const session = shell.opened;
    const targets = await session?.targets() ?? [];
    const chosen = targets.filter((target) => pid === undefined || target.pid === pid);
    if (session === null || chosen.length === 0) {
      throw new Failure(
        STATUS.input,
        pid === undefined
          ? "Cannot detach: nothing is watched"
          : `Cannot detach from ${pid}: it is not a target; targets lists them`,
      );
    }
    for (const target of chosen) {
      await session.detach(target.pid);
      confirm(context, flags, () => `No longer watching ${target.pid}`);
    }
  },
});
