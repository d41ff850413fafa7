import type { Prompt, Terminal, TerminalOptions } from "./terminal.ts";

/** PipeOptions are where entries come from and lines go to. */
export interface PipeOptions extends Pick<TerminalOptions, "isOpen"> {
  readonly input: ReadableStream<Uint8Array>;
  readonly write: (text: string) => void;
  /** columns is the width of what is written to; Infinity for a pipe or a file. */
  readonly columns: number;
  /** prompts: there is a person on the other side, on a terminal without escape sequences. */
  readonly prompts: boolean;
}

/**
 * pipeTerminal reads entries line by line and writes nothing but what it is given: for scripts,
 * pipes, and with `prompts` for a terminal that is dumb. Escape sequences are never written.
 */
export function pipeTerminal(options: PipeOptions): Terminal {
  return new PipeTerminal(options);
}

class PipeTerminal implements Terminal {
  readonly seat = null;
  readonly #options: PipeOptions;
  readonly #lines: AsyncIterableIterator<string>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** #label is the prompt that stands on the last line, or empty; #first that of a new entry. */
  #label = "";
  #first = "";
  #ended = false;
  #entry: string[] = [];
  #work: AbortController | null = null;
  readonly #interrupted = () => this.#interrupt();

  constructor(options: PipeOptions) {
    this.#options = options;
    this.#reader = options.input.getReader();
    this.#lines = linesOf(this.#reader);
    // A person cancels the line; elsewhere an interrupt outside of work ends the process as usual.
    if (options.prompts) Deno.addSignalListener("SIGINT", this.#interrupted);
  }

  get columns(): number {
    return this.#options.columns;
  }

  async read(prompt: Prompt, continuation: string): Promise<string | null> {
    this.#entry = [];
    while (!this.#ended) {
      this.#first = typeof prompt === "string" ? prompt : prompt();
      this.#ask(this.#entry.length === 0 ? this.#first : continuation);
      const { done, value } = await this.#lines.next();
      this.#label = "";
      if (done) {
        this.#ended = true;
        if (this.#options.prompts) this.#options.write("\n");
        break;
      }
      this.#entry.push(value);
      const text = this.#entry.join("\n");
      if (!this.#options.isOpen(text)) return text;
    }
    // What is left open at the end is handed on, so that somebody says that it is not closed.
    return this.#entry.length > 0 ? this.#entry.join("\n") : null;
  }

  notify(lines: readonly string[]): void {
    this.write(lines.map((line) => `${line}\n`).join(""));
  }

  refresh(): void {}

  write(text: string): void {
    const label = this.#label;
    this.#options.write(
      label === "" ? text : `\n${text}${text.endsWith("\n") ? "" : "\n"}${label}`,
    );
  }

  async busy<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#work = controller;
    if (!this.#options.prompts) Deno.addSignalListener("SIGINT", this.#interrupted);
    try {
      return await work(controller.signal);
    } finally {
      this.#work = null;
      if (!this.#options.prompts) Deno.removeSignalListener("SIGINT", this.#interrupted);
    }
  }

  close(): void {
    if (this.#options.prompts) Deno.removeSignalListener("SIGINT", this.#interrupted);
    this.#ended = true;
    void this.#reader.cancel().catch(() => {});
  }

  #ask(label: string): void {
    if (!this.#options.prompts) return;
    this.#label = label;
    this.#options.write(label);
  }

  #interrupt(): void {
    if (this.#work !== null) {
      this.#work.abort();
      // A script that is interrupted is over; a person goes on.
      this.#ended ||= !this.#options.prompts;
      return;
    }
    this.#entry = [];
    this.#options.write("\n");
    this.#ask(this.#first);
  }
}

async function* linesOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): AsyncIterableIterator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.replace(/\r$/, "");
    if (!done) continue;
    if (rest !== "") yield rest;
    return;
  }
}
