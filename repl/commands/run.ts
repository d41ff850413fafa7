import { command } from "../command.ts";
import { STATUS } from "../status.ts";
import type { Report } from "../../session/types.ts";
import { forEach, hunt, TARGET_FLAGS, type TargetFlags, tells } from "../live.ts";
import { POLICY_PATHS } from "../arguments/paths.ts";
import { Reload, WATCH_FLAG } from "../policies/reload.ts";
import { Reporter } from "../results/reporter.ts";
import { formatOf, loadPolicies } from "../policies/sources.ts";

type Flags = TargetFlags & {
  readonly failOnMatch: boolean;
  readonly transitions: boolean;
  readonly watch: boolean;
};

/** run is a live hunt: policies over what the targets do, until they end or Ctrl-C. */
export const run = command<Flags, string[]>("cli", {
  name: "run",
  brief: "Run policies over what processes do, live",
  examples: [["run policies --pid 4242", "a process and its children"], [
    "run policies --fail-on-match -- sh ./suspect.sh",
    "a program from its first system call on",
  ], ["run policies --all --format ndjson", "the whole machine, for a program that reads"]],
  statuses: ["input", "machine", "matched", "interrupted"],
  details:
    "It ends when nothing is left to watch, or with Ctrl-C. A program behind -- is watched\n" +
    "from its first system call on; what it prints goes to standard error.",
  usage: [
    "<file>... --pid <n>... [--no-follow] [--fail-on-match]",
    "<file>... --name <name> [--no-follow] [--fail-on-match]",
    "<file>... --container <id> [--no-follow] [--fail-on-match]",
    "<file>... --all [--fail-on-match]",
    "<file>... [--no-follow] [--fail-on-match] -- <program> [<argument>...]",
  ],
  program: "behind --",
  parameters: {
    flags: {
      ...TARGET_FLAGS,
      failOnMatch: {
        kind: "boolean",
        brief: "Status 4 where something matches",
        default: false,
        withNegated: false,
      },
      transitions: {
        kind: "boolean",
        brief: "Show each move of a run too",
        default: false,
        withNegated: false,
      },
      watch: WATCH_FLAG,
    },
    positional: POLICY_PATHS,
  },
  async run(context, flags, ...paths) {
    await using reload = flags.watch ? await Reload.open(context, paths) : null;
    const machines = reload?.machines ?? await loadPolicies(context, paths);
    const reporter = new Reporter(context, formatOf(flags));
    const show = (report: Report) => tells(flags, report) ? reporter.report(report) : undefined;
    const { summary, status } = await hunt(context, flags, machines, (session) => {
      const reports = session.reports();
      const transitions = flags.transitions ? session.transitions() : null;
      return async () => {
        reporter.begin({
          policyOf: (report) => session.policyOf(report),
          startOf: () => session.clock.start,
        });
        reload?.follow({ exchange: (wanted) => session.replace(wanted) });
        await Promise.all([forEach(reports, show), transitions && forEach(transitions, show)]);
      };
    });
    reporter.summary(summary);
    if (status === STATUS.done && flags.failOnMatch && summary.matches > 0) return STATUS.matched;
    return status;
  },
});
