/** All comparisons of one number, answered at once by binary search. */
import type { NumberTest } from "../compiler/machine.ts";
import { Hits } from "../compiler/regex/hits.ts";
import type { Index, Round } from "./indexes.ts";
import type { NumberField } from "./numbers.ts";
import type { RecordView } from "./record.ts";

const TWO_32 = 2n ** 32n;
const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

/**
 * boundsOf returns the ranges of 64-bit numbers that a test holds for, or null where it asks for
 * something else.
 *
 * ```
 * in [1, 5]    [1, 1], [5, 5]
 * >= 7         [7, 2^63 - 1]
 * ```
 */
export function boundsOf(test: NumberTest): readonly Bounds[] | null {
  if (test.mask !== null || (test.compare === "=" && test.negate)) return null;
  if (test.compare === "=") {
    return test.values.filter((value) => value >= LEAST && value < 2n ** 64n)
      .map((value) => BigInt.asIntN(64, value)).map((value) => [value, value]);
  }
  const value = test.values[0] ?? 0n;
  const less = (test.compare === "<" || test.compare === "<=") !== test.negate;
  // a >= b is not a < b, and so on.
  const orEqual = (test.compare === "<=" || test.compare === ">=") !== test.negate;
  const low = less ? LEAST : value + (orEqual ? 0n : 1n);
  const high = less ? value - (orEqual ? 0n : 1n) : GREATEST;
  const within: Bounds = [low < LEAST ? LEAST : low, high > GREATEST ? GREATEST : high];
  return within[0] <= within[1] ? [within] : [];
}

/** Bounds are the first and the last number of a range. */
export type Bounds = readonly [low: bigint, high: bigint];

/**
 * NumberIndex tells which of many ranges a number lies in. The ranges cut all numbers into pieces;
 * for each piece it is known who asks for it.
 */
export class NumberIndex implements Index {
  readonly #field: NumberField;
  readonly #round: Round;
  readonly #hits = new Hits();
  readonly #ranges = new Map<number, readonly Bounds[]>();
  // The pieces by the number they begin with, ascending, as halves; null: to be made anew.
  #highs = new Int32Array();
  #lows = new Uint32Array();
  #numbers: readonly Int32Array[] | null = [];
  #asked = 0;

  constructor(field: NumberField, round: Round) {
    this.#field = field;
    this.#round = round;
  }

  /** add puts ranges in, by the number that their answer is to have. */
  add(number: number, ranges: readonly Bounds[]): void {
    this.#ranges.set(number, ranges);
    this.#numbers = null;
  }

  remove(number: number): void {
    this.#ranges.delete(number);
    this.#numbers = null;
  }

  ask(view: RecordView): Hits {
    if (this.#asked !== this.#round.serial) {
      this.#asked = this.#round.serial;
      this.#hits.clear();
      const numbers = this.#numbers ?? this.#cut();
      if (this.#field.load(view)) {
        const piece = numbers[this.#pieceOf(this.#field.hi, this.#field.lo)];
        if (piece !== undefined) this.#hits.addAll(piece);
      }
    }
    return this.#hits;
  }

  /** pieceOf returns the last piece that begins at or before a number; -1: none does. */
  #pieceOf(hi: number, lo: number): number {
    const highs = this.#highs;
    const lows = this.#lows;
    let low = 0;
    let high = highs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      // The middle is below the length.
      const before = highs[middle]! < hi || (highs[middle]! === hi && lows[middle]! <= lo);
      if (before) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #cut(): readonly Int32Array[] {
    const edges = new Map<bigint, { readonly begin: number[]; readonly end: number[] }>();
    const edge = (at: bigint) => {
      const known = edges.get(at) ?? { begin: [], end: [] };
      edges.set(at, known);
      return known;
    };
    for (const [number, ranges] of this.#ranges) {
      for (const [low, high] of ranges) {
        edge(low).begin.push(number);
        if (high < GREATEST) edge(high + 1n).end.push(number);
      }
    }
    const starts = [...edges.keys()].sort((a, b) => a < b ? -1 : 1);
    this.#highs = Int32Array.from(starts, (each) => Number(each >> 32n));
    this.#lows = Uint32Array.from(starts, (each) => Number(BigInt.asUintN(64, each) % TWO_32));
    const open = new Map<number, number>();
    return this.#numbers = starts.map((start) => {
      for (const number of edges.get(start)?.begin ?? []) {
        open.set(number, (open.get(number) ?? 0) + 1);
      }
      for (const number of edges.get(start)?.end ?? []) {
        const left = (open.get(number) ?? 0) - 1;
        if (left > 0) open.set(number, left);
        else open.delete(number);
      }
      return Int32Array.from(open.keys());
    });
  }
}
