/**
 * A pattern's automaton as one flat table, made to be walked with one load and one addition a byte,
 * in JavaScript or in the kernel.
 *
 * ```
 * cells: row after row of u16, `width` columns of bytes and one for the end of the text.
 *        A cell is the byte offset of the row that follows.
 * row 0: the dead state. Rows from `hit` on: matched, whatever follows.
 * ```
 */
import { type Automaton, DEAD, HIT } from "./automaton.ts";
import { minimize } from "./minimize.ts";

/** VERSION changes with the layout of tables. */
export const VERSION = 1;

/** Table is the automaton of one pattern. */
export interface Table {
  readonly version: typeof VERSION;
  readonly cells: Uint16Array;
  /** columns gives each byte its column. */
  readonly columns: Uint8Array;
  /** stride is the number of cells in a row; the last is the column of the end. */
  readonly stride: number;
  /** start and hit are byte offsets of rows. */
  readonly start: number;
  readonly hit: number;
}

/** Budget bounds what is built: cells before states are merged, and work in instructions. */
export interface Budget {
  readonly cells: number;
  readonly cost: number;
}

/** BUDGET is used up within about a tenth of a second. */
export const BUDGET: Budget = { cells: 300_000, cost: 1_000_000 };

const BYTES_MAX = 0x10000;

/** buildTable makes the table of an automaton, or returns null where it exceeds the budget. */
export function buildTable(automaton: Automaton, budget: Budget = BUDGET): Table | null {
  const { width } = automaton;
  const start = automaton.start();
  const next: number[] = [];
  const kinds: number[] = [];
  for (let state = 0; state < automaton.size; state++) {
    if (automaton.size * width > budget.cells || automaton.cost > budget.cost) return null;
    for (let column = 0; column < width; column++) next.push(automaton.step(state, column));
    kinds.push(state === HIT ? KIND.hit : automaton.atEnd(state) ? KIND.atEnd : KIND.no);
  }
  const graph = {
    states: kinds.length,
    width,
    next: Int32Array.from(next),
    kinds: Uint8Array.from(kinds),
  };
  const { classes, count } = minimize(graph);
  const columns = mergeColumns(graph, classes);
  const stride = columns.of.length + 1;
  if (count * stride * 2 > BYTES_MAX) return null;

  const rows = rowsOf(classes, count);
  const cells = new Uint16Array(count * stride);
  const offset = (state: number) => (rows[classes[state] ?? 0] ?? 0) * stride * 2;
  for (let state = 0; state < graph.states; state++) {
    const row = offset(state) / 2;
    for (const [index, column] of columns.of.entries()) {
      cells[row + index] = offset(graph.next[state * width + column] ?? DEAD);
    }
    cells[row + stride - 1] = offset(kinds[state] === KIND.no ? DEAD : HIT);
  }
  return {
    version: VERSION,
    cells,
    columns: automaton.columns.map((column) => columns.merged[column] ?? 0),
    stride,
    start: offset(start),
    hit: offset(HIT),
  };
}

const KIND = { no: 0, atEnd: 1, hit: 2 } as const;

/** rowsOf gives each class of states its row: the dead one first, the hit last. */
function rowsOf(classes: Int32Array, count: number): Int32Array {
  const rows = new Int32Array(count).fill(-1);
  rows[classes[DEAD] ?? 0] = 0;
  rows[classes[HIT] ?? 0] = count - 1;
  let free = 1;
  for (let index = 0; index < count; index++) if (rows[index] === -1) rows[index] = free++;
  return rows;
}

/** mergeColumns finds columns that have become alike: `of` keeps one of each. */
function mergeColumns(
  { states, width, next }: { states: number; width: number; next: Int32Array },
  classes: Int32Array,
): { readonly of: readonly number[]; readonly merged: readonly number[] } {
  const of: number[] = [];
  const known = new Map<string, number>();
  const merged = Array.from({ length: width }, (_, column) => {
    const key = Array.from(
      { length: states },
      (_, state) => classes[next[state * width + column] ?? 0] ?? 0,
    ).join();
    let index = known.get(key);
    if (index === undefined) {
      index = of.push(column) - 1;
      known.set(key, index);
    }
    return index;
  });
  return { of, merged };
}

/** walk searches bytes from `start` to before `end` with a table. */
export function walk(table: Table, bytes: Uint8Array, start: number, end: number): boolean {
  const { cells, columns, hit, stride } = table;
  let row = table.start;
  if (row >= hit) return true;
  for (let i = start; i < end; i++) {
    // In range: a cell is the offset of a row, and a byte has a column.
    row = cells[(row >> 1) + columns[bytes[i]!]!]!;
    // One test for both ends: the dead row is 0, and becomes the largest number there is.
    if ((row - 1) >>> 0 >= hit - 1) return row >= hit;
  }
  return cells[(row >> 1) + stride - 1]! >= hit;
}
