/**
 * Merges the states of an automaton that nothing can tell apart (Hopcroft's partition refinement).
 */

/** Graph is a complete automaton: state s goes to next[s * width + column]. */
export interface Graph {
  readonly states: number;
  readonly width: number;
  readonly next: Int32Array;
  /** kinds are what states are told apart by from the start: small numbers. */
  readonly kinds: Uint8Array;
}

/** minimize returns for each state the number of its class, dense from 0, and how many there are. */
export function minimize(graph: Graph): { readonly classes: Int32Array; readonly count: number } {
  const partition = new Partition(graph.states);
  partition.splitBy(graph.kinds);
  const before = predecessors(graph);
  const work: number[] = [];
  const queued: boolean[] = [];
  for (let block = 0; block < partition.count; block++) enqueue(block);

  function enqueue(block: number): void {
    if (!queued[block]) work.push(block);
    queued[block] = true;
  }

  for (let splitter = work.pop(); splitter !== undefined; splitter = work.pop()) {
    queued[splitter] = false;
    // The splitter may itself be split on the way, so its members are taken down first.
    const members = partition.members(splitter).slice();
    for (let column = 0; column < graph.width; column++) {
      for (const state of members) {
        const { starts, list } = before;
        const at = state * graph.width + column;
        for (let i = starts[at] ?? 0; i < (starts[at + 1] ?? 0); i++) partition.mark(list[i] ?? 0);
      }
      partition.splitMarked((old, fresh) => {
        // Of a split block one half is enough, the smaller, unless the whole waits to be used.
        if (queued[old]) enqueue(fresh);
        else enqueue(partition.size(old) <= partition.size(fresh) ? old : fresh);
      });
    }
  }
  return { classes: partition.blocks, count: partition.count };
}

/** predecessors lists the states that lead to s by a column, from starts[s * width + column] on. */
function predecessors({ states, width, next }: Graph) {
  const starts = new Int32Array(states * width + 1);
  for (let i = 0; i < next.length; i++) {
    const at = (next[i] ?? 0) * width + i % width;
    starts[at + 1] = (starts[at + 1] ?? 0) + 1;
  }
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
  const free = starts.slice();
  const list = new Int32Array(next.length);
  for (let i = 0; i < next.length; i++) {
    const at = (next[i] ?? 0) * width + i % width;
    const place = free[at] ?? 0;
    list[place] = Math.floor(i / width);
    free[at] = place + 1;
  }
  return { starts, list };
}

/** Partition keeps the states in blocks; marked ones stand first in their block. */
class Partition {
  count = 1;
  readonly blocks: Int32Array;
  readonly #order: Int32Array;
  readonly #place: Int32Array;
  readonly #first: number[] = [0];
  readonly #end: number[];
  readonly #marks: number[] = [0];
  #touched: number[] = [];

  constructor(states: number) {
    this.blocks = new Int32Array(states);
    this.#order = Int32Array.from({ length: states }, (_, state) => state);
    this.#place = this.#order.slice();
    this.#end = [states];
  }

  members(block: number): Int32Array {
    return this.#order.subarray(this.#first[block], this.#end[block]);
  }

  size(block: number): number {
    return (this.#end[block] ?? 0) - (this.#first[block] ?? 0);
  }

  splitBy(kinds: Uint8Array): void {
    for (const kind of new Set(kinds)) {
      for (const [state, each] of kinds.entries()) if (each === kind) this.mark(state);
      this.splitMarked(() => {});
    }
  }

  mark(state: number): void {
    const block = this.blocks[state] ?? 0;
    const marks = this.#marks[block] ?? 0;
    const to = (this.#first[block] ?? 0) + marks;
    const from = this.#place[state] ?? 0;
    if (from < to) return;
    const other = this.#order[to] ?? 0;
    this.#order[to] = state;
    this.#order[from] = other;
    this.#place[state] = to;
    this.#place[other] = from;
    if (marks === 0) this.#touched.push(block);
    this.#marks[block] = marks + 1;
  }

  /** splitMarked makes the marked states of each block a block of their own, and tells of each. */
  splitMarked(told: (old: number, fresh: number) => void): void {
    for (const block of this.#touched) {
      const marks = this.#marks[block] ?? 0;
      this.#marks[block] = 0;
      if (marks === this.size(block)) continue;
      const first = this.#first[block] ?? 0;
      const fresh = this.count++;
      this.#first[fresh] = first;
      this.#end[fresh] = first + marks;
      this.#marks[fresh] = 0;
      this.#first[block] = first + marks;
      for (let i = first; i < first + marks; i++) this.blocks[this.#order[i] ?? 0] = fresh;
      told(block, fresh);
    }
    this.#touched = [];
  }
}
