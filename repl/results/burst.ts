/**
 * A gate for lines that may come in floods: the first of a burst are shown one by one, the rest as
 * one line with their number, so that thousands of them leave the prompt usable.
 */

/** BurstOptions are what a gate is made with. */
export interface BurstOptions {
  /**
   * limit is how many lines one window shows one by one; window is its length in ms. While a burst
   * goes on, each window is twice as long as the one before, up to WINDOW_MAX.
   */
  readonly limit: number;
  readonly window: number;
  readonly show: (line: string) => void;
  /** fold is the line for those that were not shown. */
  readonly fold: (count: number) => string;
  /** after calls `done` some ms later; a test brings its own time. */
  readonly after?: After;
}

/** After calls `done` in `ms` milliseconds. */
export type After = (ms: number, done: () => void) => void;

/** WINDOW_MAX is the longest that a burst goes without a line, in ms. */
export const WINDOW_MAX = 10_000;

/** Burst shows lines, or how many they were. */
export class Burst {
  readonly #options: BurstOptions;
  readonly #after: After;
  #shown = 0;
  #folded = 0;
  #open = false;

  constructor(options: BurstOptions) {
    this.#options = options;
    // What is still to be folded is no reason to keep the process alive.
    this.#after = options.after ?? ((ms, done) => Deno.unrefTimer(setTimeout(done, ms)));
  }

  /** add shows a line, or counts it. `line` is only called where it is shown. */
  add(line: () => string): void {
    if (!this.#open) this.#begin(this.#options.window);
    if (this.#shown < this.#options.limit) {
      this.#shown++;
      this.#options.show(line());
    } else {
      this.#folded++;
    }
  }

  #begin(window: number): void {
    this.#open = true;
    this.#after(window, () => this.#end(window));
  }

  /** #end closes a window. While a burst goes on, the next one shows nothing one by one. */
  #end(window: number): void {
    const folded = this.#folded;
    this.#folded = 0;
    this.#open = false;
    this.#shown = 0;
    if (folded === 0) return;
    this.#shown = this.#options.limit;
    this.#options.show(this.#options.fold(folded));
    this.#begin(Math.min(window * 2, WINDOW_MAX));
  }
}
