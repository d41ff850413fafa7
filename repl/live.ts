/**
 * What the live commands of the command line share: saying what to watch, starting to watch it,
 * and ending, by itself when nothing is left to watch, or at once on Ctrl-C.
 */
import type { Machine } from "../compiler/machine.ts";
import type { Summary } from "../engine/report.ts";
import type { Child, LiveSession } from "../session/types.ts";
import { type Context, Failure, isTerminal, STATUS, type Status } from "./context.ts";

/** TargetFlags say what to watch, besides a program behind `--`. (A parser needs a type alias.) */
export type TargetFlags = {
  readonly pid: readonly number[] | undefined;
  readonly all: boolean;
  readonly noFollow: boolean;
};

/** TARGET_FLAGS are their parameters. */
export const TARGET_FLAGS = {
  pid: {
    kind: "parsed",
    brief: "Process to watch, with its children; may be given several times",
    placeholder: "N",
    parse: parsePid,
    variadic: ",",
    optional: true,
  },
  all: {
    kind: "boolean",
    brief: "Watch every process of this machine",
    default: false,
    withNegated: false,
  },
  noFollow: {
    kind: "boolean",
    brief: "Leave out the children of what is watched",
    default: false,
    withNegated: false,
  },
} as const;

/** parsePid reads a process id. */
export function parsePid(word: string): number {
  const pid = /^\d{1,10}$/.test(word) ? Number(word) : 0;
  if (pid < 1 || pid > 2 ** 31 - 1) throw new Error("a process id is a positive whole number");
  return pid;
}

/** Listener reads the streams of a session to their end. */
export type Listener = () => Promise<void>;

/**
 * hunt opens a session, lets `listen` take its streams, starts to watch what the flags say, calls
 * what `listen` has given, which reads those streams, and closes the session when nothing is
 * left to watch or the context's signal is aborted. Only then does the session know its clock.
 */
export async function hunt(
  context: Context,
  flags: TargetFlags,
  machines: readonly Machine[],
  listen: (session: LiveSession) => Listener | Promise<Listener>,
): Promise<{ readonly summary: Summary; readonly status: Status }> {
  checkTargets(context, flags);
  const session = await context.open({ policies: machines });
  let child: Child | null = null;
  let reading = Promise.resolve();
  try {
    const read = await listen(session);
    child = await watch(context, session, flags);
    if (isTerminal(context.err)) context.err.write("Watching; Ctrl-C ends it\n");
    reading = read();
    const ended = flags.all ? new Promise<void>(() => {}) : session.idle();
    await Promise.race([ended, aborted(context.signal), failed(reading)]);
    const summary = await session.close();
    await reading;
    return { summary, status: context.signal.aborted ? STATUS.interrupted : STATUS.done };
  } finally {
    if (context.signal.aborted) stop(child);
    await session.close();
    await reading.catch(() => {});
  }
}

/** forEach calls `each` for every item of a stream, one after the other, until the stream ends. */
export async function forEach<T>(
  stream: AsyncIterable<T>,
  each: (item: T) => Promise<void> | void,
): Promise<void> {
  for await (const item of stream) await each(item);
}

function checkTargets(context: Context, flags: TargetFlags): void {
  const said = [flags.pid !== undefined, flags.all, context.command.length > 0];
  if (said.filter(Boolean).length === 1) return;
  throw new Failure(
    STATUS.usage,
    said.some(Boolean)
      ? "Cannot watch all of that at once: say one of --pid N, --all, or -- CMD ARG..."
      : "Say what to watch: --pid N, --all, or -- CMD ARG...",
  );
}

async function watch(
  context: Context,
  session: LiveSession,
  flags: TargetFlags,
): Promise<Child | null> {
  const follow = !flags.noFollow;
  if (flags.all) await session.attachAll();
  for (const pid of flags.pid ?? []) await session.attach(pid, { follow });
  if (context.command.length === 0) return null;
  // Results have standard output to themselves.
  const streams = { stdin: "inherit", stdout: "stderr" } as const;
  return await session.run(context.command, { follow, ...streams });
}

/** aborted settles when a signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true })
  );
}

/** failed rejects when a promise does, and never settles otherwise. */
function failed(promise: Promise<void>): Promise<never> {
  return new Promise((_, reject) => promise.catch(reject));
}

/** stop asks a program that this session started to end; it may have ended already. */
function stop(child: Child | null): void {
  try {
    child?.kill("SIGTERM");
  } catch {
    // It has ended.
  }
}
