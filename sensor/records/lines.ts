/** Bytes that come in pieces, taken apart into lines of bounded length. */

/** LINE_MAX is the longest line that is read, in bytes. */
export const LINE_MAX = 1024 * 1024;

/** NEWLINE is the byte that ends a line. */
export const NEWLINE = 0x0a;

/** NOT_TAKEN: the line is to be read as any other. */
export const NOT_TAKEN = -1;

/** LineSink is told of each line; `line` is its place in the file, from 1 on. */
export interface LineSink {
  /**
   * direct is asked first of a line that begins at `start` of a piece and ends in it: it may take the
   * line itself and return where the next one begins, behind the newline; or else NOT_TAKEN.
   */
  direct?(piece: Uint8Array, start: number): number;
  /** text is called with a line's bytes, which are valid during the call only. */
  text(bytes: Uint8Array, line: number): void;
  /** tooLong is called instead where a line has more than LINE_MAX bytes. */
  tooLong(line: number): void;
}

/** Lines splits what is pushed into it; the rest of a line waits for the next piece. */
export class Lines {
  readonly #sink: LineSink;
  #rest = new Uint8Array(4096);
  #length = 0;
  #line = 1;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /** line is the place of the line that is being read. */
  get line(): number {
    return this.#line;
  }

  /** push takes in the next piece. */
  push(bytes: Uint8Array): void {
    const last = this.#sink.direct === undefined ? -1 : bytes.lastIndexOf(NEWLINE);
    for (let start = 0; start < bytes.length;) {
      if (start <= last && this.#length === 0) {
        const next = this.#sink.direct?.(bytes, start) ?? NOT_TAKEN;
        if (next !== NOT_TAKEN) {
          this.#line++;
          start = next;
          continue;
        }
      }
      const newline = bytes.indexOf(NEWLINE, start);
      if (newline < 0) {
        this.#keep(bytes.subarray(start));
        return;
      }
      this.#finish(bytes.subarray(start, newline));
      start = newline + 1;
    }
  }

  /** end takes the rest as the last line: its newline may be missing. */
  end(): void {
    if (this.#length > 0) this.#finish(new Uint8Array());
  }

  #finish(tail: Uint8Array): void {
    if (this.#length + tail.length > LINE_MAX) {
      this.#sink.tooLong(this.#line);
    } else if (this.#length > 0) {
      this.#keep(tail);
      this.#whole(this.#length);
    } else {
      this.#sink.text(tail, this.#line);
    }
    this.#length = 0;
    this.#line++;
  }

  /** #whole hands on a line that has come in several pieces. */
  #whole(length: number): void {
    this.#keep(Uint8Array.of(NEWLINE));
    const next = length < LINE_MAX
      ? this.#sink.direct?.(this.#rest.subarray(0, length + 1), 0) ?? NOT_TAKEN
      : NOT_TAKEN;
    if (next === NOT_TAKEN) this.#sink.text(this.#rest.subarray(0, length), this.#line);
  }

  /** #keep adds to the line that has begun. Of one that is too long, only that it is one is kept. */
  #keep(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length <= LINE_MAX) {
      if (length > this.#rest.length) {
        const wider = new Uint8Array(Math.min(LINE_MAX, length * 2));
        wider.set(this.#rest.subarray(0, this.#length));
        this.#rest = wider;
      }
      this.#rest.set(bytes, this.#length);
    }
    this.#length = Math.min(length, LINE_MAX + 1);
  }
}
