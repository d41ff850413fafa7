import { promptCommand } from "../command.ts";
import { Failure, screenFor, type Shell, STATUS } from "../context.ts";
import { parsePid } from "../live.ts";
import { toLine } from "../ndjson.ts";
import { POLICY_NAME, unknownPolicy } from "../policy.ts";
import { formatOf } from "../sources.ts";
import { subjectOf } from "../subject_of.ts";
import type { LiveRun } from "../../session/types.ts";
import { runReport } from "../views/run.ts";
import { stateTable } from "../views/state.ts";
import { counted } from "../views/words.ts";

/** IN_FULL is how many runs of one policy or process are shown with their evidence. */
const IN_FULL = 5;

/** state lists the partial matches: who stands where, since when, waiting for what. */
export const state = promptCommand<Record<never, never>, [name?: string, pid?: number]>({
  name: "state",
  brief: "Show the partial matches: who stands where and waits for what",
  details:
    "state lists all of them; state POLICY, state PID and state POLICY PID show those of one\n" +
    "policy or process with their evidence so far.",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        { ...POLICY_NAME, brief: "Only of this policy", placeholder: "policy", optional: true },
        {
          brief: "Only the run that this process belongs to",
          placeholder: "pid",
          parse: parsePid,
          optional: true,
          async proposeCompletions() {
            return (await this.shell.opened?.targets() ?? []).map(({ pid }) => String(pid));
          },
        },
      ],
    },
  },
  async run({ out, shell }, flags, word, second) {
    const { name, pid } = meant(shell, word, second);
    if (name !== undefined && !shell.machines.has(name)) throw unknownPolicy(shell, name);
    const runs = await runsOf(shell, name, pid);
    const screen = screenFor(out, shell);
    if (formatOf(flags) === "ndjson") {
      out.write(runs.map((run) => toLine({ type: "run", ...run })).join(""));
      return;
    }
    if (word === undefined || runs.length === 0) {
      out.write(stateTable(runs, screen).join("\n") + "\n");
      return;
    }
    const latest = runs.toSorted((one, other) => other.since - one.since);
    for (const [index, run] of latest.slice(0, IN_FULL).entries()) {
      const machine = shell.machines.get(run.policy);
      if (machine === undefined) continue;
      out.write((index > 0 ? "\n" : "") + runReport(run, machine, screen).join("\n") + "\n");
    }
    const rest = latest.slice(IN_FULL);
    if (rest.length === 0) return;
    const head = `and ${counted(rest.length, "more run")}, which moved longer ago:`;
    out.write(`\n${head}\n${stateTable(rest, screen).join("\n")}\n`);
  },
});

/** meant takes `state PID` apart: a number is a process, unless a policy has that name. */
function meant(
  shell: Shell,
  word: string | undefined,
  second: number | undefined,
): { readonly name: string | undefined; readonly pid: number | undefined } {
  const alone = word !== undefined && second === undefined && /^\d+$/.test(word) &&
    !shell.policies.held.has(word);
  return alone ? { name: undefined, pid: parsePid(word) } : { name: word, pid: second };
}

async function runsOf(
  shell: Shell,
  name: string | undefined,
  pid: number | undefined,
): Promise<readonly LiveRun[]> {
  const session = shell.opened;
  const runs = await session?.states(name) ?? [];
  if (session === null || pid === undefined) return runs;
  const kinds = new Set(runs.map(({ subject }) => subject.by));
  const subjects = await Promise.all([...kinds].map((by) => subjectOf(pid, by, session)));
  const own = subjects.filter((subject) => subject !== null);
  if (own.length === 0 && runs.length > 0) {
    const what = `Cannot tell whose runs process ${pid} belongs to`;
    throw new Failure(STATUS.input, `${what}: targets lists what is watched`);
  }
  return runs.filter(({ subject }) =>
    own.some(({ by, id }) => by === subject.by && id === subject.id)
  );
}
