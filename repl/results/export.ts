/**
 * Results as tables for other programs: CSV (RFC 4180) and Markdown. Each key of the rows is a
 * column, those of objects in them as `a.b`; lists are JSON. What a cell holds may be hostile: all
 * of it is made visible, and nothing in it is taken for a formula or for markup.
 */
import { toJson } from "../../sensor/ndjson/ndjson.ts";
import { visible } from "../views/escape.ts";

/** Cells are a row by its columns. */
type Cells = ReadonlyMap<string, string | number | bigint>;

/** csv returns rows as CSV, the columns' names first. */
export function csv(rows: readonly object[]): string {
  const { columns, cells } = tabled(rows);
  const line = (fields: readonly string[]) => fields.map(csvField).join(",") + "\r\n";
  return line(columns) +
    cells.map((row) => line(columns.map((column) => csvText(row.get(column))))).join("");
}

/** markdown returns rows as a Markdown table. */
export function markdown(rows: readonly object[]): string {
  const { columns, cells } = tabled(rows);
  const line = (fields: readonly string[]) => `| ${fields.join(" | ")} |\n`;
  return line(columns.map(markdownText)) + line(columns.map(() => "---")) +
    cells.map((row) => line(columns.map((column) => markdownText(row.get(column) ?? "")))).join("");
}

function tabled(rows: readonly object[]) {
  const cells = rows.map((row) => flat(row, "", new Map()));
  const columns = [...new Set(cells.flatMap((row) => [...row.keys()]))];
  return { columns, cells };
}

function flat(value: object, before: string, found: Map<string, string | number | bigint>): Cells {
  for (const [key, each] of Object.entries(value) as [string, unknown][]) {
    const name = before + visible(key);
    if (each === null || each === undefined) continue;
    if (typeof each === "number" || typeof each === "bigint") found.set(name, each);
    else if (typeof each === "string") found.set(name, visible(each));
    else if (typeof each === "object" && !Array.isArray(each)) flat(each, `${name}.`, found);
    else found.set(name, visible(toJson(each)));
  }
  return found;
}

/** csvText keeps a program for tables from taking a text for a formula. */
function csvText(cell: string | number | bigint | undefined): string {
  if (typeof cell !== "string") return cell === undefined ? "" : String(cell);
  return /^[=+\-@]/.test(cell) ? `'${cell}` : cell;
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** markdownText writes what means something in Markdown or HTML as an entity. */
function markdownText(cell: string | number | bigint): string {
  return String(cell).replace(/[&<>|`*[\]\\]/g, (char) => `&#${char.charCodeAt(0)};`);
}
