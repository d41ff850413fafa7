/**
 * Searches with an automaton that is too large for a table: its states are made as the bytes ask for
 * them, and when too many are kept, all are forgotten but the one that is stood in. A byte costs at
 * most the size of the pattern, whatever the pattern and the bytes are.
 */
import { type Automaton, HIT } from "./automaton.ts";

/** What is kept: so many states, and fewer where each can hold many instructions. */
const KEPT = { least: 16, most: 1_000, instructions: 4_000_000 } as const;

/** LazySearch is the search for one pattern. */
export class LazySearch {
  readonly #automaton: Automaton;
  readonly #kept: number;
  /** next caches steps at [state * width + column]; -1: not known. */
  readonly #next: Int32Array;
  #start: number;

  constructor(automaton: Automaton) {
    const kept = Math.min(
      KEPT.most,
      Math.max(KEPT.least, Math.floor(KEPT.instructions / automaton.instructions)),
    );
    this.#automaton = automaton;
    this.#kept = kept;
    // One byte makes at most one state, so beyond `kept` there is room for one more and the start.
    this.#next = new Int32Array((kept + 4) * automaton.width).fill(UNKNOWN);
    automaton.forget();
    this.#start = automaton.start();
  }

  /** test searches bytes from `start` to before `end`. */
  test(bytes: Uint8Array, start: number, end: number): boolean {
    const { columns, width } = this.#automaton;
    let state = this.#start;
    for (let i = start; i < end; i++) {
      if (state <= HIT) return state === HIT;
      // In range: bytes have a column, and there is a row for every state that is kept.
      const column = columns[bytes[i]!]!;
      const next = this.#next[state * width + column]!;
      state = next === UNKNOWN ? this.#step(state, column) : next;
    }
    return this.#automaton.atEnd(state);
  }

  #step(state: number, column: number): number {
    const automaton = this.#automaton;
    let from = state;
    if (automaton.size > this.#kept) {
      this.#next.fill(UNKNOWN);
      from = automaton.keep(state);
      this.#start = automaton.start();
    }
    const next = automaton.step(from, column);
    this.#next[from * automaton.width + column] = next;
    return next;
  }
}

const UNKNOWN = -1;
