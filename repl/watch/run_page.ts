/** A live run in `watch`: as a row of a list, and as a page with its evidence. */
import type { Machine } from "../../compiler/machine.ts";
import type { RunStatus, Transition } from "../../engine/report.ts";
import { bar } from "../views/bar.ts";
import { visible } from "../views/escape.ts";
import { actor } from "../views/event.ts";
import { machineStrip, stateLabel } from "../views/machine.ts";
import { timeLine } from "../views/match.ts";
import type { Screen } from "../views/screen.ts";
import { duration, moment } from "../views/time.ts";
import { fit, pad, width, wrap } from "../views/width.ts";
import { severity, subject } from "../views/words.ts";

/** BAR is how wide a bar is, in columns. */
const BAR = 8;

/** SHORT is the part of its time from which on a run is about to end. */
const SHORT = 0.2;

/** RunLook is what else is known of a run when it is drawn. */
export interface RunLook {
  readonly screen: Screen;
  readonly machine: Machine | undefined;
  /** left is what remains of `within` now, in ns; null where there is none. */
  readonly left: number | null;
}

/**
 * runRow shows a run in one line: whose it is, its time running out, who did what came last, what
 * it waits for, and since when it stands there.
 *
 * ```
 * tree 4000     ██████░░ 3 min 58 s  sh 4242  waits for write root:  since 12:03:04.123
 * ```
 */
export function runRow(run: RunStatus, look: RunLook, room: number): string {
  const { screen } = look;
  const { palette } = screen;
  const last = run.steps.at(-1);
  const event = last?.last ?? last?.first;
  const head = [
    palette("key", pad(subject(run.subject), room < 60 ? 12 : 16)),
    timeLeft(run, look),
    ...(run.tainted ? [palette("warning", "tainted")] : []),
  ].join(" ");
  const parts = [
    event === undefined ? "" : actor(event),
    palette("dim", `waits for ${run.waits.map((wait) => visible(wait)).join(" or ")}`),
    palette("dim", `since ${moment(run.since, screen)}`),
  ];
  let line = head;
  for (const part of parts) {
    const left = room - width(line) - 2;
    // A few columns of it say nothing.
    if (part === "" || left < 16) continue;
    line += `  ${fit(part, left)}`;
  }
  return fit(line, room);
}

/** timeLeft is a bar and a span: what is left of a run's time. */
function timeLeft({ left: known }: RunStatus, { left, machine, screen }: RunLook): string {
  const { palette } = screen;
  if (known === null || left === null) return palette("dim", pad("no limit", BAR + 11));
  const part = Math.min(1, left / (machine?.within ?? left));
  return `${bar(part, BAR, palette, part < SHORT ? "warning" : "good")} ${pad(spanOf(left), 10)}`;
}

/**
 * spanOf keeps a span that runs down from flickering, and short: whole minutes from ten of them on,
 * else whole seconds, tenths below ten of them.
 */
function spanOf(ns: number): string {
  const unit = ns < 10e9 ? 1e8 : ns < 600e9 ? 1e9 : 60e9;
  return ns < unit ? "0 s" : duration(Math.floor(ns / unit) * unit);
}

/** ENDS are the words for how a run has ended. */
const ENDS: Readonly<Record<Transition["cause"], string>> = {
  begin: "it has moved on",
  advance: "it has moved on",
  repeat: "it has moved on",
  match: "it has matched: m lists the matches",
  dismissed: "it was dismissed",
  within: "its time was over",
  without: "what must not happen has happened",
  until: "the policy's until has come",
  replaced: "a later run took its place",
  subject: "whose run it was has ended",
  reload: "the policy was loaded anew or dropped",
};

/** runPage shows a run in full. `ended` is how it ended; null: it lives. */
export function runPage(
  run: RunStatus,
  look: RunLook,
  ended: Transition["cause"] | "unknown" | null,
): string[] {
  const { machine, screen } = look;
  const { palette } = screen;
  const room = screen.columns;
  const level = machine === undefined ? "" : ` (${severity(machine.severity, screen)})`;
  const title = `run of ${palette("heading", visible(run.policy))}${level}, ${
    subject(run.subject)
  }`;
  const state = machine === undefined
    ? visible(run.stateName.replace(/^after line \d+: /, ""))
    : stateLabel(machine, run.state);
  const facts = ended === null
    ? [
      `${timeLeft(run, look)}`.trimEnd(),
      `stands after ${palette("current", state)} since ${moment(run.since, screen)}`,
      `waits for ${run.waits.map((wait) => visible(wait)).join(" or ")}`,
    ]
    : [
      palette("warning", `ended: ${ended === "unknown" ? "it is not live any more" : ENDS[ended]}`),
    ];
  return [
    ...wrap(title, room),
    ...(machine === undefined ? [] : [machineStrip(machine, run.state, screen)]),
    ...facts.flatMap((fact) => wrap(fact, room - 2).map((line) => `  ${line}`)),
    ...(run.tainted
      ? wrap("tainted: events were lost while it was under way", room - 2).map((line) =>
        `  ${palette("warning", line)}`
      )
      : []),
    "",
    ...timeLine(run.steps, machine?.source.split("\n"), screen),
  ];
}
