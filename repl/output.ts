/**
 * The process's standard output and error as an {@link Output}: text is gathered and written a
 * few times a second, so that a flood of lines costs few system calls and a lone line is seen at
 * once. Where nothing can be written any more, because the reader has closed the pipe or the disk is
 * full, `onClosed` is told why, and what is written later is dropped.
 */
import type { Output } from "./context.ts";
import { choosePalette } from "./views/palette.ts";
import type { Screen } from "./views/screen.ts";

/** HOLD is the longest that text is held, in ms. */
const HOLD = 100;

/** ROOM is how many characters may wait before `room` makes the writer wait. */
const ROOM = 64 * 1024;

/** Stream is what an output writes to, such as Deno.stdout. */
export interface Stream {
  write(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
}

/** StreamOptions are how an output is made. */
export interface StreamOptions {
  readonly screen: Screen;
  /** onClosed is told once why nothing more can be written: BrokenPipe where the reader has gone. */
  readonly onClosed?: (error: Error) => void;
}

/** StreamOutput is an output to a stream; it must be flushed at the end. */
export class StreamOutput implements Output {
  readonly screen: Screen;
  readonly #stream: Stream;
  readonly #onClosed: ((error: Error) => void) | undefined;
  #held = "";
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(stream: Stream, options: StreamOptions) {
    this.#stream = stream;
    this.screen = options.screen;
    this.#onClosed = options.onClosed;
  }

  write(text: string): void {
    if (this.#closed) return;
    this.#held += text;
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => void this.flush(), this.#stream.isTerminal() ? 0 : HOLD);
  }

  async room(): Promise<void> {
    if (this.#held.length >= ROOM) await this.flush();
  }

  /** flush settles when all that was written so far is out. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const bytes = encode(this.#held);
    this.#held = "";
    this.#writing = this.#writing.then(() => this.#send(bytes));
    return this.#writing;
  }

  /** mute drops what is held and what is written from now on. */
  mute(): void {
    this.#held = "";
    this.#closed = true;
  }

  /** close mutes the output, once, for a reason that `onClosed` is told. */
  close(error: Error): void {
    if (this.#closed) return;
    this.mute();
    this.#onClosed?.(error);
  }

  async #send(bytes: Uint8Array): Promise<void> {
    try {
      for (let sent = 0; sent < bytes.length && !this.#closed;) {
        sent += await this.#stream.write(bytes.subarray(sent));
      }
    } catch (error) {
      this.close(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

const encoder = new TextEncoder();

function encode(text: string): Uint8Array {
  return encoder.encode(text);
}

/** screenOf is what a stream shows when --color is auto. */
export function screenOf(stream: Stream): Screen {
  const terminal = stream.isTerminal();
  const palette = choosePalette({
    color: "auto",
    noColor: Deno.env.get("NO_COLOR"),
    term: Deno.env.get("TERM"),
    terminal,
  });
  return { palette, columns: terminal ? width() : Infinity };
}

function width(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    // A terminal that does not tell its size.
    return 80;
  }
}
