/**
 * A sample of the moves of runs: so many a second, in equal parts of a tenth. Past that the engine
 * is told not to report any, so that what nobody will see is not even put together.
 */
import type { TransitionsOptions } from "./types.ts";

/** PART_MS is how long a part lasts, in ms. */
const PART_MS = 100;

/** Sampling switches the reporting of moves on and off. */
export class Sampling {
  readonly #report: (on: boolean) => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #each = Infinity;
  #left = Infinity;

  constructor(report: (on: boolean) => void) {
    this.#report = report;
  }

  /** begin reports all moves, a sample of them, or with null none. */
  begin(wanted: TransitionsOptions | null): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    const sample = wanted?.sample ?? Infinity;
    this.#each = Math.max(1, Math.floor(sample * PART_MS / 1000));
    this.#refill();
    this.#report(wanted !== null);
    if (wanted === null || sample === Infinity) return;
    this.#timer = setInterval(() => {
      this.#refill();
      this.#report(true);
    }, PART_MS);
  }

  /** took says that a move was reported. */
  took(): void {
    if (--this.#left <= 0) this.#report(false);
  }

  #refill(): void {
    this.#left = this.#each;
  }
}
