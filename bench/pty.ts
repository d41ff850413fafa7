/**
 * A terminal that is measured: the bench holds its other end itself, so that what is timed is the
 * program and not a terminal in between.
 */

const libc = Deno.dlopen("libc.so.6", {
  // int posix_openpt(int flags)
  posix_openpt: { parameters: ["i32"], result: "i32" },
  // int grantpt(int fd); int unlockpt(int fd)
  grantpt: { parameters: ["i32"], result: "i32" },
  unlockpt: { parameters: ["i32"], result: "i32" },
  // int ptsname_r(int fd, char *buf, size_t buflen)
  ptsname_r: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  // ssize_t read(int fd, void *buf, size_t count)
  read: { parameters: ["i32", "buffer", "usize"], result: "isize", nonblocking: true },
  // ssize_t write(int fd, const void *buf, size_t count)
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  // int close(int fd)
  close: { parameters: ["i32"], result: "i32" },
}).symbols;

/** O_RDWR | O_NOCTTY */
const FLAGS = 0o402;

/** LIMIT_MS is how long something may take to appear, in ms. */
const LIMIT_MS = 60_000;

/** Terminal is a program in a terminal of 80 columns and 24 rows. */
export class Terminal implements AsyncDisposable {
  readonly #fd: number;
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #seen = "";
  #wake = () => {};

  /** It starts `command`; `env` is added to the environment. */
  constructor(command: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#fd = libc.posix_openpt(FLAGS);
    if (this.#fd < 0 || libc.grantpt(this.#fd) < 0 || libc.unlockpt(this.#fd) < 0) {
      throw new Error("Cannot open a terminal");
    }
    const name = new Uint8Array(64);
    libc.ptsname_r(this.#fd, name, BigInt(name.length));
    const path = new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
    const script = `exec <${path} >${path} 2>&1; stty rows 24 cols 80; exec setsid -cw "$@"`;
    this.#child = new Deno.Command("sh", {
      args: ["-c", script, "sh", ...command],
      env: { TERM: "xterm", ...env },
      stdin: "null",
    }).spawn();
    this.#reading = this.#read();
  }

  /** type sends text as a keyboard would. */
  type(text: string): void {
    libc.write(this.#fd, new TextEncoder().encode(text), BigInt(text.length));
  }

  /** forget begins a new look: `shown` finds only what comes from now on. */
  forget(): void {
    this.#seen = "";
  }

  /** shown waits until the program has written something that matches, and returns that. */
  async shown(pattern: RegExp): Promise<RegExpExecArray> {
    const late = setTimeout(() => this.#wake(), LIMIT_MS);
    try {
      for (const end = performance.now() + LIMIT_MS;;) {
        const found = pattern.exec(this.#seen);
        if (found !== null) return found;
        if (performance.now() > end) throw new Error(`No ${pattern} in:\n${this.#seen}`);
        await new Promise<void>((resolve) => this.#wake = resolve);
      }
    } finally {
      clearTimeout(late);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await this.#reading;
    libc.close(this.#fd);
  }

  /** #read ends when no program has the other end open any more. */
  async #read(): Promise<void> {
    const bytes = new Uint8Array(1 << 16);
    const decoder = new TextDecoder();
    for (;;) {
      const count = Number(await libc.read(this.#fd, bytes, BigInt(bytes.length)));
      if (count <= 0) return;
      this.#seen += decoder.decode(bytes.subarray(0, count), { stream: true });
      this.#wake();
    }
  }
}
