import { promptCommand } from "../command.ts";
import { Failure, STATUS } from "../context.ts";
import { parsePid } from "../live.ts";

/** detach ends the watch on one target or on all. */
export const detach = promptCommand<Record<never, never>, [pid?: number]>({
  name: "detach",
  brief: "Stop watching a process, or all of them",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Process to let go; all where it is left out",
        placeholder: "pid",
        parse: parsePid,
        optional: true,
        async proposeCompletions() {
          const targets = await this.shell.opened?.targets() ?? [];
          return targets.map((target) => String(target.pid));
        },
      }],
    },
  },
  async run({ out, shell }, _flags, pid) {
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
      out.write(`No longer watching ${target.pid}\n`);
    }
  },
});
