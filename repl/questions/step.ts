/** A step that is typed on its own: `openat { pathname =~ "^/etc" }`. */
import { stepAlone } from "../../compiler/alone.ts";
import { compile } from "../../compiler/compile.ts";
import type { Diagnostic } from "../../compiler/diagnostics.ts";
import { formatDiagnostic } from "../../compiler/print/diagnostic.ts";
import { kindId } from "../../compiler/kinds/kinds.ts";
import type { Machine } from "../../compiler/machine.ts";
import type { EventData } from "../../engine/report.ts";
import type { EventsOptions, LiveSession } from "../../session/types.ts";
import { Failure, STATUS } from "../status.ts";
import { hasColor, isTerminal, screenFor } from "../screens.ts";
import type { Output, Shell } from "../context.ts";
import { earlierLets, PROMPT_FILE } from "../policies/definitions.ts";
import type { Shown } from "../results/shown.ts";
import { toLine } from "../results/ndjson.ts";
import { eventLine } from "../views/event.ts";
import { lastEvents } from "../views/past.ts";
import { columnsOf } from "../views/screen.ts";
import { amount } from "../views/words.ts";

/** BEFORE makes a policy of a step, in the line that the step begins in. */
const BEFORE = 'path "step" by host { ';

/** PAST is how many events of the buffer a person is shown; MOST how many a program. */
const PAST = 200;
const MOST = 10_000;

/** stepAt returns where in a line a step begins, KIND {, or -1. */
export function stepAt(line: string): number {
  for (const { 0: word, index } of line.matchAll(/(?<![\w.$"'-])[A-Za-z_]\w*(?=\s*\{)/g)) {
    if (kindId(word) !== undefined) return index;
  }
  return -1;
}

/** stepMachine compiles a step. With mistakes in it, it throws a Failure that shows them. */
export function stepMachine(text: string, { err, shell }: StepContext): Machine {
  const options = { file: PROMPT_FILE, architecture: Deno.build.arch } as const;
  // The brace stands in a line of its own: the step may end in a comment.
  const whole = `${BEFORE}${text}\n}\n${earlierLets(new Map(), shell.policies.definitions)}`;
  const { machines: [machine], diagnostics } = compile(whole, options);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (machine === undefined || errors.length > 0) {
    const options = { color: hasColor(err), columns: columnsOf(err.screen) };
    const told = errors.map((one) => formatDiagnostic(moved(one), text, options));
    throw new Failure(STATUS.input, told.join("\n"));
  }
  if (machine.steps.length > 1) {
    const message = `Several steps are a policy: path "NAME" { ${text.split("\n")[0]} ... }`;
    throw new Failure(STATUS.input, message);
  }
  return withResults(stepAlone(machine, 0));
}

/** AS_CALLED are the kinds that are looked at when they are made: what returns is another program. */
const AS_CALLED = new Set(["exit", "execve"].map(kindId));

/** withResults waits for a call to return, though the step could be judged before: it shows more. */
function withResults(machine: Machine): Machine {
  const steps = machine.steps.map((step) =>
    AS_CALLED.has(step.kind) ? step : { ...step, phase: "exit" as const }
  );
  return { ...machine, steps };
}

/** StepContext is what a step is compiled and shown with. */
export interface StepContext {
  readonly out: Output;
  readonly err: Output;
  readonly shell: Shell;
  readonly signal: AbortSignal;
}

/** moved puts a mistake where it is in the text that was typed. */
function moved(diagnostic: Diagnostic): Diagnostic {
  const { span } = diagnostic;
  const start = Math.max(0, span.start - BEFORE.length);
  const end = Math.max(start, span.end - BEFORE.length);
  const column = span.line === 1 ? Math.max(1, span.column - BEFORE.length) : span.column;
  const { notes: _notes, ...rest } = diagnostic;
  return { ...rest, span: { ...span, start, end, column } };
}

/** watched returns the session. It throws a Failure where nothing is watched. */
export function watched(shell: Shell): LiveSession {
  if (shell.opened !== null) return shell.opened;
  throw new Failure(STATUS.input, "Nothing is watched: attach PID or run CMD first");
}

/**
 * lookFor shows which of the last events fulfil a step, and to a person then those that come, until
 * the signal is aborted.
 */
export async function lookFor(text: string, context: StepContext): Promise<void> {
  const { out, shell } = context;
  const machine = stepMachine(text, context);
  const session = watched(shell);
  const ndjson = shell.settings.format === "ndjson";
  const live = isTerminal(out);
  const counted = { ...machine, cooldown: Infinity };
  const { events: kept, policies: [counters], complete } = await session.query({
    machines: [counted],
  });
  const found = (counters?.matches ?? 0) + (counters?.suppressed ?? 0);
  const most = live ? PAST : MOST;
  if (!ndjson) {
    const part = found > most ? `; the latest ${amount(most)}:` : "";
    const narrow = complete ? "" : ", of which some kinds are there only as the policies need them";
    out.write(
      out.screen.palette("dim", `${amount(found)} of ${lastEvents(kept)}${narrow}${part}`) + "\n",
    );
  }
  if (live) return await showEvents({ where: machine, past: PAST }, ndjson, context);
  const { matches } = await session.query({ machines: [machine], limit: MOST });
  const events = matches.flatMap(({ steps }) => steps.map(({ first }) => first));
  for (const event of events) await showEvent(event, ndjson, context);
  shell.last = resultOf(events);
}

/** showEvents shows a stream of events until the signal is aborted. */
export async function showEvents(
  options: EventsOptions,
  ndjson: boolean,
  context: StepContext,
): Promise<void> {
  const { shell, signal } = context;
  const stream = watched(shell).events(options);
  const seen: EventData[] = [];
  const stop = () => void stream.return?.();
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (signal.aborted) stop();
    for await (const event of stream) {
      seen.push(event);
      // In one go now and then, so that keeping the last ones costs no more than adding them.
      if (seen.length >= 2 * MOST) seen.splice(0, seen.length - MOST);
      await showEvent(event, ndjson, context);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    shell.last = resultOf(seen.slice(-MOST));
  }
}

/** resultOf is what `last` shows again or exports. */
function resultOf(events: readonly EventData[]): Shown<EventData> {
  return {
    items: events,
    row: (event) => event,
    lines: (items, screen) => items.map((event) => eventLine(event, screen)),
  };
}

async function showEvent(
  event: EventData,
  ndjson: boolean,
  { out, shell }: StepContext,
): Promise<void> {
  await out.room();
  out.write(ndjson ? toLine(event) : eventLine(event, screenFor(out, shell)) + "\n");
}
