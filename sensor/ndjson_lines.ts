/** Bytes that come in pieces, taken apart into lines of bounded length. */

/** LINE_MAX is the longest line that is read, in bytes. */
export const LINE_MAX = 1024 * 1024;

/** NEWLINE is the byte that ends a line. */
export const NEWLINE = 0x0a;

/** LineSink is told of each line; `line` is its place in the file, from 1 on. */
export interface LineSink {
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

  /** push takes in the next piece. */
  push(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length;) {
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
      this.#sink.text(this.#rest.subarray(0, this.#length), this.#line);
    } else {
      this.#sink.text(tail, this.#line);
    }
    this.#length = 0;
    this.#line++;
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
