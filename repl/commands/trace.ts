import { command } from "../command.ts";
import { forEach, hunt, TARGET_FLAGS, type TargetFlags, tells } from "../live.ts";
import { toLine } from "../results/ndjson.ts";
import { formatOf } from "../policies/sources.ts";
import { eventLine } from "../views/event.ts";
import { reportLines } from "../views/report.ts";
import { summaryLine } from "../views/summary.ts";

/** trace prints the events themselves, each call once, as it returns. */
export const trace = command<TargetFlags>("cli", {
  name: "trace",
  brief: "Show the system calls of processes, one a line",
  examples: [["trace -- ls", "all system calls of a program"], [
    "trace --pid 4242 --format ndjson",
    "a process, for a program that reads",
  ]],
  statuses: ["input", "machine", "interrupted"],
  usage: [
    "--pid <n>... [--no-follow]",
    "--name <name> [--no-follow]",
    "--container <id> [--no-follow]",
    "--all",
    "[--no-follow] -- <program> [<argument>...]",
  ],
  program: "behind --",
  parameters: { flags: TARGET_FLAGS },
  async run(context, flags) {
    const { out, err } = context;
    const ndjson = formatOf(flags) === "ndjson";
    const { summary, status } = await hunt(context, flags, [], (session) => {
      const events = session.events({ capture: "calls" });
      const reports = session.reports();
      return async () => {
        const screen = { ...out.screen, start: session.clock.start };
        await Promise.all([
          forEach(events, async (event) => {
            await out.room();
            out.write(ndjson ? toLine(event) : eventLine(event, screen) + "\n");
          }),
          forEach(reports, (report) => {
            if (!tells(flags, report)) return;
            if (ndjson) out.write(toLine(report));
            else err.write(reportLines(report, err.screen).join("\n") + "\n");
          }),
        ]);
      };
    });
    if (!ndjson) err.write(summaryLine(summary, err.screen) + "\n");
    return status;
  },
});
