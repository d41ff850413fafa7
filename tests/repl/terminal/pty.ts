/**
 * A real terminal for tests: a program runs in a tmux of its own, is typed to, and its screen is
 * looked at. Nothing depends on timing: one types, then waits until the screen shows something.
 *
 * ```ts
 * ptyTest("the shell greets", async () => {
 *   await using pty = await Pty.start(["deno", "run", "-A", "repl/main.ts"], { columns: 40 });
 *   await pty.until("> ");              // some line contains this ...
 *   await pty.type("help");             // typed as text
 *   await pty.press("Enter", "C-c");    // keys by tmux's names
 *   await pty.until((lines) => lines.at(-1) === ">");    // ... or whatever you ask for
 *   await pty.shows(["> help^C", ">"]);                  // or the screen is exactly this
 *   await pty.press("C-d");
 *   assert.equal(await pty.status(), 0);
 * });
 * ```
 *
 * Each Pty is a tmux server with a socket of its own, which is killed with whatever runs in it when
 * the Pty is disposed.
 */

/** LIMIT_MS is how long a condition may take to come true; only a broken test ever waits so long. */
const LIMIT_MS = 30_000;

const POLL_MS = 20;

/** PtyOptions are what the terminal is like. */
export interface PtyOptions {
  /** columns and rows are its size. Default 80 x 24. */
  readonly columns?: number;
  readonly rows?: number;
  /** env is added to the environment of the program. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Pty is a program in a terminal. */
export class Pty implements AsyncDisposable {
  /** #folder holds the server's socket and nothing else. */
  readonly #folder = Deno.makeTempDirSync({ prefix: "exeray-pty-" });

  private constructor() {}

  /** start runs `command` (not through a shell) in a new terminal. */
  static async start(command: readonly string[], options: PtyOptions = {}): Promise<Pty> {
    const pty = new Pty();
    const { columns = 80, rows = 24, env = {}, cwd = Deno.cwd() } = options;
    // A program of one word would go through a shell; env takes it as it is.
    const words = [
      "env",
      ...Object.entries(env).map(([key, text]) => `${key}=${text}`),
      ...command,
    ];
    const settings = [
      ["set", "-g", "remain-on-exit", "on"],
      ["set", "-g", "default-terminal", "tmux-256color"],
      ["set", "-s", "escape-time", "0"],
      ["set", "-g", "status", "off"],
    ];
    const size = ["-x", String(columns), "-y", String(rows)];
    await pty.#tmux([
      "start-server",
      ...settings.flatMap((setting) => [";", ...setting]),
      ...[";", "new-session", "-d", "-c", cwd, ...size, "--", ...words.map(literal)],
    ]);
    return pty;
  }

  /** type sends text as it is, as if typed; a newline in it is the Enter key. */
  async type(text: string): Promise<void> {
    await this.#tmux(["send-keys", "-l", "--", literal(text)]);
  }

  /** press sends keys by tmux's names: `Enter`, `C-c`, `Up`, `BSpace`, `M-Enter`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux(["send-keys", "--", ...keys.map(literal)]);
  }

  /** paste sends text as the terminal's own paste does, bracketed where the program asked for it. */
  async paste(text: string): Promise<void> {
    await this.#tmux(["load-buffer", "-"], text);
    await this.#tmux(["paste-buffer", "-p", "-d"]);
  }

  /** resize gives the terminal another size. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux(["resize-window", "-x", String(columns), "-y", String(rows)]);
  }

  /** screen returns the lines that can be seen, without those below the last one with text. */
  async screen(options: { readonly scrollback?: boolean } = {}): Promise<string[]> {
    const text = await this.#tmux([
      "capture-pane",
      "-p",
      ...(options.scrollback ? ["-S", "-"] : []),
    ]);
    return text.replace(/\n+$/, "").split("\n");
  }

  /** cursor returns where the cursor is, from 0. */
  async cursor(): Promise<{ readonly row: number; readonly column: number }> {
    const [row, column] = (await this.#ask("#{cursor_y} #{cursor_x}")).split(" ").map(Number);
    return { row: row ?? -1, column: column ?? -1 };
  }

  /** pid returns the process of the program. */
  async pid(): Promise<number> {
    return Number(await this.#ask("#{pane_pid}"));
  }

  /**
   * until waits for a screen on which some line contains the text, or of which the condition is
   * true, and returns it. It throws with the last screen where that never comes.
   */
  async until(
    condition: string | ((lines: readonly string[]) => boolean | Promise<boolean>),
  ): Promise<string[]> {
    const holds = typeof condition === "string"
      ? (lines: readonly string[]) => lines.some((line) => line.includes(condition))
      : condition;
    for (const end = Date.now() + LIMIT_MS;;) {
      const lines = await this.screen();
      if (await holds(lines)) return lines;
      if (Date.now() > end) {
        throw new Error(`Waited in vain for ${condition} on this screen:\n${lines.join("\n")}`);
      }
      await delay(POLL_MS);
    }
  }

  /** shows waits until the screen has exactly these lines, and the cursor is there if it is given. */
  async shows(
    expected: readonly string[],
    cursor?: { readonly row: number; readonly column: number },
  ): Promise<void> {
    const wanted = JSON.stringify({ expected, cursor });
    await this.until(async (lines) => {
      const found = {
        expected: lines,
        cursor: cursor === undefined ? cursor : await this.cursor(),
      };
      return JSON.stringify(found) === wanted;
    }).catch((error: Error) => {
      throw new Error(`${error.message}\ninstead of\n${expected.join("\n")}`);
    });
  }

  /** status waits until the program has ended by itself and returns its exit status. */
  async status(): Promise<number> {
    let status = "";
    await this.until(async () => {
      const [dead, code = "", server] = (await this.#ask("#{pane_dead},#{pane_dead_status},#{pid}"))
        .split(",");
      status = code;
      // tmux 3.3 misses the end of a child now and then; told again, it looks for all of them.
      if (dead === "1" && code === "") Deno.kill(Number(server), "SIGCHLD");
      return status !== "";
    });
    return Number(status);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux(["kill-server"]).catch(() => {});
    Deno.removeSync(this.#folder, { recursive: true });
  }

  async #ask(format: string): Promise<string> {
    return (await this.#tmux(["display-message", "-p", format])).trim();
  }

  async #tmux(words: readonly string[], input?: string): Promise<string> {
    const child = new Deno.Command("tmux", {
      args: ["-u", "-S", `${this.#folder}/socket`, "-f", "/dev/null", ...words],
      // A tmux inside of tmux would refuse.
      env: { TMUX: "" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    if (input !== undefined) await writer.write(new TextEncoder().encode(input));
    await writer.close();
    const { success, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(`tmux ${words[0]} failed: ${decoder.decode(stderr).trim()}`);
    return decoder.decode(stdout);
  }
}

/**
 * ptyTest is Deno.test for what needs a terminal. Without tmux it is skipped and says so, except
 * under CI=true, where it fails.
 */
export function ptyTest(name: string, run: (t: Deno.TestContext) => Promise<void>): void {
  const missing = !hasTmux() && Deno.env.get("CI") !== "true";
  Deno.test({
    name: missing ? `${name} (skipped: tmux is not installed)` : name,
    ignore: missing,
    fn: run,
  });
}

/** literal keeps tmux from taking a semicolon at the end of a word for the end of its command. */
function literal(word: string): string {
  return word.replace(/;$/, "\\;");
}

function hasTmux(): boolean {
  try {
    return new Deno.Command("tmux", { args: ["-V"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
