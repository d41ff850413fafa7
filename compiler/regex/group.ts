/**
 * Patterns that are searched for together: one walk over the bytes finds all of them. The table
 * that is walked is filled as bytes ask for it, so that building one costs nothing, and what no
 * event ever asks for is never made.
 *
 * ```
 * cells: row after row of s32, a row for each state: `width` columns of bytes, one for the end.
 *        A byte's cell is the offset of the row that follows; ~offset where there is something to
 *        be noticed there: it is the dead row (row 0), or patterns are found with the step to it.
 *        0: not known yet. The end's cell is 1 + the set of patterns that are found there.
 * ```
 */
import { Automaton, DEAD, NOTHING } from "./automaton.ts";
import type { Hits } from "./hits.ts";
import type { Program } from "./program.ts";
import { join } from "./union.ts";

/** Entry is a program with the number that it is known by. Several may have one number. */
export interface Entry {
  readonly id: number;
  readonly program: Program;
}

/**
 * Budget bounds the cells of a group: so many, and more for each pattern in it. The instructions
 * that its states are made of may be HELD times as many: a state of a large pattern has thousands.
 */
export interface Budget {
  readonly cells: number;
  readonly each: number;
}

/** BUDGET is a quarter of a megabyte for one pattern, and a megabyte for a hundred. */
export const BUDGET: Budget = { cells: 65_536, each: 2_048 };

/** ROWS: states are numbered with 16 bits, and one step can make a few places more. */
const ROWS = 65_000;

const HELD = 8;

const UNKNOWN = 0;
const DEAD_ROW = ~0;
const FIRST_ROWS = 16;

/** Group searches for all of its patterns at once. */
export class Group {
  readonly entries: readonly Entry[];
  readonly #automaton: Automaton;
  readonly #columns: Uint8Array;
  readonly #width: number;
  /** #rows and #held are how many states there can be, and instructions in them. */
  readonly #rows: number;
  readonly #held: number;
  #cells: Int32Array;
  /** #row is that of the start, as a cell has it. */
  #row = 0;
  /** #sets has for each set of patterns the numbers of those in it, once it was asked for. */
  #sets: (Int32Array | undefined)[] = [];

  constructor(entries: readonly Entry[], budget: Budget) {
    this.entries = entries;
    this.#automaton = new Automaton(join(entries.map(({ program }) => program)));
    this.#columns = this.#automaton.columns;
    this.#width = this.#automaton.width;
    const cells = budget.cells + budget.each * entries.length;
    this.#rows = Math.min(ROWS, Math.max(FIRST_ROWS, Math.floor(cells / (this.#width + 1))));
    this.#held = this.#rows * (this.#width + 1) * HELD;
    this.#cells = new Int32Array((this.#width + 1) * FIRST_ROWS);
    this.#row = this.#cell(this.#automaton.start());
  }

  /**
   * search notes in `hits` what is found from `start` to before `end`. It returns false, and may
   * have noted a part only, where the group has grown beyond its budget and has to be divided.
   */
  search(bytes: Uint8Array, start: number, end: number, hits: Hits): boolean {
    if (this.#row === DEAD_ROW) return true;
    const row = walk(this.#cells, this.#columns, this.#noticed(this.#row, hits), bytes, start, end);
    if (row === DEAD_ROW) return true;
    if (row < 0) return this.#searchOn(~row, bytes, end, hits);
    this.#noteEnd(row, hits);
    return true;
  }

  /** searchOn is search from where a walk has stopped, in a row. */
  #searchOn(from: number, bytes: Uint8Array, end: number, hits: Hits): boolean {
    for (let row = from;;) {
      // In range: the walk has stopped inside, and bytes have a column.
      const column = this.#columns[bytes[stopped]!]!;
      const cell = this.#cells[row + column]!;
      const next = cell === UNKNOWN ? this.#make(row, column) : cell;
      if (next === UNKNOWN) return false;
      if (next === DEAD_ROW) return true;
      const start = this.#noticed(next, hits);
      const to = walk(this.#cells, this.#columns, start, bytes, stopped + 1, end);
      if (to === DEAD_ROW) return true;
      if (to >= 0) {
        this.#noteEnd(to, hits);
        return true;
      }
      row = ~to;
    }
  }

  #noteEnd(row: number, hits: Hits): void {
    // There is a row for every state that is kept.
    const last = this.#cells[row + this.#width]!;
    if (last !== NOTHING + 1) this.#note((last || this.#end(row)) - 1, hits);
  }

  /** noticed returns the row of a cell, and notes what is found with the step to it. */
  #noticed(cell: number, hits: Hits): number {
    if (cell >= 0) return cell;
    this.#note(this.#automaton.found(~cell / (this.#width + 1)), hits);
    return ~cell;
  }

  #note(set: number, hits: Hits): void {
    if (set === NOTHING) return;
    let numbers = this.#sets[set];
    if (numbers === undefined) {
      // A set is of places in the list of entries.
      numbers = this.#automaton.patterns(set).map((index) => this.entries[index]!.id);
      this.#sets[set] = numbers;
    }
    hits.addAll(numbers);
  }

  /** make fills a cell and returns it: UNKNOWN where there is no room. */
  #make(row: number, column: number): number {
    const automaton = this.#automaton;
    let from = row / (this.#width + 1);
    if (automaton.size >= this.#rows || automaton.held > this.#held) {
      if (this.entries.length > 1) return UNKNOWN;
      // One pattern alone starts anew from where it is. What it had found has been noted.
      this.#cells.fill(UNKNOWN);
      this.#sets = [];
      from = automaton.keep(from);
      this.#row = this.#cell(automaton.start());
    }
    const cell = this.#cell(automaton.step(from, column));
    this.#cells[from * (this.#width + 1) + column] = cell;
    return cell;
  }

  #end(row: number): number {
    const cell = this.#automaton.atEnd(row / (this.#width + 1)) + 1;
    this.#cells[row + this.#width] = cell;
    return cell;
  }

  /** cell writes a state as a cell, and makes sure that there is a row for it. */
  #cell(state: number): number {
    const row = state * (this.#width + 1);
    if (row >= this.#cells.length) {
      const cells = new Int32Array(this.#cells.length * 2);
      cells.set(this.#cells);
      this.#cells = cells;
    }
    return state === DEAD || this.#automaton.found(state) !== NOTHING ? ~row : row;
  }
}

/** stopped is where the last walk has stopped, if it has not come to the end. */
let stopped = 0;

/**
 * walk goes from a row over the bytes and returns the row that they lead to, or DEAD_ROW. Where on
 * the way there is something else to be noticed it stops before that and returns ~row. It stands
 * alone because inside the method the same loop takes almost twice the time.
 */
function walk(
  cells: Int32Array,
  columns: Uint8Array,
  from: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let row = from;
  for (let at = start; at < end; at++) {
    // In range: bytes have a column, and there is a row for every state that is kept.
    const next = cells[row + columns[bytes[at]!]!]!;
    // Most bytes change nothing, and then the next one need not wait for what was read.
    if (next === row) continue;
    if (next <= 0) {
      stopped = at;
      return next === DEAD_ROW ? DEAD_ROW : ~row;
    }
    row = next;
  }
  return row;
}
