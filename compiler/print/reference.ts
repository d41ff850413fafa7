/** The reference's tables as Markdown, derived from the table of kinds. */
import { COMMON } from "../kinds/common.ts";
import type { Field } from "../kinds/kind.ts";
import { ANY, KINDS } from "../kinds/kinds.ts";

/** kindsTable returns one row a kind: its name, its system calls and what it stands for. */
export function kindsTable(): string {
  return table(
    ["kind", "stands for", "system calls"],
    KINDS.map((kind) => [
      code(kind.name),
      kind.doc,
      kind === ANY ? "every one" : kind.calls.map((call) => call.name).join(" "),
    ]),
  );
}

/** fieldsTables returns, for each kind that has fields of its own, a heading and their table. */
export function fieldsTables(): string {
  return KINDS.filter((kind) => kind.fields.length > 0)
    .map((kind) => `### ${kind.name}\n\n${fieldsTable(kind.fields)}\n\n${example(kind.example)}`)
    .join("\n\n");
}

/** commonTable returns the fields that every kind carries. */
export function commonTable(): string {
  return fieldsTable(COMMON);
}

function fieldsTable(fields: readonly Field[]): string {
  return table(
    ["field", "type", "judged", "is"],
    fields.map((field) => [
      [field.name, ...(field.aliases ?? [])].map(code).join(" "),
      field.type,
      field.phase === "exit" ? "on return" : "on call",
      field.doc,
    ]),
  );
}

function example(step: string): string {
  return '```policy\npath "example" { ' + step + " }\n```";
}

function code(text: string): string {
  return "`" + text + "`";
}

/** table lays out a Markdown table as the formatter wants it: cells padded to one width. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) =>
    Math.max(3, ...all.map((row) => (row[column] ?? "").length))
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [first = [], ...others] = all;
  return [line(first), line(widths.map((width) => "-".repeat(width))), ...others.map(line)].join(
    "\n",
  );
}
