/**
 * The program: the command line, and the shell where no command is given. This is the only place
 * that owns the process: its streams, its signals and its exit.
 */
import { COMMON_OPTIONS, execute } from "./app.ts";
import type { Base } from "./context.ts";
import { Failure, STATUS, type Status } from "./status.ts";
import { ignoresHangup } from "../sensor/native/hangup.ts";
import { describe, faultText } from "./failures.ts";
import { screenOf, StreamOutput } from "./output.ts";
import { reason } from "../sensor/native/reason.ts";

/** UNREAD_MS: a program that ends before need not ask whether anybody reads what it writes. */
const UNREAD_MS = 500;

/** main carries out a command line and returns the exit status. */
async function main(args: readonly string[]): Promise<Status> {
  const stop = new AbortController();
  /** unwritable is why standard output takes nothing any more. */
  let unwritable: Error | null = null;
  const err = new StreamOutput(Deno.stderr, { screen: screenOf(Deno.stderr) });
  const out = new StreamOutput(Deno.stdout, {
    screen: screenOf(Deno.stdout),
    onClosed(error) {
      unwritable = error;
      // Whoever has read enough wants to hear no more.
      if (error instanceof Deno.errors.BrokenPipe) err.mute();
      stop.abort();
    },
  });
  const flush = () => Promise.all([out.flush(), err.flush()]);
  const interrupt = () => {
    // The second time, whatever it is that does not end is left alone.
    if (stop.signal.aborted) Deno.exit(STATUS.interrupted);
    stop.abort();
  };
  const base: Base = {
    out,
    err,
    shell: null,
    signal: stop.signal,
    async open(options) {
      const { openSession } = await import("../session/session.ts");
      return await openSession(options);
    },
  };
  const failed = async (error: unknown): Promise<Status> => {
    if (error instanceof Deno.errors.BrokenPipe) return STATUS.done;
    const foreseen = describe(error);
    err.write(foreseen === null ? `exeray: ${faultText(error)}` : `exeray: ${foreseen.message}\n`);
    await flush();
    return foreseen?.status ?? STATUS.input;
  };
  // A promise that nobody waits for: the same one line, and the end.
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    failed(event.reason).then((status) => Deno.exit(status));
  });
  heedHangup(interrupt);
  // At the prompt, Ctrl-C cancels a line or a command: the terminal's business.
  const prompt = args.length === 0 && Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  for (const signal of prompt ? ["SIGTERM"] as const : ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, interrupt);
  }
  const look = setTimeout(() => void closeUnread(out, stop.signal), UNREAD_MS);
  Deno.unrefTimer(look);
  let status: Status;
  try {
    if (args.length === 0) {
      const { runShell } = await import("./shell.ts");
      status = await runShell(base);
    } else {
      status = await execute("cli", hoisted(args[0] === "-c" ? ["source", ...args] : args), base);
    }
  } catch (error) {
    status = await failed(error);
  }
  await flush();
  return unwritable === null ? status : await failed(unwritten(unwritable));
}

/** unwritten is the end of a program whose results cannot be written. */
function unwritten(error: Error): Error {
  if (error instanceof Deno.errors.BrokenPipe) return error;
  const message = `Cannot write to standard output: ${reason(error)}`;
  return new Failure(STATUS.input, message, { cause: error });
}

/**
 * closeUnread closes an output when its reader goes away: whoever watches quiet processes writes
 * nothing for hours, and so would never notice.
 */
async function closeUnread(out: StreamOutput, signal: AbortSignal): Promise<void> {
  if (Deno.stdout.isTerminal()) return;
  const { readerGone } = await import("../sensor/native/pipe_end.ts");
  // Where the C library cannot be called, the next write tells.
  const gone = await readerGone(1, signal).catch(() => false);
  if (gone) out.close(new Deno.errors.BrokenPipe("The reader of standard output has gone"));
}

/** heedHangup makes a terminal that goes away an interrupt, unless it is to be outlived (nohup). */
function heedHangup(interrupt: () => void): void {
  // Deno itself would end on it, whatever the process was started with.
  Deno.addSignalListener("SIGHUP", ignoresHangup() ? () => {} : interrupt);
}

/** hoisted moves common options that stand before the command behind it: `--color never check`. */
function hoisted(args: readonly string[]): readonly string[] {
  const before: string[] = [];
  let at = 0;
  for (; at < args.length; at++) {
    const [name = "", value] = (args[at] ?? "").split("=", 2);
    if (!COMMON_OPTIONS.includes(name)) break;
    before.push(args[at] ?? "");
    if (value === undefined && at + 1 < args.length) before.push(args[++at] ?? "");
  }
  const command = args[at];
  return command === undefined ? args : [command, ...before, ...args.slice(at + 1)];
}

if (import.meta.main) Deno.exit(await main(Deno.args));
