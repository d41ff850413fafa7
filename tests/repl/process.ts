/** The program as a process, for tests. */
import { fileURLToPath } from "node:url";

/** ROOT is the project's folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** PROGRAM starts the program with the rights that it has for its users, not with all of them. */
export const PROGRAM = [
  Deno.execPath(),
  ...["run", "-q", "--no-check", "--config", `${ROOT}deno.json`, "-P=exeray"],
  `${ROOT}repl/main.ts`,
] as const;

/** Ended is a process that has ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** spawn starts the program with its streams piped. */
export function spawn(args: readonly string[]): Deno.ChildProcess {
  const [deno, ...own] = PROGRAM;
  return new Deno.Command(deno, {
    args: [...own, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** exeray runs the program to its end. */
export async function exeray(args: readonly string[], input = ""): Promise<Ended> {
  const child = spawn(args);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  return await ended(child);
}

/** ended waits for a process whose input is closed. */
export async function ended(child: Deno.ChildProcess): Promise<Ended> {
  const [out, err, { code }] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.status,
  ]);
  return { code, out, err };
}

/** text reads a stream to its end. */
export async function text(stream: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(stream).text();
}

/** PATIENCE is how long a line is waited for, in ms: long enough for any machine. */
const PATIENCE = 60_000;

/** Said waits for lines of a stream, in order. */
export class Said {
  readonly #lines: ReadableStreamDefaultReader<string>;
  #text = "";
  #ended = false;

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#lines = stream.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** next waits for a line that begins so, and passes over those before it. */
  async next(beginning: string): Promise<string> {
    const passed: string[] = [];
    const vain = () => new Error(`No line "${beginning}" after "${passed.join("\n")}"`);
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end < 0) {
        if (this.#ended) throw vain();
        await this.#more(vain);
        continue;
      }
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 1);
      if (line.startsWith(beginning)) return line;
      passed.push(line);
    }
  }

  /** end reads what is left. */
  async end(): Promise<string> {
    while (!this.#ended) await this.#more();
    return this.#text;
  }

  async #more(vain = () => new Error("The stream does not end")): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(vain()), PATIENCE);
    });
    const { value, done } = await Promise.race([this.#lines.read(), late]);
    clearTimeout(timer);
    this.#text += value ?? "";
    this.#ended = done;
  }
}
