import { processStat } from "../../sensor/processes/processes.ts";
import { described, promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { Failure, STATUS } from "../status.ts";
import type { Shell } from "../context.ts";
import { parsePid, TARGET_FLAGS } from "../live.ts";
import { proposeProcesses } from "../arguments/pids.ts";
import { visible } from "../views/escape.ts";

/** Wanted is a process to watch: its pid, or its number in the last listing of ps. */
type Wanted = { readonly pid: number } | { readonly number: number };

/** attach watches a process that runs already. */
export const attach = promptCommand<{ noFollow: boolean }, [wanted: Wanted]>({
  name: "attach",
  brief: "Watch a process and its children",
  examples: [["attach 4242", "a process and its children"], [
    "attach #3",
    "the third process that ps has listed",
  ]],
  statuses: ["input", "machine"],
  parameters: {
    flags: { noFollow: TARGET_FLAGS.noFollow },
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Process to watch: its pid, or #N as ps has numbered it",
        placeholder: "pid",
        parse: (word) =>
          /^#\d{1,9}$/.test(word) ? { number: Number(word.slice(1)) } : { pid: parsePid(word) },
        proposeCompletions(partial) {
          const { listed, redaction } = this.shell;
          return partial.startsWith("#")
            ? listed.map(({ name }, index) => described(`#${index + 1}`, redaction.text(name)))
            : proposeProcesses(this.shell);
        },
      }],
    },
  },
  async run(context, flags, wanted) {
    const { shell } = context;
    const pid = "pid" in wanted ? wanted.pid : pidOf(shell, wanted.number);
    const session = await shell.session();
    const target = await session.attach(pid, { follow: !flags.noFollow });
    const others = target.processes > 1 ? ` and ${target.processes - 1} more of its tree` : "";
    confirm(context, flags, () => `Watching ${target.pid} (${visible(target.name)})${others}`);
  },
});

/** pidOf finds what ps has numbered, unless another process has its pid by now. */
function pidOf({ listed }: Shell, number: number): number {
  const process = listed[number - 1];
  if (process === undefined) {
    throw new Failure(
      STATUS.input,
      listed.length === 0
        ? `Cannot attach to #${number}: ps numbers the processes`
        : `Cannot attach to #${number}: ps has listed #1 to #${listed.length}`,
    );
  }
  const { pid, start, name } = process;
  if (processStat(pid)?.start === start) return pid;
  const what = `Cannot attach to #${number}: ${pid} (${visible(name, { max: 40 })}) has ended`;
  throw new Failure(STATUS.input, `${what}; ps lists anew`);
}
