import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { Failure, STATUS } from "../status.ts";
import { proposePaths } from "../arguments/paths.ts";
import { parseSize } from "../arguments/sizes.ts";
import { quoted } from "../views/escape.ts";
import { counted } from "../views/words.ts";

type Flags = { readonly rotate: number | undefined };

/** recordHere is the prompt's `record`: it writes what is watched to a file while one goes on. */
export const recordHere = promptCommand<Flags, [file?: string]>({
  name: "record",
  brief: "Write what is watched to a file, until record stop",
  examples: [["record hunt.ray", "begins"], ["record stop", "completes the file"]],
  statuses: ["input", "machine"],
  details:
    "record FILE begins, record stop completes the file, record alone tells what is written.\n" +
    "The file's name says its form: .ray, .ndjson, .ndjson.gz or .ndjson.zst. With set redact\n" +
    "on secrets are masked in it, which a .ray file cannot have.",
  usage: ["<file> [--rotate <size>]", "stop", ""],
  parameters: {
    flags: {
      rotate: {
        kind: "parsed",
        brief: "Go on in another file past this size, such as 100M: x.1.ray, x.2.ray",
        placeholder: "size",
        parse: parseSize,
        optional: true,
      },
    },
    positional: {
      kind: "tuple",
      parameters: [{
        brief: 'File to write, or the word "stop"',
        placeholder: "file",
        parse: String,
        optional: true,
        async proposeCompletions(partial) {
          const paths = await proposePaths(partial);
          return "stop".startsWith(partial) ? ["stop", ...paths] : paths;
        },
      }],
    },
  },
  async run(context, flags, file) {
    const { shell } = context;
    const { recording } = shell;
    if (file === undefined) {
      return confirm(
        context,
        flags,
        () => recording === null ? "Nothing is recorded" : `Recording to ${quoted(recording.path)}`,
      );
    }
    if (file === "stop") {
      const session = shell.opened;
      if (session === null || recording === null) {
        throw new Failure(STATUS.input, "Cannot stop: nothing is recorded; record FILE begins");
      }
      const events = await session.stopRecording() ?? 0;
      shell.recording = null;
      return confirm(
        context,
        flags,
        () => `Wrote ${counted(events, "event")} to ${quoted(recording.path)}`,
      );
    }
    if (file === "-") throw new Failure(STATUS.usage, "Cannot record to the terminal: name a file");
    const session = await shell.session();
    const { rotate } = flags;
    const { redact } = shell.settings;
    await session.record(file, { redact, ...(rotate === undefined ? {} : { rotate }) });
    shell.recording = { path: file };
    confirm(context, flags, () => `Recording to ${quoted(file)}; record stop completes it`);
  },
});
