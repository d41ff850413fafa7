/**
 * What the live commands of the command line share: saying what to watch, starting to watch it,
 * and ending, by itself when nothing is left to watch, or at once on Ctrl-C.
 */
import type { Machine } from "../compiler/machine.ts";
import type { Lost, Summary } from "../engine/report.ts";
import { described, type Selection } from "../sensor/processes/selection.ts";
import type { Child, LiveSession, Report } from "../session/types.ts";
import type { Context } from "./context.ts";
import { Failure, STATUS, type Status } from "./status.ts";
import { isTerminal } from "./screens.ts";
import { REDACT_FLAG, Redaction } from "./results/redaction.ts";
import { proposeProcesses } from "./arguments/pids.ts";
import { parseSize } from "./arguments/sizes.ts";
import { visible } from "./views/escape.ts";
import { counted } from "./views/words.ts";

/** TargetFlags say what to watch, besides a program behind `--`, and how. (A parser's type.) */
export type TargetFlags = {
  readonly pid: readonly number[] | undefined;
  readonly name: string | undefined;
  readonly container: string | undefined;
  readonly all: boolean;
  readonly noFollow: boolean;
  readonly ring: number | undefined;
  readonly onLoss: OnLoss;
  readonly redact: boolean;
};

/** OnLoss is what a live command does when events are lost; the summary counts them in any case. */
export type OnLoss = "ignore" | "warn" | "exit";

/** TARGET_FLAGS are their parameters. */
export const TARGET_FLAGS = {
  pid: {
    kind: "parsed",
    brief: "Process to watch, with its children; may be given several times",
    placeholder: "N",
    parse: parsePid,
    proposeCompletions: () => proposeProcesses(null),
    variadic: ",",
    optional: true,
  },
  name: {
    kind: "parsed",
    brief: "Watch every process that has this name now",
    placeholder: "name",
    parse: String,
    optional: true,
  },
  container: {
    kind: "parsed",
    brief: "Watch the processes of a container, by the beginning of its id",
    placeholder: "id",
    parse: String,
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
  ring: {
    kind: "parsed",
    brief: "Size of the kernel's ring buffer, such as 64M; a larger one outlasts longer bursts",
    placeholder: "size",
    parse: parseSize,
    optional: true,
  },
  onLoss: {
    kind: "enum",
    values: ["ignore", "warn", "exit"],
    default: "warn",
    brief: "When events are lost: only count them, say so too, or end with status 1",
  },
  redact: REDACT_FLAG,
} as const;

/** tells says whether a report is to be shown under the flags. */
export function tells(flags: TargetFlags, report: Report): boolean {
  return report.type !== "lost" || flags.onLoss !== "ignore";
}

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
  const { ring } = flags;
  const session = new Redaction(() => flags.redact).session(
    await context.open({
      policies: machines,
      ...(ring === undefined ? {} : { ringBytes: ring }),
    }),
  );
  let child: Child | null = null;
  let cut = false;
  let reading = Promise.resolve();
  const losses = flags.onLoss === "exit" ? firstLoss(session.reports()) : never();
  try {
    const read = await listen(session);
    child = await watch(context, session, flags);
    if (isTerminal(context.err)) context.err.write("Watching; Ctrl-C ends it\n");
    reading = read();
    const ended = flags.all ? never() : session.idle().then(() => null);
    const end = aborted(context.signal).then(() => null);
    const lost = await Promise.race([losses, ended, end, failed(reading)]);
    const summary = await session.close();
    await reading;
    if (lost !== null) {
      cut = true;
      context.err.write(`Ended: ${lossText(lost)}\n`);
      return { summary, status: STATUS.input };
    }
    return { summary, status: context.signal.aborted ? STATUS.interrupted : STATUS.done };
  } finally {
    if (cut || context.signal.aborted) stop(child);
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
  const { pid, name, container, all } = flags;
  const said = [pid, name, container].filter((one) => one !== undefined).length +
    Number(all) + Number(context.command.length > 0);
  if (said === 1) return;
  const ways = "--pid N, --name NAME, --container ID, --all, or -- CMD ARG...";
  throw new Failure(
    STATUS.usage,
    said > 1
      ? `Cannot watch all of that at once: say one of ${ways}`
      : `Say what to watch: ${ways}`,
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
  const selection = selectionOf(flags);
  if (selection !== null) {
    const { found } = await session.attachEvery(selection, { follow });
    const what = visible(described(selection));
    context.err.write(`Watching ${counted(found.length, "process", "processes")} ${what}\n`);
  }
  if (context.command.length === 0) return null;
  // Results have standard output to themselves.
  const streams = { stdin: "inherit", stdout: "stderr" } as const;
  return await session.run(context.command, { follow, ...streams });
}

function selectionOf({ name, container }: TargetFlags): Selection | null {
  if (name !== undefined) return { name };
  return container === undefined ? null : { container };
}

/** firstLoss settles when a session reports a loss, and never if it does not. */
async function firstLoss(reports: AsyncIterable<Report>): Promise<Lost> {
  try {
    for await (const report of reports) if (report.type === "lost") return report;
  } catch {
    // The session has failed: whoever waits for it is told.
  }
  return await never();
}

function lossText({ count, cause }: Lost): string {
  return `${counted(count, "event was", "events were")} lost (${visible(cause)}); ` +
    "a larger --ring may outlast the burst";
}

function never(): Promise<never> {
  return new Promise(() => {});
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
