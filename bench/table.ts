/** Rows as a table in Markdown, which reads well on a terminal too. */
import type { Row } from "./row.ts";

/** Column is one thing that a row says. */
export type Column = keyof typeof COLUMNS;

const COLUMNS = {
  what: ({ what }: Row) => what,
  ours: ({ ours, unit }: Row) => figure(ours, unit),
  rounds: ({ spread, unit }: Row) => spread.map((each) => figure(each, unit)).join(" to "),
  wanted: (row: Row) =>
    row.wanted === undefined
      ? ""
      : `${figure(row.wanted, row.unit)}${isMissed(row) ? " (missed)" : ""}`,
  "the other": ({ other, unit }: Row) =>
    other === undefined ? "" : `${other.name}: ${figure(other.median, unit)}`,
  ratio,
} as const;

/** table shows rows. */
export function table(rows: readonly Row[], columns: readonly Column[]): string {
  const cells = [columns, ...rows.map((row) => columns.map((column) => COLUMNS[column](row)))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const lines = cells.map((row) => line(row.map((cell, at) => cell.padEnd(widths[at] ?? 0))));
  return [lines[0], line(widths.map((width) => "-".repeat(width))), ...lines.slice(1)].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** ratio is how many times better ours is. */
function ratio({ unit, ours, other }: Row): string {
  // Of prices that are next to nothing, or of nothing lost, there is none.
  if (other === undefined || Math.min(other.median, ours) <= 0) return "";
  const times = unit === "rate" ? ours / other.median : other.median / ours;
  return `${times >= 100 ? times.toFixed(0) : times.toPrecision(3)} times`;
}

/** isMissed tells whether what was wanted was not reached. */
export function isMissed({ unit, ours, wanted }: Row): boolean {
  if (wanted === undefined) return false;
  return unit === "rate" ? ours < wanted : ours > wanted;
}

function figure(value: number, unit: Row["unit"]): string {
  switch (unit) {
    case "bytes":
      return Math.abs(value) < 1e5 ? `${value.toFixed(1)} B` : `${(value / 1e6).toFixed(1)} MB`;
    case "events":
      return value.toLocaleString("en");
    case "rate":
      return `${Number(value.toPrecision(3)).toLocaleString("en")}/s`;
    case "percent":
      return `${value.toFixed(2)} %`;
    case "ns":
      return time(value);
  }
}

function time(value: number): string {
  const [size, name] = value >= 1e9
    ? [1e9, "s"] as const
    : value >= 1e6
    ? [1e6, "ms"] as const
    : value >= 1e4
    ? [1e3, "µs"] as const
    : [1, "ns"] as const;
  const scaled = value / size;
  return `${scaled >= 100 || size === 1 ? scaled.toFixed(0) : scaled.toPrecision(3)} ${name}`;
}
