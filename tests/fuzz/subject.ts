/** What is fuzzed: properties that anything thrown at them must keep. */
import type fc from "fast-check";

/** Subject is one thing that is fuzzed. */
export interface Subject {
  /** name is what it is called by `--only`. */
  readonly name: string;
  /** runs is how many make about half a second: a turn of the fuzzer, and a test. */
  readonly runs: number;
  readonly property: () => fc.IRawProperty<unknown, false>;
  /** counts are what has come of it so far: a property over nothing would prove nothing. */
  readonly counts: () => Readonly<Record<string, number>>;
}

/** Tally counts by name. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  /** read returns the counts so far. */
  readonly read = (): Readonly<Record<string, number>> => Object.fromEntries(this.#counts);
}
