import type { RecordView } from "./record.ts";

const TWO_32 = 2 ** 32;

/**
 * Clock is the engine's time: that of the latest event. Inside, times are ns since the first event,
 * which is exact even where a source counts from 1970 and its stamps are beyond 2^53.
 */
export class Clock {
  now = 0;
  /** serial is the place of the event at hand among all that were processed, from 1 on. */
  serial = 0;
  #originHi = 0;
  #originLo = 0;

  /** advance goes on to the time of the next event. */
  advance(view: RecordView): void {
    if (this.serial++ === 0) {
      this.#originHi = view.tsHi;
      this.#originLo = view.tsLo;
    }
    this.now = (view.tsHi - this.#originHi) * TWO_32 + (view.tsLo - this.#originLo);
  }

  /** absolute turns a time inside into one of the source, rounded where it is beyond 2^53. */
  absolute(time: number): number {
    return this.#originHi * TWO_32 + (this.#originLo + time);
  }
}
