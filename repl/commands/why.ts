import type { Machine } from "../../compiler/machine.ts";
import type { LiveSession } from "../../session/types.ts";
import { promptCommand } from "../command.ts";
import { Failure, STATUS } from "../status.ts";
import { parsePid } from "../live.ts";
import { proposeTargets } from "../arguments/pids.ts";
import { POLICY_NAME, unknownPolicy } from "../policies/policy.ts";
import { show } from "../results/show.ts";
import { watched } from "../questions/step.ts";
import { subjectsOf } from "../questions/subject_of.ts";
import { whyLines } from "../views/why.ts";
import { type Why, whyNot } from "../questions/why.ts";

/** MOST is how many runs are looked at, those that moved last first. */
const MOST = 5;

/** why tells which step a policy waits for, and which events came near to it. */
export const why = promptCommand<Record<never, never>, [name: string, pid?: number]>({
  name: "why",
  brief: "Tell why a policy does not match: what it waits for, and what came near",
  examples: [["why shadow_read", "what it waits for, and what came near"], [
    "why shadow_read 4242",
    "for the run of one process",
  ]],
  statuses: ["input"],
  details:
    "For each live run, or for that of one process, the step that does not come, and of the\n" +
    "latest events those that fulfil all its conditions but one, with the value that fails it.",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [POLICY_NAME, {
        brief: "Only the run that this process belongs to",
        placeholder: "pid",
        parse: parsePid,
        optional: true,
        proposeCompletions() {
          return proposeTargets(this.shell);
        },
      }],
    },
  },
  async run(context, flags, name, pid) {
    const { shell } = context;
    const machine = shell.machines.get(name);
    if (machine === undefined) throw unknownPolicy(shell, name);
    show(context, flags, {
      items: await reasons(machine, pid, watched(shell)),
      row: (one) => ({ type: "why", policy: name, ...one }),
      lines: (all, screen) =>
        all.flatMap((one, index) => [
          ...(index > 0 ? [""] : []),
          ...whyLines(machine, one, screen),
        ]),
    });
  },
});

async function reasons(
  machine: Machine,
  pid: number | undefined,
  session: LiveSession,
): Promise<readonly Why[]> {
  const subjects = pid === undefined ? [] : await subjectsOf(pid, machine.subject, session);
  if (pid !== undefined && subjects.length === 0) {
    const what = `Cannot tell whose runs process ${pid} belongs to`;
    throw new Failure(STATUS.input, `${what}: targets lists what is watched`);
  }
  const runs = (await session.states(machine.name))
    .filter((run) => pid === undefined || subjects.some(({ id }) => run.subject.id === id))
    .sort((one, other) => other.since - one.since).slice(0, MOST);
  if (runs.length === 0) {
    const [only, ...others] = subjects;
    // No thread has a run: what all of them have done is looked at.
    const whose = others.length > 0 && pid !== undefined
      ? { by: "process", id: pid } as const
      : only;
    return [await whyNot(machine, null, whose ?? null, session)];
  }
  const found: Why[] = [];
  for (const run of runs) found.push(await whyNot(machine, run, null, session));
  return found;
}
