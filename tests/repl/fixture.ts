/** What tests of the prompt share: a context that keeps what is written to it. */
import { execute } from "../../repl/app.ts";
import type { Base, Output } from "../../repl/context.ts";
import type { Status } from "../../repl/status.ts";
import { evaluate } from "../../repl/evaluate.ts";
import { PAPER } from "../../repl/views/screen.ts";
import { Workbench } from "../../repl/workbench.ts";
import { FakeSession } from "./fake_session.ts";

/** Answer is what an entry was answered with. */
export interface Answer {
  readonly status: Status;
  readonly out: string;
  readonly err: string;
}

/** Prompt is a prompt without a terminal and without a kernel. */
export class Prompt implements AsyncDisposable {
  readonly session = new FakeSession();
  readonly reported: string[] = [];
  /** columns is how wide the screen is. */
  columns = Infinity;
  opened = 0;
  readonly bench = new Workbench({
    open: () => {
      this.opened++;
      return Promise.resolve(this.session);
    },
    onReport: (report, number) => this.reported.push(`${report.type} ${number}`),
    onLine: (line) => this.reported.push(line),
    onFault: (error) => {
      throw error;
    },
  });

  /** type evaluates an entry. */
  async type(entry: string, signal = new AbortController().signal): Promise<Answer> {
    const { base, answer } = recorder(signal, this.columns);
    const { status } = await evaluate(entry, { ...base, shell: this.bench });
    return answer(status);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bench[Symbol.asyncDispose]();
  }
}

/** commandLine executes a command line as `exeray` does, with a session of the test's. */
export async function commandLine(
  words: readonly string[],
  session = new FakeSession(),
  signal = new AbortController().signal,
): Promise<Answer> {
  const { base, answer } = recorder(signal);
  return answer(
    await execute("cli", words, {
      ...base,
      async open({ policies = [], ringBytes }) {
        session.ringBytes = ringBytes;
        await session.load(policies);
        return session;
      },
    }),
  );
}

/** kept is a context whose output is kept. */
export function kept(): { readonly base: Base; readonly text: () => string } {
  const { base, answer } = recorder(new AbortController().signal);
  return { base, text: () => answer(0).out };
}

/** until waits for a condition; a test that waits for ever is ended by the runner. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

function recorder(
  signal: AbortSignal,
  columns = Infinity,
): { readonly base: Base; readonly answer: (status: Status) => Answer } {
  const out = keeper(columns);
  const err = keeper(columns);
  const base: Base = {
    out: out.output,
    err: err.output,
    shell: null,
    signal,
    open: () => Promise.reject(new Error("The prompt has a session of its own")),
  };
  return { base, answer: (status) => ({ status, out: out.text(), err: err.text() }) };
}

function keeper(columns: number): { readonly output: Output; readonly text: () => string } {
  let text = "";
  return {
    output: {
      screen: { ...PAPER, columns },
      write(more) {
        text += more;
      },
      room: () => Promise.resolve(),
    },
    text: () => text,
  };
}
