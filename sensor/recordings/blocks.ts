/**
 * Records on their way from one thread to another, many at once: in a few slots of shared memory
 * that are filled and emptied in turn. Whoever fills them waits where all are full, so no more than
 * that is ever between the two, and no memory has to be found for it.
 */
import { RecordView } from "../../engine/record.ts";
import type { Problem, Visit } from "../records/reading.ts";

/** SLOTS are enough that neither thread waits where the other one is held up for a moment. */
const SLOTS = 8;

/**
 * SLOT is how many bytes a slot holds: many records, of which none is longer than 64 KiB. Handing
 * one over costs both threads a turn of their loops.
 */
const SLOT = 512 * 1024;

/** ITEMS_MAX is how many items a block has at most. */
const ITEMS_MAX = 256;

/** Item is a number of bytes that are records, or a problem that was found behind those before. */
export type Item = number | Problem;

/** Block is what is said of a slot that was filled. */
export interface Block {
  readonly items: readonly Item[];
  /** read is how many bytes of the file had been read by then. */
  readonly read: number;
}

/** Shared is the memory that both threads know. */
export interface Shared {
  readonly slots: SharedArrayBuffer;
  /** free is how many slots may be filled: one number of 32 bits. */
  readonly free: SharedArrayBuffer;
}

/** newShared makes the memory. */
export function newShared(): Shared {
  const free = new SharedArrayBuffer(4);
  new Int32Array(free).fill(SLOTS);
  return { slots: new SharedArrayBuffer(SLOTS * SLOT), free };
}

/** BlockWriter fills slots. It makes its thread wait, so it is for a Worker. */
export class BlockWriter {
  /** read goes with each block. */
  read = 0;
  /** lasting: the bytes under a record stay as they are until the next record's are others. */
  lasting = false;
  readonly #bytes: Uint8Array;
  readonly #free: Int32Array<SharedArrayBuffer>;
  readonly #tell: (block: Block) => void;
  #slot = 0;
  #length = 0;
  #items: Item[] = [];
  /** The run of records that is still to be copied, and what it lies in. */
  #source: Uint8Array = new Uint8Array();
  #start = 0;
  #end = 0;

  constructor({ slots, free }: Shared, tell: (block: Block) => void) {
    this.#bytes = new Uint8Array(slots);
    this.#free = new Int32Array(free);
    this.#tell = tell;
  }

  /** record adds a record. */
  record({ bytes, base, size }: RecordView): void {
    const goesOn = bytes === this.#source && base === this.#end;
    if (!goesOn || this.#length + this.#end - this.#start + size > SLOT) {
      this.#copy();
      if (this.#length + size > SLOT) this.flush();
      this.#source = bytes;
      this.#start = base;
    }
    this.#end = base + size;
    if (!this.lasting) this.#copy();
  }

  /** problem adds a problem behind the records so far. */
  problem(problem: Problem): void {
    this.#copy();
    if (this.#items.length === 0) this.#take();
    this.#items.push(problem);
    if (this.#items.length >= ITEMS_MAX) this.flush();
  }

  /** flush hands over what there is. */
  flush(): void {
    this.#copy();
    if (this.#items.length === 0) return;
    this.#tell({ items: this.#items, read: this.read });
    this.#items = [];
    this.#length = 0;
    this.#slot = (this.#slot + 1) % SLOTS;
  }

  #copy(): void {
    const length = this.#end - this.#start;
    if (length === 0) return;
    // The first item takes the slot.
    if (this.#items.length === 0) this.#take();
    const run = this.#source.subarray(this.#start, this.#end);
    this.#bytes.set(run, this.#slot * SLOT + this.#length);
    this.#length += length;
    const last = this.#items.length - 1;
    const before = this.#items[last];
    if (typeof before === "number") this.#items[last] = before + length;
    else this.#items.push(length);
    this.#start = this.#end;
  }

  #take(): void {
    while (Atomics.load(this.#free, 0) === 0) Atomics.wait(this.#free, 0, 0);
    Atomics.sub(this.#free, 0, 1);
  }
}

/** BlockReader empties slots, in the order in which they were filled. */
export class BlockReader {
  readonly #bytes: Uint8Array;
  readonly #free: Int32Array<SharedArrayBuffer>;
  readonly #view = new RecordView();
  #slot = 0;

  constructor({ slots, free }: Shared) {
    this.#bytes = new Uint8Array(slots);
    this.#free = new Int32Array(free);
  }

  /** take hands on what is in the next slot, and then lets it be filled again. */
  take({ items }: Block, visit: Visit, onProblem: (problem: Problem) => void): void {
    let at = this.#slot * SLOT;
    for (const item of items) {
      if (typeof item === "number") at = this.#walk(at, at + item, visit);
      else onProblem(item);
    }
    this.#slot = (this.#slot + 1) % SLOTS;
    Atomics.add(this.#free, 0, 1);
    Atomics.notify(this.#free, 0);
  }

  #walk(from: number, to: number, visit: Visit): number {
    const view = this.#view;
    let at = from;
    while (at < to) {
      visit(view.at(this.#bytes, at));
      at += view.size;
    }
    return at;
  }
}
