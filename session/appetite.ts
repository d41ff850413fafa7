/**
 * How much the buffer may ask for. Capturing every call slows down whoever makes very many, and
 * takes room in the ring from what the policies wait for; both matter more than a full buffer. Pure:
 * it is told the time.
 */

/** MOST is how many events a second are too many to capture for the buffer's sake. */
const MOST = 150_000;

/** SPAN is over how long they are counted, in ms: a short burst costs little. */
const SPAN = 1000;

/** PAUSE is how long the buffer then makes do, in ms; each time twice as long, up to LONGEST. */
const PAUSE = 10_000;
const LONGEST = 160_000;

/** Change is what the buffer is to do from now on, and for how long at least, in ms. */
export type Change = { readonly wide: boolean; readonly pause: number };

/** Appetite decides whether every call is captured or only what the policies need. */
export class Appetite {
  #wide = true;
  #counted = 0;
  #since = -Infinity;
  #pause = PAUSE;
  #until = 0;

  /** wide: every call is captured. */
  get wide(): boolean {
    return this.#wide;
  }

  /** look is told now and then how many events there were in all; null: all stays as it is. */
  look(events: number, now: number): Change | null {
    if (this.#since === -Infinity) {
      this.#count(events, now);
      return null;
    }
    const span = now - this.#since;
    if (span < SPAN) return null;
    const rate = (events - this.#counted) * 1000 / span;
    this.#count(events, now);
    if (this.#wide) return rate > MOST ? this.lost(now) : null;
    // Where what the policies need is as much alone, more would be too much.
    if (now < this.#until || rate > MOST / 2) return null;
    this.#wide = true;
    return { wide: true, pause: 0 };
  }

  /** lost is told that events were lost, or soon will be. */
  lost(now: number): Change | null {
    if (!this.#wide) return null;
    this.#wide = false;
    const pause = this.#pause;
    this.#until = now + pause;
    this.#pause = Math.min(LONGEST, pause * 2);
    return { wide: false, pause };
  }

  #count(events: number, now: number): void {
    this.#counted = events;
    this.#since = now;
  }
}
