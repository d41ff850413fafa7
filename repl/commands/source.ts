import { command } from "../command.ts";
import { Failure, STATUS } from "../status.ts";
import { proposePaths } from "../arguments/paths.ts";
import { readText } from "../policies/sources.ts";
import { INITIAL, withSetting } from "../settings.ts";
import { visible } from "../views/escape.ts";

type Flags = { readonly command: string | undefined };

/** source carries out the statements of a script, here or, on the command line, without a prompt. */
export const source = command<Flags, [file?: string]>("both", {
  name: "source",
  brief: "Carry out a script: policies and commands, as they would be typed",
  examples: [["source hunt.xr", "a script"], [
    "source -c 'load policies; run sh ./suspect.sh'",
    "a text; exeray -c TEXT is the same",
  ]],
  statuses: ["input", "machine", "matched", "interrupted"],
  details:
    "Statements end with their line or with a semicolon; a policy may go over several lines,\n" +
    "and what follows # at the beginning of a line is a comment. The script stops at the first\n" +
    "statement that does not do, with its status. On the command line it then waits until\n" +
    "nothing is left to watch, unless it says exit; exeray -c TEXT is short for source -c TEXT.\n" +
    '"-" is standard input.',
  usage: ["<file>", "--command <text>"],
  parameters: {
    flags: {
      command: {
        kind: "parsed",
        brief: "Carry out this text instead of a file",
        placeholder: "text",
        parse: String,
        optional: true,
      },
    },
    aliases: { c: "command" },
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Script, a text file",
        placeholder: "file",
        parse: String,
        optional: true,
        proposeCompletions: (partial) => proposePaths(partial),
      }],
    },
  },
  async run(context, { command: typed, format }, file) {
    if ((file === undefined) === (typed === undefined)) {
      throw new Failure(STATUS.usage, "Say what to carry out: a FILE, or --command TEXT");
    }
    const text = typed ?? await readText(file ?? "");
    const name = file === "-" ? "(standard input)" : file ?? "-c";
    const { shell } = context;
    if (shell === null) {
      const { runScript } = await import("../script.ts");
      return await runScript(name, text, context, withSetting(INITIAL, "format", format));
    }
    const path = file === undefined || file === "-" ? text : await Deno.realPath(file);
    if (shell.sourcing.has(path)) {
      throw new Failure(
        STATUS.input,
        `Cannot source "${visible(name)}": it is being carried out already`,
      );
    }
    shell.sourcing.add(path);
    try {
      const { evaluate } = await import("../evaluate.ts");
      return (await evaluate(text, { ...context, shell }, name)).status;
    } finally {
      shell.sourcing.delete(path);
    }
  },
});
