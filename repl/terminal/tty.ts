import { SensorError } from "../../sensor/errors.ts";
import { readable } from "../../sensor/native/readable.ts";
import { counted } from "../views/words.ts";
import { Editor } from "./editor.ts";
import { type Key, KeyDecoder } from "./keys.ts";
import type { Device } from "./painter.ts";
import { ScreenStage } from "./stage.ts";
import type { Prompt, Seat, Stage, Terminal, TerminalOptions } from "./terminal.ts";

/** ESCAPE_MS is how long an escape character waits for the rest of a sequence. */
const ESCAPE_MS = 50;

/** RESUME_MS: a process that was stopped goes on here when it is continued. */
const RESUME_MS = 50;

/** BEHIND is how many lines are kept that are written while a command has the whole screen. */
const BEHIND = 200;

/** KEPT are signals of keys that a program which has the terminal for a while may get. */
const KEPT = ["SIGINT", "SIGQUIT"] as const;

const ignore = () => {};

/** TWICE_MS is within which time two reasons to go on are one. */
const TWICE_MS = 1000;

/** ERASE goes to the beginning of the row and removes what is on it. */
const ERASE = "\r\x1b[K";

const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

/**
 * ttyTerminal takes the terminal of this process over: raw mode and bracketed paste. It gives both
 * back when it is closed, while the process is stopped (Ctrl-Z), and when the process ends.
 */
export function ttyTerminal(options: TerminalOptions): Terminal {
  return new TtyTerminal(options);
}

