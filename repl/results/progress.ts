/** A line on the terminal that says how far something is, and is gone when there is more to say. */
import { type Base, isTerminal, type Output } from "../context.ts";

/** FIRST is after how many ms the line is shown: what is done by then needs none. */
const FIRST = 500;

/** EVERY is how many ms a line stays at least. */
const EVERY = 200;

/** ERASE goes to the beginning of the line and removes what is on it. */
const ERASE = "\r\x1b[K";

/** Progress shows one line. */
export class Progress implements Disposable {
  readonly #place: Output;
  readonly #now: () => number;
  readonly #start: number;
  #next: number;
  #shown = false;

  /** `now` is a clock in ms. */
  constructor(place: Output, now = () => performance.now()) {
    this.#place = place;
    this.#now = now;
    this.#start = now();
    this.#next = this.#start + FIRST;
  }

  /** update shows a line, unless the last one is too young; it is given the time so far, in ns. */
  update(line: (elapsed: number, screen: Output["screen"]) => string): void {
    const now = this.#now();
    if (now < this.#next) return;
    this.#next = now + EVERY;
    this.#shown = true;
    this.#place.write(ERASE + line((now - this.#start) * 1e6, this.#place.screen));
  }

  /** above returns an output on the same terminal, for what is written makes the line go away. */
  above(output: Output): Output {
    return {
      screen: output.screen,
      write: (text) => {
        this.#erase();
        output.write(text);
      },
      room: () => output.room(),
    };
  }

  #erase(): void {
    if (this.#shown) this.#place.write(ERASE);
    this.#shown = false;
  }

  [Symbol.dispose](): void {
    this.#erase();
  }
}

/**
 * progressFor returns a Progress where a person watches standard error on the command line; else
 * null. It goes to standard output where that is the terminal too: only then is there an order
 * between the two.
 */
export function progressFor(
  { out, err, shell }: Pick<Base, "out" | "err" | "shell">,
  now?: () => number,
): Progress | null {
  if (shell !== null || !isTerminal(err)) return null;
  return new Progress(isTerminal(out) ? out : err, now);
}
