import { command } from "../command.ts";
import { Failure, STATUS } from "../status.ts";
import { proposePaths } from "../arguments/paths.ts";
import { show } from "../results/show.ts";
import { asExpected, trialsOf, type Tried, tryOut } from "../questions/trials.ts";
import { trialTable } from "../views/trials.ts";
import { counted } from "../views/words.ts";

/** test tries policies on recordings, without a live target. */
export const test = command<Record<never, never>, string[]>("both", {
  name: "test",
  brief: "Try policies on recordings: which match, which do not",
  examples: [["test policies", "each pack of policies on the recordings beside it"], [
    "test hunt.policy monday.ray tuesday.ray",
    "which of two recordings match",
  ]],
  statuses: ["input", "interrupted"],
  details:
    "Name policies (files, at the prompt also loaded ones) and recordings: each recording is\n" +
    "tried with all of them. A folder stands for its policies and the recordings beside them,\n" +
    "and so does every folder below. Recordings called positive* must match and those called\n" +
    "negative* must not: status 1 where one does otherwise.",
  usage: ["<folder>...", "<policy>... <recording>..."],
  parameters: {
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "Policy, recording, or folder of both",
        placeholder: "path",
        parse: String,
        async proposeCompletions(partial) {
          const names = [...this.shell?.policies.held.keys() ?? []];
          return [
            ...names.filter((name) => name.startsWith(partial)),
            ...await proposePaths(partial),
          ];
        },
      },
    },
  },
  async run(context, flags, ...words) {
    const { signal } = context;
    const trials = await trialsOf(context, words);
    if (trials.length === 0) {
      throw new Failure(STATUS.usage, "Cannot test: there is no recording; name one, or a folder");
    }
    if (trials.some(({ machines }) => machines.length === 0)) {
      throw new Failure(STATUS.usage, "Cannot test: there is no policy; name one, or a folder");
    }
    const done: Tried[] = [];
    for (const trial of trials) {
      const tried = await tryOut(trial, signal);
      if (signal.aborted) return STATUS.interrupted;
      done.push(tried);
    }
    show(context, flags, { items: done, row: rowOf, lines: trialTable });
    const failed = done.filter((tried) => asExpected(tried) === false).length;
    if (failed === 0) return STATUS.done;
    const all = done.filter(({ expected }) => expected !== null).length;
    throw new Failure(
      STATUS.input,
      `${failed} of ${counted(all, "recording")} with an expectation did otherwise`,
    );
  },
});

function rowOf(tried: Tried): object {
  const { recording, machines, expected, events, skipped, dropped, matches, reached } = tried;
  return {
    type: "test",
    recording,
    policies: machines.map(({ name }) => name),
    expected,
    ok: asExpected(tried),
    events,
    skipped,
    dropped,
    matches: Object.fromEntries(matches),
    reached: Object.fromEntries(reached),
  };
}
