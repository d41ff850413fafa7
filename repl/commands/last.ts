import { promptCommand } from "../command.ts";
import { confirm, screenFor } from "../screens.ts";
import { Failure, STATUS } from "../status.ts";
import type { PromptContext } from "../context.ts";
import { csv, markdown } from "../results/export.ts";
import { createFile, FORCE_FLAG } from "../files.ts";
import { proposePaths } from "../arguments/paths.ts";
import { rowsText, type Shown } from "../results/shown.ts";
import { quoted } from "../views/escape.ts";
import { PAPER } from "../views/screen.ts";

const FORMS = ["text", "ndjson", "csv", "markdown"] as const;

type Flags = {
  readonly as: (typeof FORMS)[number] | undefined;
  readonly output: string | undefined;
  readonly force: boolean;
};

/** last shows the last result again, or writes it down in another form. */
export const last = promptCommand<Flags>({
  name: "last",
  brief: "Show the last result again, or export it as NDJSON, CSV or Markdown",
  examples: [["last --as csv", "the last listing for a spreadsheet"], [
    "last -o evidence.md",
    "as a table in a private file",
  ]],
  statuses: ["input"],
  details:
    "A result is what a command has listed: matches, states, processes, policies, a match\n" +
    "that was explained. last --as csv --output x.csv writes it to a file, for its owner only.\n" +
    "In CSV and Markdown, lists are JSON, and nothing in a cell is taken for a formula or markup.",
  parameters: {
    flags: {
      as: {
        kind: "enum",
        values: FORMS,
        brief: "Form of the result; what is set, or what the file's name ends in",
        optional: true,
      },
      output: {
        kind: "parsed",
        brief: "File to write it to",
        placeholder: "file",
        parse: String,
        proposeCompletions: (partial) => proposePaths(partial),
        optional: true,
      },
      force: FORCE_FLAG,
    },
    aliases: { o: "output" },
  },
  async run(context, flags) {
    const { out, shell } = context;
    if (shell.last === null) throw new Failure(STATUS.input, "There is no result so far");
    const { output } = flags;
    const form = flags.as ?? formOf(output) ?? (flags.format === "ndjson" ? "ndjson" : "text");
    const text = written(context, shell.last, form, output !== undefined);
    if (output === undefined) return out.write(text);
    await createFile(output, text, { force: flags.force, mode: 0o600 });
    confirm(context, flags, () => `Wrote the result to ${quoted(output)}`);
  },
});

/** formOf is what the name of a file says. */
function formOf(output: string | undefined): Flags["as"] {
  const ending = output?.split(".").at(-1);
  if (ending === "md") return "markdown";
  return FORMS.find((form) => form === ending);
}

function written<T>(
  { out, shell }: PromptContext,
  shown: Shown<T>,
  form: (typeof FORMS)[number],
  toFile: boolean,
): string {
  // It may have been shown before secrets were to be masked.
  const items = shell.redaction.mask(shown.items);
  const paper = screenFor({ ...out, screen: PAPER }, shell);
  const rows = () => shown.table?.(items, paper) ?? items.map((item) => shown.row(item));
  switch (form) {
    case "ndjson":
      return rowsText(shown, items);
    case "csv":
      return csv(rows());
    case "markdown":
      return markdown(rows());
    case "text": {
      const screen = toFile ? paper : screenFor(out, shell);
      return shown.lines(items, screen).map((line) => `${line}\n`).join("");
    }
  }
}
