import { promptCommand } from "../command.ts";
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
  async run({ out, shell }, { noFollow }, pid) {
    const session = await shell.session();
    const target = await session.attach(pid, { follow: !noFollow });
    const others = target.processes > 1 ? ` and ${target.processes - 1} more of its tree` : "";
    out.write(`Watching ${target.pid} (${visible(target.name)})${others}\n`);
  },
});