class TtyTerminal implements Terminal, Seat {
  readonly seat = this;
  readonly #editor: Editor;
  readonly #decoder = new KeyDecoder();
  #work: AbortController | null = null;
  /** #early: Ctrl-C came behind the entry's Enter, before its command had begun. */
  #early = false;
  #escape: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  /** #stage is the whole screen while a command has it, #behind what was written meanwhile. */
  #stage: ScreenStage | null = null;
  readonly #behind = new Behind();
  /** #waiting is the command that waits for a key. */
  #waiting: ((key: Key | null) => void) | null = null;
  /** #lent settles when another program gives the terminal back; null: this one has it. */
  #lent: Promise<void> | null = null;
  /** #shares tells whether input can be waited for without taking it. */
  #shares = true;
  readonly #resized = () => {
    if (this.#lent !== null) return;
    if (this.#stage === null) this.#editor.redraw(false);
    else this.#stage.resized();
  };
  /** #status: a line is shown that is not there to stay. */
  #status = false;
  /** #stopping: Ctrl-Z was pressed and nothing has gone on since. */
  #stopping = false;
  /** #resumed is when the terminal was taken up again last, in ms. */
  #resumed = -Infinity;
  /**
   * Whoever is continued may find the timer of #suspend due first, and the signal behind it: what
   * has been drawn then is still there.
   */
  readonly #continued = () => this.#resume(performance.now() - this.#resumed > TWICE_MS);
  readonly #release = () => {
    this.#stage?.leave();
    this.#raw(false);
  };

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
    this.#early = false;
    return this.#closed ? Promise.resolve(null) : this.#editor.read(prompt, continuation);
  }

  notify(lines: readonly string[]): void {
    if (this.#away) return this.#behind.add(lines);
    this.status("");
    this.#editor.notify(lines);
  }

  refresh(): void {
    if (this.#stage === null) this.#editor.redraw(false);
  }

  write(text: string): void {
    if (this.#away) return this.#behind.add(text.replace(/\n$/, "").split("\n"));
    this.status("");
    if (this.#editor.reading) this.#editor.notify(text.replace(/\n$/, "").split("\n"));
    else DEVICE.write(text);
  }

  status(line: string): void {
    if (this.#away || (line === "" && !this.#status)) return;
    DEVICE.write(ERASE + line);
    this.#status = line !== "";
  }

  async busy<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#work = controller;
    if (this.#early) this.#stop(controller);
    this.#early = false;
    try {
      return await work(controller.signal);
    } finally {
      this.#work = null;
    }
  }

  key(): Promise<Key | null> {
    if (this.#closed || this.#work?.signal.aborted) return Promise.resolve(null);
    return new Promise((resolve) => this.#waiting = resolve);
  }

  async takeOver<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
    const stage = new ScreenStage(DEVICE);
    this.status("");
    this.#stage = stage;
    stage.enter();
    for (const key of this.#editor.takeAhead()) stage.press(key);
    try {
      return await work(stage);
    } finally {
      this.#leaveStage();
    }
  }

  async handOver<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#shares) throw new SensorError("libbpf", "Cannot share the terminal: no C library");
    const back = Promise.withResolvers<void>();
    this.status("");
    this.#lent = back.promise;
    this.#raw(false);
    // Ctrl-C and Ctrl-\ are the other program's; what it does with them is no end of this one.
    for (const signal of KEPT) Deno.addSignalListener(signal, ignore);
    try {
      return await work();
    } finally {
      for (const signal of KEPT) Deno.removeSignalListener(signal, ignore);
      this.#lent = null;
      this.#raw(true);
      back.resolve();
      this.#showBehind();
    }
  }

  /** #away: lines cannot be shown now. */
  get #away(): boolean {
    return this.#stage !== null || this.#lent !== null;
  }

  #showBehind(): void {
    for (const line of this.#behind.take()) DEVICE.write(`${line}\n`);
  }

  #leaveStage(): void {
    if (this.#stage === null) return;
    this.#stage.leave();
    this.#stage = null;
    this.#showBehind();
  }

  /** #answer gives a key, or the news that there is none, to the command that waits for it. */
  #answer(key: Key | null): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(key);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#escape);
    this.#leaveStage();
    this.#answer(null);
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
      await this.#input();
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
    this.#answer(null);
    this.#stage?.wake();
  }

  /**
   * #input settles when there is something to read that is this program's. A read could not be
   * taken back while another program has the terminal.
   */
  async #input(): Promise<void> {
    while (this.#shares) {
      await this.#lent;
      try {
        await readable(0);
      } catch {
        // Without the C library the terminal is read all the time, and so cannot be shared.
        this.#shares = false;
      }
      if (this.#lent === null) return;
    }
  }

  #take(keys: readonly Key[]): void {
    for (const key of keys) {
      if (key.name === "C-z") this.#suspend();
      else if (this.#stage !== null) this.#stage.press(key);
      else if (this.#waiting !== null && key.name !== "C-c") this.#answer(key);
      else if (key.name === "C-c" && !this.#editor.reading) this.#interrupt();
      else this.#editor.press(key);
    }
  }

  #interrupt(): void {
    this.#editor.takeAhead();
    if (this.#work === null) this.#early = true;
    else if (!this.#work.signal.aborted) this.#stop(this.#work);
  }

  #stop(work: AbortController): void {
    this.status("");
    DEVICE.write("^C\n");
    work.abort();
    this.#answer(null);
  }

  /** #suspend stops the whole process group, as the terminal itself does outside raw mode. */
  #suspend(): void {
    this.status("");
    if (this.#stage === null) this.#editor.pause();
    else this.#stage.leave();
    this.#raw(false);
    this.#stopping = true;
    Deno.kill(0, "SIGTSTP");
    // Where nothing could continue it (no job control), the kernel does not stop it either.
    setTimeout(() => this.#stopping && this.#resume(true), RESUME_MS);
  }

  #resume(disturbed: boolean): void {
    if (this.#closed || this.#lent !== null) return;
    this.#stopping = false;
    this.#resumed = performance.now();
    this.#raw(true);
    // Two signals can tell of one return: the second draws over the first, not behind it.
    if (this.#stage === null && disturbed) DEVICE.write("\r");
    if (this.#stage === null) this.#editor.redraw(disturbed);
    else {
      this.#stage.enter();
      this.#stage.wake();
    }
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

/** Behind keeps lines until they can be shown, the latest of them, and how many there were before. */
class Behind {
  #lines: string[] = [];
  #gone = 0;

  add(lines: readonly string[]): void {
    this.#lines.push(...lines);
    if (this.#lines.length <= 2 * BEHIND) return;
    const gone = this.#lines.splice(0, this.#lines.length - BEHIND);
    this.#gone += gone.length;
  }

  take(): readonly string[] {
    const before = this.#gone === 0 ? [] : [`… ${counted(this.#gone, "line")} before these`];
    const lines = [...before, ...this.#lines];
    this.#lines = [];
    this.#gone = 0;
    return lines;
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
