/**
 * The loop of the prompt: read an entry, evaluate it, show what came of it, and between the
 * entries announce what the session reports. All that it decides is in evaluate.ts and the
 * commands; this file only joins them to a terminal.
 */
import { completion } from "./completion.ts";
import type { Base, Output } from "./context.ts";
import { screenFor } from "./screens.ts";
import { STATUS, type Status } from "./status.ts";
import { evaluate, isOpenEntry, isPolicyText, type PromptBase } from "./evaluate.ts";
import { describe, faultText } from "./failures.ts";
import { Notices } from "./results/notices.ts";
import { lineNotes } from "./questions/past.ts";
import { promptText } from "./results/prompt.ts";
import { reason } from "../sensor/native/reason.ts";
import { runStartFile } from "./start_file.ts";
import { runningText } from "./running.ts";
import { openHistory } from "./terminal/history_file.ts";
import { openTerminal } from "./terminal/open.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { visible } from "./views/escape.ts";
import { highlight } from "./views/highlight.ts";
import { columnsOf, type Screen } from "./views/screen.ts";
import { width, wrap } from "./views/width.ts";
import { VERSION } from "./version.ts";
import { Workbench } from "./workbench.ts";

const CONTINUATION = "   ...> ";

/** FRESH_MS is how old the prompt may be, in ms. */
const FRESH_MS = 250;

/**
 * runShell reads entries until `exit` or the end of the input. Of a script that is piped in, the
 * status is that of the last entry that did not do.
 */
export async function runShell(base: Base): Promise<Status> {
  const interactive = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const { palette } = base.out.screen;
  const first = isNew(historyPath());
  const idle = new AbortController().signal;
  const terminal = openTerminal({
    term: Deno.env.get("TERM") ?? "dumb",
    isOpen: isOpenEntry,
    highlight: (text) => isPolicyText(text) ? highlight(text, palette) : text,
    annotate: (text) =>
      annotation(text, prompt(idle), text.includes("\n") ? CONTINUATION : label()),
    complete: (text, cursor) => completion(text.slice(0, cursor), prompt(idle)),
    ...(interactive && { history: openHistory(historyPath(), historyProblem) }),
  });
  const out = interactive ? terminalOutput(terminal, base.out.screen) : base.out;
  const err = interactive ? out : base.err;
  const notices = new Notices({
    screen: () => screenFor(out, bench),
    show: (lines) => interactive ? terminal.notify(lines.split("\n")) : out.write(`${lines}\n`),
  });
  await using bench = new Workbench({
    open: (options) => base.open(options),
    seat: interactive ? terminal.seat : null,
    onReport: (report, number) => notices.report(report, number),
    onLine: (line) => notices.line(line),
    onFault: (error) => err.write(lineAbout(error)),
  });
  const prompt = (signal: AbortSignal): PromptBase => ({ ...base, out, err, signal, shell: bench });
  const label = () => promptText(bench.standing, palette);
  using _keeping = interactive ? keepFresh(terminal, label, bench) : null;
  const close = () => terminal.close();
  base.signal.addEventListener("abort", close, { once: true });
  let status: Status = STATUS.done;
  try {
    if (interactive) {
      out.write(greeting(first, out.screen));
      await runStartFile(prompt(base.signal));
    }
    while (!bench.left && !base.signal.aborted) {
      const entry = await terminal.read(label, CONTINUATION);
      if (entry === null) break;
      bench.forgetLost();
      const outcome = await terminal.busy((signal) =>
        evaluate(entry, prompt(AbortSignal.any([signal, base.signal])))
      ).catch((error) => {
        // A fault of ours costs the analyst a line, not the session.
        if (error instanceof Deno.errors.BrokenPipe) throw error;
        err.write(lineAbout(error));
        return { status: STATUS.input };
      });
      if (outcome.status !== STATUS.done) status = outcome.status;
    }
  } finally {
    base.signal.removeEventListener("abort", close);
    terminal.close();
    base.err.write(runningText(bench));
  }
  if (base.signal.aborted) return STATUS.interrupted;
  return interactive ? STATUS.done : status;
}

/** keepFresh draws the prompt again when what it tells has changed while an entry is typed. */
function keepFresh(terminal: Terminal, label: () => string, bench: Workbench): Disposable {
  let shown = label();
  let counting = false;
  const timer = setInterval(() => {
    if (!counting && bench.opened !== null) {
      counting = true;
      // A session that has failed is told of by those who wait for it.
      bench.countTargets().catch(() => {}).finally(() => counting = false);
    }
    const text = label();
    if (text !== shown) terminal.refresh();
    shown = text;
  }, FRESH_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** historyProblem is told once; the entries are then kept for this session only. */
function historyProblem(error: Error): void {
  console.error(`Cannot keep the history: ${visible(reason(error))}`);
}

function lineAbout(error: unknown): string {
  const foreseen = describe(error);
  return foreseen === null ? faultText(error) : `${foreseen.message}\n`;
}

/** greeting is one line, or for somebody who is new here three. */
function greeting(first: boolean, screen: Screen): string {
  const texts = first
    ? [
      `ExeRay ${VERSION}: sequences of system calls, matched as they happen`,
      'Type a policy, path "NAME" { openat {} ... }, or a command: help, exit',
      "New here? tour shows it on a harmless process, in two minutes",
    ]
    : [`ExeRay ${VERSION}: help lists the commands, exit leaves`];
  return texts.flatMap((text) => wrap(text, columnsOf(screen)))
    .map((line) => `${line.trimEnd()}\n`).join("");
}

/** isNew tells whether nobody has typed anything here before. */
function isNew(history: string): boolean {
  try {
    return Deno.statSync(history).size === 0;
  } catch {
    return true;
  }
}

/** terminalOutput writes to the terminal, and lets it breathe when much is written. */
function terminalOutput(terminal: Terminal, screen: Screen): Output {
  let written = 0;
  return {
    get screen() {
      return { ...screen, columns: terminal.columns };
    },
    write(text) {
      written += text.length;
      terminal.write(text);
    },
    async room() {
      if (written < 16 * 1024) return;
      written = 0;
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}

/** annotation is what there is to say of the last line of a text; `before` stands in front of it. */
async function annotation(
  text: string,
  { out, shell }: PromptBase,
  before: string,
): Promise<readonly string[]> {
  if (!isPolicyText(text)) return [];
  return await lineNotes(text, shell, {
    ...out.screen,
    columns: Math.max(1, out.screen.columns - width(before)),
  });
}

/** historyPath follows the XDG base directories. */
function historyPath(): string {
  const home = Deno.env.get("HOME") ?? "/root";
  const state = Deno.env.get("XDG_STATE_HOME") ?? `${home}/.local/state`;
  return `${state}/exeray/history`;
}
