import { encodeText } from "../../engine/text.ts";

/** NONE is what a NameTable finds where a name is not in it. */
export const NONE = -1;

/** NameTable finds a name that lies somewhere in bytes, and makes no string of it. */
export class NameTable {
  /** #slots has, by hash, the index of a name plus one; 0 is an empty slot. */
  readonly #slots: Uint16Array;
  readonly #mask: number;
  readonly #names: readonly Uint8Array[];
  /** #next has for each name the one that was found after it. */
  readonly #next: Uint16Array;
  #last = 0;

  /** A name's index in `names` is what is found for it. */
  constructor(names: readonly string[]) {
    this.#names = names.map(encodeText);
    // At most a quarter is taken, so most names are alone where they are looked for.
    const size = 2 ** Math.ceil(Math.log2(Math.max(1, names.length) * 4));
    this.#slots = new Uint16Array(size);
    this.#mask = size - 1;
    this.#next = new Uint16Array(names.length);
    for (const [index, name] of this.#names.entries()) {
      let slot = hash(name, 0, name.length) & this.#mask;
      while (this.#slots[slot] !== 0) slot = slot + 1 & this.#mask;
      this.#slots[slot] = index + 1;
    }
  }

  /** find returns the index of the name at `start` to `end` of `bytes`, or NONE. */
  find(bytes: Uint8Array, start: number, end: number): number {
    for (let slot = hash(bytes, start, end) & this.#mask;; slot = slot + 1 & this.#mask) {
      const found = this.#slots[slot] ?? 0;
      if (found === 0) return NONE;
      const name = this.name(found - 1);
      if (name.length !== end - start || !isAt(name, bytes, start)) continue;
      this.#next[this.#last] = found - 1;
      return this.#last = found - 1;
    }
  }

  /**
   * guess returns the index of the name that was last found after the one that was found last: who
   * says the same things again and again says them in the same order. `accept` it where it is it.
   */
  guess(): number {
    return this.#next[this.#last] ?? 0;
  }

  /** accept notes that a guess was right. */
  accept(index: number): void {
    this.#last = index;
  }

  /** name returns a name by its index. */
  name(index: number): Uint8Array {
    return this.#names[index] ?? EMPTY;
  }
}

const EMPTY = new Uint8Array();

/** isAt tells whether a name stands at a place, where there are at least as many bytes. */
export function isAt(name: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < name.length; at++) if (name[at] !== bytes[start + at]) return false;
  return true;
}

function hash(bytes: Uint8Array, start: number, end: number): number {
  // An empty name has no bytes to look at.
  if (start === end) return 0;
  const first = bytes[start] ?? 0;
  const middle = bytes[start + end >> 1] ?? 0;
  const last = bytes[end - 1] ?? 0;
  return Math.imul(first | middle << 8 | last << 16 | end - start << 24, 0x9e3779b1) >>> 16;
}
