import { BYTE } from "./bytes.ts";
import { LOOK, type Runes } from "./program.ts";

/** RuneClasses divides all characters into those that some sets, and looks, cannot tell apart. */
export interface RuneClasses {
  /** starts are the first characters of the ranges, ascending from 0; classes are their classes. */
  readonly starts: readonly number[];
  readonly classes: readonly number[];
  readonly count: number;
  /** has says at [set * count + class] whether a set has a class. */
  readonly has: Uint8Array;
  /** word and newline are the classes that looks ask for; no class where none does. */
  readonly word: Uint8Array;
  readonly newline: number;
}

const WORD: Runes = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
const NEWLINE: Runes = [10, 10];

/** divide makes the classes for sets of characters and the LOOK bits `looks`. */
export function divide(own: readonly Runes[], looks: number): RuneClasses {
  const words = (looks & (LOOK.boundary | LOOK.noBoundary)) !== 0;
  const lines = (looks & (LOOK.lineStart | LOOK.lineEnd)) !== 0;
  const sets = [...own, ...words ? [WORD] : [], ...lines ? [NEWLINE] : []];
  const starts = boundaries(sets);
  const at = new Map(starts.map((start, index) => [start, index]));
  const classes = new Array<number>(starts.length).fill(0);
  let fresh = 1;
  for (const set of sets) {
    // Every class that the set touches is split in two: inside and outside.
    const inside = new Map<number, number>();
    eachRange(set, at, starts.length, (range) => {
      const old = classes[range] ?? 0;
      const split = inside.get(old) ?? fresh++;
      inside.set(old, split);
      classes[range] = split;
    });
  }
  const dense = new Map<number, number>();
  for (const [range, old] of classes.entries()) {
    if (!dense.has(old)) dense.set(old, dense.size);
    classes[range] = dense.get(old) ?? 0;
  }
  const count = dense.size;
  const has = new Uint8Array(sets.length * count);
  for (const [set, runes] of sets.entries()) {
    eachRange(runes, at, starts.length, (range) => {
      has[set * count + (classes[range] ?? 0)] = 1;
    });
  }
  return {
    starts,
    classes,
    count,
    has,
    word: words ? has.slice(own.length * count, (own.length + 1) * count) : new Uint8Array(count),
    newline: lines ? classes[at.get(10) ?? 0] ?? -1 : -1,
  };
}

function boundaries(sets: readonly Runes[]): number[] {
  const starts = new Set([0]);
  for (const set of sets) {
    for (let i = 0; i < set.length; i += 2) {
      starts.add(set[i] ?? 0);
      starts.add((set[i + 1] ?? 0) + 1);
    }
  }
  starts.delete(0x110000);
  return [...starts].sort((a, b) => a - b);
}

function eachRange(
  set: Runes,
  at: ReadonlyMap<number, number>,
  end: number,
  visit: (range: number) => void,
): void {
  for (let i = 0; i < set.length; i += 2) {
    const last = at.get((set[i + 1] ?? 0) + 1) ?? end;
    for (let range = at.get(set[i] ?? 0) ?? end; range < last; range++) visit(range);
  }
}

/** classOf returns the class of a character. */
export function classOf({ starts, classes }: RuneClasses, rune: number): number {
  return classes[rangeOf(starts, rune)] ?? 0;
}

/** classOfByte returns the class of a byte that is a character of its own. */
export function classOfByte(all: RuneClasses, byte: number): number {
  return classOf(all, byte < 0x80 ? byte : BYTE + byte);
}

/** uniform returns the class of all characters from `first` to `last`, or -1 if they differ. */
export function uniform({ starts, classes }: RuneClasses, first: number, last: number): number {
  const range = rangeOf(starts, first);
  const one = classes[range] ?? 0;
  for (let next = range + 1; (starts[next] ?? Infinity) <= last; next++) {
    if (classes[next] !== one) return -1;
  }
  return one;
}

function rangeOf(starts: readonly number[], rune: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= rune) low = middle;
    else high = middle - 1;
  }
  return low;
}
