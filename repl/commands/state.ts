import { promptCommand } from "../command.ts";
import { Failure, STATUS } from "../status.ts";
import type { Policies } from "../policies/policy_set.ts";
import type { Shell } from "../context.ts";
import { parsePid } from "../live.ts";
import { proposeTargets } from "../arguments/pids.ts";
import { POLICY_NAME, unknownPolicy } from "../policies/policy.ts";
import { show } from "../results/show.ts";
import { subjectsOf } from "../questions/subject_of.ts";
import type { LiveRun } from "../../session/types.ts";
import { runCells } from "../views/match_table.ts";
import { runReport } from "../views/run.ts";
import type { Screen } from "../views/screen.ts";
import { stateTable } from "../views/state.ts";
import { counted } from "../views/words.ts";

/** IN_FULL is how many runs of one policy or process are shown with their evidence. */
const IN_FULL = 5;

/** state lists the partial matches: who stands where, since when, waiting for what. */
export const state = promptCommand<Record<never, never>, [name?: string, pid?: number]>({
  name: "state",
  brief: "Show the partial matches: who stands where and waits for what",
  examples: [["state", "all partial matches"], [
    "state shadow_read 4242",
    "that of one process, with its evidence",
  ]],
  statuses: ["input"],
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
          proposeCompletions() {
            return proposeTargets(this.shell);
          },
        },
      ],
    },
  },
  async run(context, flags, word, second) {
    const { shell } = context;
    const { name, pid } = meant(shell, word, second);
    if (name !== undefined && !shell.machines.has(name)) throw unknownPolicy(shell, name);
    const { machines } = shell;
    show(context, flags, {
      items: await runsOf(shell, name, pid),
      row: (run) => ({ type: "run", ...run }),
      table: (runs, screen) => runs.map((run) => runCells(run, screen)),
      lines: (runs, screen) =>
        word === undefined || runs.length === 0
          ? stateTable(runs, screen)
          : inFull(runs, machines, screen),
    });
  },
});

/** inFull shows those runs with their evidence that moved last, and lists the others. */
function inFull(runs: readonly LiveRun[], machines: Policies, screen: Screen): readonly string[] {
  const latest = runs.toSorted((one, other) => other.since - one.since);
  const reports = latest.slice(0, IN_FULL).flatMap((run) => {
    const machine = machines.get(run.policy);
    return machine === undefined ? [] : [runReport(run, machine, screen)];
  });
  const rest = latest.slice(IN_FULL);
  const head = `and ${counted(rest.length, "more run")}, which moved longer ago:`;
  const parts = rest.length === 0 ? reports : [...reports, [head, ...stateTable(rest, screen)]];
  return parts.flatMap((part, index) => index === 0 ? part : ["", ...part]);
}

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
  const subjects = await Promise.all([...kinds].map((by) => subjectsOf(pid, by, session)));
  const own = subjects.flat();
  if (own.length === 0 && runs.length > 0) {
    const what = `Cannot tell whose runs process ${pid} belongs to`;
    throw new Failure(STATUS.input, `${what}: targets lists what is watched`);
  }
  return runs.filter(({ subject }) =>
    own.some(({ by, id }) => by === subject.by && id === subject.id)
  );
}
