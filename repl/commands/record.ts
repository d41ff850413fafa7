import { command } from "../command.ts";
import { forEach, hunt, TARGET_FLAGS, type TargetFlags } from "../live.ts";
import { Recording } from "../recording.ts";
import { quoted } from "../views/escape.ts";
import { reportLines } from "../views/report.ts";
import { counted } from "../views/words.ts";

type Flags = TargetFlags & {
  readonly output: string;
};

/** record writes the events of processes down, so that a replay sees what a live run would. */
export const record = command<Flags>("cli", {
  name: "record",
  brief: "Write the system calls of processes to a file, for replay",
  usage: [
    "--pid <n>... [--no-follow] --output <file>",
    "--all --output <file>",
    "[--no-follow] --output <file> -- <program> [<argument>...]",
  ],
  program: "behind --",
  parameters: {
    flags: {
      ...TARGET_FLAGS,
      output: {
        kind: "parsed",
        brief: "File to write: .ndjson, .ndjson.gz or .ndjson.zst; - is standard output",
        placeholder: "file",
        parse: String,
      },
    },
    aliases: { o: "output" },
  },
  async run(context, flags) {
    const { out, err } = context;
    const recording = await Recording.create(flags.output, out);
    try {
      const { summary, status } = await hunt(context, flags, [], (session) => {
        const events = session.events({ capture: "phases", lossless: true });
        const reports = session.reports();
        return async () => {
          recording.begin(session.clock);
          await Promise.all([
            forEach(events, (event) => recording.write(event)),
            forEach(reports, (report) => {
              err.write(reportLines(report, err.screen).join("\n") + "\n");
            }),
          ]);
        };
      });
      await recording.end();
      const lost = summary.dropped > 0 ? `, ${counted(summary.dropped, "event")} lost` : "";
      err.write(
        `Wrote ${counted(recording.events, "event")} to ${quoted(flags.output)}${lost}\n`,
      );
      return status;
    } catch (error) {
      await recording.abandon();
      throw error;
    }
  },
});
