/** A line on the terminal that says how far something is, and is gone when there is more to say. */
import type { Base, Output } from "../context.ts";
import { isTerminal } from "../screens.ts";

/** FIRST is after how many ms the line is shown: what is done by then needs none. */
const FIRST = 500;

/** EVERY is how many ms a line stays at least. */
const EVERY = 200;

/** Place is where one line is seen, until another one or nothing is. */
export interface Place {
  readonly screen: Output["screen"];
  /** show puts a line that fits there in place of the one before; an empty one: none. */
  show(line: string): void;
}

/** ERASE goes to the beginning of the line and removes what is on it. */
const ERASE = "\r\x1b[K";

/** Progress shows one line. */
export class Progress implements Disposable {
  readonly #place: Place;
  readonly #now: () => number;
  readonly #start: number;
  #next: number;
  #shown = false;

  /** `now` is a clock in ms. */
  constructor(place: Place, now = () => performance.now()) {
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
    this.#place.show(line((now - this.#start) * 1e6, this.#place.screen));
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
    if (this.#shown) this.#place.show("");
    this.#shown = false;
  }

  [Symbol.dispose](): void {
    this.#erase();
  }
}

/**
 * progressFor returns a Progress where a person watches: at the prompt, or standard error on the
 * command line; else null. There it goes to standard output where that is the terminal too: only
 * then is there an order between the two.
 */
export function progressFor(
  { out, err, shell }: Pick<Base, "out" | "err" | "shell">,
  now?: () => number,
): Progress | null {
  if (shell !== null) {
    const { seat } = shell;
    if (seat === null) return null;
    return new Progress({ screen: out.screen, show: (line) => seat.status(line) }, now);
  }
  if (!isTerminal(err)) return null;
  const output = isTerminal(out) ? out : err;
  return new Progress({
    screen: output.screen,
    show: (line) => output.write(ERASE + line),
  }, now);
}
