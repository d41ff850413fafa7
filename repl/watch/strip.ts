/** A policy's machine with the runs that stand in it. */
import type { Machine } from "../../compiler/machine.ts";
import type { RunStatus } from "../../engine/report.ts";
import type { PolicyStatus } from "../../session/types.ts";
import { visible } from "../views/escape.ts";
import { type Position, stripCells } from "../views/machine.ts";
import type { Style } from "../views/palette.ts";
import type { Screen } from "../views/screen.ts";
import { fit, pad, width } from "../views/width.ts";
import { amount, ARROW, counted } from "../views/words.ts";

/** FRESH_ARROW leads into a place that a run has just come to. */
const FRESH_ARROW = "━▶";

/** GAP is how many columns an arrow takes with the spaces around it. */
const GAP = 4;

/** LABELS are the widths that labels are cut to; with the last one a strip takes several rows. */
const LABELS = [Infinity, 32, 24, 16] as const;

/** ROWS is how many rows a strip may take before states that nothing happens in are left out. */
const ROWS = 3;

/** StripOptions are what a strip shows. */
export interface StripOptions {
  readonly status: PolicyStatus;
  readonly runs: readonly RunStatus[];
  /** fresh tells whether a run has just come to a place. */
  readonly fresh: (place: Position) => boolean;
  readonly screen: Screen;
  /** room is how many columns there are. */
  readonly room: number;
}

interface Cell {
  readonly label: string;
  readonly below: string;
  readonly style: Style;
  readonly arrow: string;
}

/**
 * runStrip draws the states in a row, and below each who stands there: whose runs if they are few,
 * else how many; below the ends how many runs came to them.
 *
 * ```
 * start ─▶ openat /etc/shadow ━▶ write root: ─▶ match
 *          4000 4011             12 runs        2
 * ```
 */
export function runStrip(machine: Machine, options: StripOptions): string[] {
  const { room, screen } = options;
  const cells = cellsOf(machine, options);
  for (const max of LABELS) {
    const rows = rowsOf(cells.map((cell) => ({ ...cell, label: fit(cell.label, max) })), room);
    if (rows.length === 1) return drawn(rows, screen);
  }
  const short = cells.map((cell) => ({ ...cell, label: fit(cell.label, LABELS[3]) }));
  const rows = rowsOf(short, room);
  if (rows.length <= ROWS) return drawn(rows, screen);
  const busy = rowsOf(withoutQuiet(short), room);
  return drawn(busy.slice(0, ROWS), screen, busy.length > ROWS);
}

function cellsOf(machine: Machine, { status, runs, fresh }: StripOptions): readonly Cell[] {
  return stripCells(machine).map(({ place, label, joined }, index) => {
    const below = place === "match"
      ? some(status.matches)
      : place === "dismissed"
      ? some(status.dismissed)
      : standing(
        status.standing[place] ?? 0,
        runs.filter(({ state }) => state === place),
        Math.max(12, width(label)),
      );
    const style = fresh(place)
      ? place === "match" ? "match" : "current"
      : below !== ""
      ? "key"
      : "dim";
    const arrow = index === 0 ? "" : !joined ? " │" : fresh(place) ? FRESH_ARROW : ARROW;
    return { label: typeof place === "string" ? place : label, below, style, arrow };
  });
}

function some(count: number): string {
  return count === 0 ? "" : amount(count);
}

function standing(count: number, runs: readonly RunStatus[], room: number): string {
  if (count === 0) return "";
  const names = runs.map(({ subject }) => visible(String(subject.id))).join(" ");
  return runs.length === count && width(names) <= room ? names : counted(count, "run");
}

function widthOf({ label, below }: Cell): number {
  return Math.max(width(label), width(below));
}

/** rowsOf breaks cells into rows of at most `room` columns; a row that goes on begins with its arrow. */
function rowsOf(cells: readonly Cell[], room: number): readonly (readonly Cell[])[] {
  const rows: Cell[][] = [];
  let used = Infinity;
  for (const cell of cells) {
    const needed = widthOf(cell) + (cell.arrow === "" ? 0 : GAP);
    if (used + needed > room) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(cell);
    used += needed;
  }
  return rows;
}

function drawn(
  rows: readonly (readonly Cell[])[],
  { palette }: Screen,
  more = false,
): string[] {
  return rows.flatMap((cells, row) => {
    const last = cells.length - 1;
    const labels = cells.map(({ label, style, arrow, ...rest }, index) => {
      const cell = palette(style, label) +
        (index === last
          ? ""
          : " ".repeat(widthOf({ label, style, arrow, ...rest }) - width(label)));
      if (arrow === "") return cell;
      return `${palette(arrow === FRESH_ARROW ? style : "dim", ` ${pad(arrow, 2)} `)}${cell}`;
    });
    const below = cells.map((cell, index) =>
      (cell.arrow === "" ? "" : " ".repeat(GAP)) +
      palette(cell.style, cell.below) +
      (index === last ? "" : " ".repeat(widthOf(cell) - width(cell.below)))
    );
    const cut = more && row === rows.length - 1 ? palette("dim", " …") : "";
    return [
      labels.join("") + cut,
      ...(cells.every((cell) => cell.below === "") ? [] : [below.join("").trimEnd()]),
    ];
  });
}

/** withoutQuiet puts a count in the place of neighbours that nobody stands in. */
function withoutQuiet(cells: readonly Cell[]): readonly Cell[] {
  const shown: Cell[] = [];
  let quiet: Cell[] = [];
  const fold = () => {
    const [first] = quiet;
    if (first !== undefined) {
      const label = quiet.length === 1 ? first.label : `… ${counted(quiet.length, "state")}`;
      shown.push({ ...first, label });
    }
    quiet = [];
  };
  for (const [index, cell] of cells.entries()) {
    const kept = index === 0 || index === cells.length - 1 || cell.style !== "dim";
    if (!kept) quiet.push(cell);
    else {
      fold();
      shown.push(cell);
    }
  }
  fold();
  return shown;
}
