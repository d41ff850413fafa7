import { promptCommand } from "../command.ts";
import { confirm } from "../context.ts";
import { parsePid, TARGET_FLAGS } from "../live.ts";
import { visible } from "../views/escape.ts";

/** attach watches a process that runs already. */
export const attach = promptCommand<{ noFollow: boolean }, [pid: number]>({
  name: "attach",
  brief: "Watch a process and its children",
  parameters: {
    flags: { noFollow: TARGET_FLAGS.noFollow },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Process to watch", placeholder: "pid", parse: parsePid }],
    },
  },
  async run(context, flags, pid) {
    const { shell } = context;
    const session = await shell.session();
    const target = await session.attach(pid, { follow: !flags.noFollow });
    const others = target.processes > 1 ? ` and ${target.processes - 1} more of its tree` : "";
    confirm(context, flags, () => `Watching ${target.pid} (${visible(target.name)})${others}`);
  },
});
