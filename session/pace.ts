/** The pace of a recording: waiting until what happened in it would happen now. */

/** STEP is how far, in ns of real time, a reader may be ahead: what a person does not notice. */
const STEP = 20e6;

/** Pace waits for times of a recording, of which the first one that is asked for is now. */
export class Pace {
  readonly #speed: number;
  readonly #signal: AbortSignal | undefined;
  #origin: { readonly ts: number; readonly now: number } | null = null;
  #told = -Infinity;

  /** speed is how many times as fast as the recording. */
  constructor(speed: number, signal?: AbortSignal) {
    this.#speed = speed;
    this.#signal = signal;
  }

  /** moved tells, of times in order, whether `ts` (ns) is worth waiting for. */
  moved(ts: number): boolean {
    if (ts - this.#told < STEP * this.#speed) return false;
    this.#told = ts;
    return true;
  }

  /** until settles at the time `ts` (ns), or when the signal is aborted. */
  until(ts: number): Promise<void> {
    this.#origin ??= { ts, now: performance.now() };
    const { ts: first, now } = this.#origin;
    const ms = now + (ts - first) / 1e6 / this.#speed - performance.now();
    const signal = this.#signal;
    if (ms <= 0 || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      // A timer holds 2^31 ms at most; whoever waits so long may be asked again.
      const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
      signal?.addEventListener("abort", done);
    });
  }
}
