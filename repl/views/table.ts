import { columnsOf } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { pad, width, wrap } from "./width.ts";

/** Column is one column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** min is how narrow the column may become; without it, it keeps the width of its content. */
  readonly min?: number;
  /** wraps: a cell that is too long goes on in the next line, where others are cut. */
  readonly wraps?: boolean;
}

const GAP = 2;

/**
 * table lays out rows of harmless (maybe coloured) cells. Where the rows are too wide, the columns
 * that may become narrower do, the widest first, and their cells are cut or, if they hold prose,
 * wrapped. Where even that is not enough, each row becomes a block of lines, one a cell, so nothing
 * is lost on a narrow terminal.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: Screen,
): string[] {
  const room = columnsOf(screen);
  const widths = share(columns, rows, room);
  if (widths === null) return blocks(columns, rows, room, screen);
  const line = (cells: readonly string[]) =>
    cells.map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align))
      .join(" ".repeat(GAP)).trimEnd();
  const titles = line(columns.map((column) => column.title));
  return [
    screen.palette("dim", titles),
    ...rows.flatMap((cells) => wrapped(cells, columns, widths).map(line)),
  ];
}

/** wrapped makes as many rows of one as its longest cell that wraps has lines. */
function wrapped(
  cells: readonly string[],
  columns: readonly Column[],
  widths: readonly number[],
): (readonly string[])[] {
  const parts = cells.map((cell, index) =>
    columns[index]?.wraps ? wrap(cell, widths[index] ?? 0) : [cell]
  );
  const height = Math.max(...parts.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => parts.map((lines) => lines[line] ?? ""));
}

/** share returns the width of each column, or null where they cannot be made to fit. */
function share(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  room: number,
): number[] | null {
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...rows.map((row) => width(row[index] ?? "")))
  );
  let excess = widths.reduce((sum, one) => sum + one, GAP * (columns.length - 1)) - room;
  for (; excess > 0; excess--) {
    const widest = columns.reduce((best, column, index) => {
      const spare = (widths[index] ?? 0) > (column.min ?? Infinity);
      return spare && (widths[index] ?? 0) > (widths[best] ?? 0) ? index : best;
    }, -1);
    if (widest < 0) return null;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function blocks(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  room: number,
  screen: Screen,
): string[] {
  const indent = Math.max(...columns.map((column) => column.title.length)) + GAP;
  return rows.flatMap((row, number) => [
    ...(number === 0 ? [] : [""]),
    ...columns.flatMap((column, index) =>
      // A cell without content says nothing here.
      (row[index] ? wrap(row[index], room - indent) : []).map((part, line) =>
        screen.palette("dim", pad(line === 0 ? column.title : "", indent)) + part
      )
    ),
  ]);
}
