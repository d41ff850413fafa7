import { SensorError } from "../../sensor/errors.ts";
import { command } from "../command.ts";
import { STATUS } from "../status.ts";
import { forEach, hunt, TARGET_FLAGS, type TargetFlags, tells } from "../live.ts";
import { parseSize } from "../arguments/sizes.ts";
import { quoted } from "../views/escape.ts";
import { reportLines } from "../views/report.ts";
import { counted } from "../views/words.ts";

type Flags = TargetFlags & {
  readonly output: string;
  readonly rotate: number | undefined;
};

/** record writes the events of processes down, so that a replay sees what a live run would. */
export const record = command<Flags>("cli", {
  name: "record",
  brief: "Write the system calls of processes to a file, for replay",
  examples: [["record -o hunt.ndjson.zst -- sh ./suspect.sh", "all that a program does"], [
    "record --redact -o x.ndjson --pid 4242",
    "a process, secrets masked",
  ], ["record --all --rotate 100M -o all.ray", "the whole machine, in files of 100 MiB"]],
  statuses: ["input", "machine", "interrupted"],
  details: "A file is good up to what was written last, at most a second ago, whatever ends it.\n" +
    "With --redact secrets are masked in it, which a .ray file cannot have.",
  usage: [
    "--pid <n>... [--no-follow] --output <file>",
    "--name <name> [--no-follow] --output <file>",
    "--container <id> [--no-follow] --output <file>",
    "--all [--rotate <size>] --output <file>",
    "[--no-follow] --output <file> -- <program> [<argument>...]",
  ],
  program: "behind --",
  parameters: {
    flags: {
      ...TARGET_FLAGS,
      output: {
        kind: "parsed",
        brief: "File to write: .ray, .ndjson, .ndjson.gz or .ndjson.zst; - is standard output",
        placeholder: "file",
        parse: String,
      },
      rotate: {
        kind: "parsed",
        brief: "Go on in another file past this size, such as 100M: x.1.ray, x.2.ray",
        placeholder: "size",
        parse: parseSize,
        optional: true,
      },
    },
    aliases: { o: "output" },
  },
  async run(context, flags) {
    const { err } = context;
    const { output, rotate, redact } = flags;
    try {
      const { summary, status } = await hunt(context, flags, [], async (session) => {
        const reports = session.reports();
        await session.record(output, { redact, ...(rotate === undefined ? {} : { rotate }) });
        return () =>
          forEach(reports, (report) => {
            if (tells(flags, report)) err.write(reportLines(report, err.screen).join("\n") + "\n");
          });
      });
      const lost = summary.dropped > 0 ? `, ${counted(summary.dropped, "event")} lost` : "";
      err.write(`Wrote ${counted(summary.events, "event")} to ${quoted(output)}${lost}\n`);
      return status;
    } catch (error) {
      // Whoever read the output has enough.
      if (error instanceof SensorError && error.code === "closed") return STATUS.done;
      throw error;
    }
  },
});
