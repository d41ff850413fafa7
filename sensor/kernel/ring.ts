/**
 * The kernel's ring buffer, read in place. The kernel maps its data twice in a row, so that a record
 * that runs over the end still lies in one piece. In front of each record are 8 bytes: its length
 * with two flags, and a number that is the kernel's own (kernel/bpf/ringbuf.c).
 */
import type { VisitBytes } from "../records/reading.ts";
import { OFFSET } from "../../engine/layout.ts";

const HEADER = 8;
const BUSY = 1 << 31;
const DISCARD = 1 << 30;
const LENGTH = ~(BUSY | DISCARD);
const TWO_32 = 2 ** 32;

/** RingMemory is the three parts of a ring buffer, wherever they come from. */
export interface RingMemory {
  /** consumer holds our position, which the kernel reads to know what is free. */
  readonly consumer: BigUint64Array<ArrayBuffer>;
  /** producer holds the kernel's position. */
  readonly producer: BigUint64Array<ArrayBuffer>;
  /** data is the buffer, twice in a row: 2 * size bytes. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * RingReader walks the records of a ring buffer. It makes times relative to `origin` (ns of the
 * kernel's monotonic clock) and never lets one lie behind its predecessor: stamps from two CPUs can
 * be a little out of order, while the order in the ring is the order of events.
 */
export class RingReader {
  readonly #memory: RingMemory;
  readonly #headers: Int32Array<ArrayBuffer>;
  readonly #numbers: DataView<ArrayBuffer>;
  readonly #mask: number;
  readonly #originHigh: number;
  readonly #originLow: number;
  #latest = 0;

  constructor(memory: RingMemory, origin: bigint) {
    this.#memory = memory;
    const { buffer, byteOffset, byteLength } = memory.data;
    this.#headers = new Int32Array(buffer, byteOffset, byteLength / 4);
    this.#numbers = new DataView(buffer, byteOffset, byteLength);
    this.#mask = byteLength / 2 - 1;
    this.#originHigh = Number(origin >> 32n);
    this.#originLow = Number(origin & 0xffff_ffffn);
  }

  /** latest is the time of the latest record that was visited, in ns; 0 before the first. */
  get latest(): number {
    return this.#latest;
  }

  /** filled is how much of the ring is taken, from 0 to 1. */
  get filled(): number {
    const { consumer, producer } = this.#memory;
    const taken = Number(Atomics.load(producer, 0)) - Number(Atomics.load(consumer, 0));
    return taken / (this.#mask + 1);
  }

  /** ready tells whether there is a record to visit. */
  get ready(): boolean {
    const position = Number(Atomics.load(this.#memory.consumer, 0));
    if (position >= Number(Atomics.load(this.#memory.producer, 0))) return false;
    return (Atomics.load(this.#headers, (position & this.#mask) >> 2) & BUSY) === 0;
  }

  /**
   * drain visits what was in the ring when it was called and returns how many records that was.
   * The visited bytes belong to the kernel again as soon as `visit` is done with them.
   */
  drain(visit: VisitBytes): number {
    const { consumer, producer, data } = this.#memory;
    const end = Number(Atomics.load(producer, 0));
    let position = Number(Atomics.load(consumer, 0));
    let free = position;
    let count = 0;
    try {
      while (position < end) {
        const at = position & this.#mask;
        const header = Atomics.load(this.#headers, at >> 2);
        if ((header & BUSY) !== 0) break;
        position += (HEADER + (header & LENGTH) + 7) & ~7;
        if ((header & DISCARD) === 0) {
          count++;
          visit(data, at + HEADER, this.#time(at + HEADER));
        }
        // Give room back in steps: each costs the kernel's side a cache line.
        if (position - free > this.#mask >> 3) {
          Atomics.store(consumer, 0, BigInt(position));
          free = position;
        }
      }
    } finally {
      Atomics.store(consumer, 0, BigInt(position));
    }
    return count;
  }

  #time(record: number): number {
    const high = this.#numbers.getUint32(record + OFFSET.ts + 4, true) - this.#originHigh;
    const low = this.#numbers.getUint32(record + OFFSET.ts, true) - this.#originLow;
    const ts = high * TWO_32 + low;
    if (ts > this.#latest) this.#latest = ts;
    return this.#latest;
  }
}
