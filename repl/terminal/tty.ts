import { Editor } from "./editor.ts";
import { type Key, KeyDecoder } from "./keys.ts";
import type { Device } from "./painter.ts";
import type { Prompt, Terminal, TerminalOptions } from "./terminal.ts";

/** ESCAPE_MS is how long an escape character waits for the rest of a sequence. */
const ESCAPE_MS = 50;

/** RESUME_MS: a process that was stopped goes on here when it is continued. */
const RESUME_MS = 50;

const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

/**
 * ttyTerminal takes the terminal of this process over: raw mode and bracketed paste. It gives both
 * back when it is closed, while the process is stopped (Ctrl-Z), and when the process ends.
 */
export function ttyTerminal(options: TerminalOptions): Terminal {
  return new TtyTerminal(options);
}

class TtyTerminal implements Terminal {
  readonly #editor: Editor;
  readonly #decoder = new KeyDecoder();
  #work: AbortController | null = null;
  #escape: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #resized = () => this.#editor.redraw(false);
  /** #stopping: Ctrl-Z was pressed and nothing has gone on since. */
  #stopping = false;
  readonly #continued = () => this.#resume();
  readonly #release = () => this.#raw(false);

  constructor(options: TerminalOptions) {
    this.#editor = new Editor(DEVICE, options);
    this.#raw(true);
    Deno.addSignalListener("SIGWINCH", this.#resized);
    Deno.addSignalListener("SIGCONT", this.#continued);
    globalThis.addEventListener("unload", this.#release);
    void this.#listen();
  }

  get columns(): number {
    return DEVICE.size().columns;
  }

  read(prompt: Prompt, continuation: string): Promise<string | null> {
    return this.#closed ? Promise.resolve(null) : this.#editor.read(prompt, continuation);
  }

  notify(lines: readonly string[]): void {
    this.#editor.notify(lines);
  }

  write(text: string): void {
    if (this.#editor.reading) this.#editor.notify(text.replace(/\n$/, "").split("\n"));
    else DEVICE.write(text);
  }

  async busy<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#work = controller;
    try {
      return await work(controller.signal);
    } finally {
      this.#work = null;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#escape);
    this.#editor.end();
    this.#raw(false);
    Deno.removeSignalListener("SIGWINCH", this.#resized);
    Deno.removeSignalListener("SIGCONT", this.#continued);
    globalThis.removeEventListener("unload", this.#release);
  }

  async #listen(): Promise<void> {
    const decoder = new TextDecoder();
    const bytes = new Uint8Array(16_384);
    for (;;) {
      // A terminal that has gone away (EIO) is the end of the input.
      const count = await Deno.stdin.read(bytes).catch(() => null);
      if (count === null || this.#closed) break;
      clearTimeout(this.#escape);
      this.#take(this.#decoder.feed(decoder.decode(bytes.subarray(0, count), { stream: true })));
      if (this.#decoder.waiting) {
        this.#escape = setTimeout(() => this.#take(this.#decoder.flush()), ESCAPE_MS);
      }
    }
    this.#editor.end();
    this.#work?.abort();
  }

  #take(keys: readonly Key[]): void {
    for (const key of keys) {
      if (key.name === "C-z") this.#suspend();
      else if (key.name === "C-c" && !this.#editor.reading) this.#interrupt();
      else this.#editor.press(key);
    }
  }

  #interrupt(): void {
    this.#editor.forgetAhead();
    if (this.#work === null || this.#work.signal.aborted) return;
    DEVICE.write("^C\n");
    this.#work.abort();
  }

  /** #suspend stops the whole process group, as the terminal itself does outside raw mode. */
  #suspend(): void {
    this.#editor.pause();
    this.#raw(false);
    this.#stopping = true;
    Deno.kill(0, "SIGTSTP");
    // Where nothing could continue it (no job control), the kernel does not stop it either.
    setTimeout(() => this.#stopping && this.#resume(), RESUME_MS);
  }

  #resume(): void {
    if (this.#closed) return;
    this.#stopping = false;
    this.#raw(true);
    this.#editor.redraw(true);
  }

  #raw(on: boolean): void {
    try {
      Deno.stdin.setRaw(on);
      DEVICE.write(on ? PASTE_ON : PASTE_OFF);
    } catch {
      // The terminal has gone away; the reader notices it too.
    }
  }
}

/** DEVICE is the terminal on standard output. */
const DEVICE: Device = {
  write: writeOut,
  size() {
    try {
      const { columns, rows } = Deno.consoleSize();
      if (columns > 0 && rows > 0) return { columns, rows };
    } catch {
      // A terminal that does not tell its size.
    }
    return { columns: 80, rows: 24 };
  },
};

/** writeOut writes all of `text` to standard output. */
export function writeOut(text: string): void {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
}
