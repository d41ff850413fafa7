/** What the session's last events say about a policy: how many fulfil a step, what would match. */
import type { Diagnostic } from "../../compiler/diagnostics.ts";
import type { Machine } from "../../compiler/machine.ts";
import type { PolicyCounters } from "../../engine/report.ts";
import type { QueryResult } from "../../session/types.ts";
import { visible } from "./escape.ts";
import { matchLine } from "./match.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { duration } from "./time.ts";
import { fit, width, wrap } from "./width.ts";
import { amount, counted } from "./words.ts";

const TAB = "    ";

/** LABEL is how many columns the label of a step takes beside others. */
const LABEL = 30;

/** Seen is how many of the last events fulfil a step. */
export interface Seen {
  readonly fulfilled: number;
  readonly events: number;
  /** complete: all calls were kept, not only what the policies needed. */
  readonly complete: boolean;
}

/**
 * stepNote says what a step means: `judged on return · 41 of the last 52,310 events`. `label` names
 * it where there are several in a line.
 */
export function stepNote(
  machine: Machine,
  step: number,
  { label, seen }: { readonly label: boolean; readonly seen: Seen | null },
  screen: Screen,
): string {
  const { palette } = screen;
  const of = machine.steps[step];
  const ends = machine.until === step ||
    machine.states.some(({ without }) => without.includes(step));
  const parts = [
    ...(label ? [visible(of?.label ?? "", { max: LABEL })] : []),
    ...(ends ? ["ends a run"] : []),
    of?.phase === "exit" ? "judged on return" : "judged when called",
    ...(seen === null ? [] : [`${amount(seen.fulfilled)} of ${lastEvents(seen.events)}`]),
    ...(seen === null || seen.complete ? [] : ["not all were kept"]),
  ];
  return palette("dim", parts.join(" · "));
}

/** headNote says whose events a policy's runs are made of. */
export function headNote({ subject, within }: Machine, screen: Screen): string {
  const whose = `one sequence for each ${SUBJECTS[subject]}`;
  return screen.palette("dim", within === null ? whose : `${whose}, within ${duration(within)}`);
}

/** SUBJECTS says whose events form one sequence. */
export const SUBJECTS: Readonly<Record<Machine["subject"], string>> = {
  thread: "thread",
  process: "process",
  parent: "parent, all its children together",
  tree: "target, all its processes together",
  session: "session",
  container: "container",
  user: "user",
  host: "host",
};

/**
 * errorNote says what is wrong with a line, with a mark under the place: in one line, or in two
 * where it is long.
 */
export function errorNote(
  { message, hint, span }: Diagnostic,
  line: string,
  screen: Screen,
): readonly string[] {
  const { palette } = screen;
  const shown = (text: string) => visible(text.replaceAll("\t", TAB));
  const before = Array.from(line).slice(0, span.column - 1).join("");
  const marked = line.slice(before.length, before.length + span.end - span.start);
  const told = hint === undefined ? visible(message) : `${visible(message)} (${visible(hint)})`;
  const mark = "^".repeat(Math.max(1, width(shown(marked))));
  const place = " ".repeat(width(shown(before)));
  const room = screen.columns;
  const end = width(place) + width(mark);
  if (end + 1 + width(told) <= room) return [`${place}${palette("error", mark)} ${told}`];
  // Where there is no room behind the mark, what is wrong stands below it; and where there is none
  // for the mark, because the line is broken, that matters more than where.
  return end <= room ? [`${place}${palette("error", mark)}`, told] : [told];
}

/**
 * pastLines says what a policy would have done with the last events, and shows the latest of its
 * matches; nothing where there were no events.
 */
export function pastLines(
  counters: PolicyCounters,
  result: QueryResult,
  screen: Screen,
): readonly string[] {
  const { events, complete } = result;
  if (events === 0) return [];
  const { matches, dismissed, begun, live } = counters;
  // What comes within a cooldown is not reported: that would have been told, this counted.
  const { suppressed } = counters;
  const all = matches + suppressed;
  const beside = [
    ...(suppressed > 0 ? [`${amount(suppressed)} more within its cooldown`] : []),
    ...(dismissed > 0 ? [`${amount(dismissed)} dismissed as benign`] : []),
    ...(all === 0 && begun > 0 ? [`${counted(begun, "run")} began`] : []),
    ...(all === 0 && live > 0 ? [`${amount(live)} not ended`] : []),
    ...(complete ? [] : ["of some kinds only what the policies needed was kept"]),
  ];
  const tail = beside.length === 0 ? "" : screen.palette("dim", ` (${beside.join(", ")})`);
  const shown = result.matches.filter(({ policy }) => policy === counters.policy);
  const head = all === 0
    ? `Would not have matched in ${lastEvents(events)}${tail}`
    : `Would have matched ${counted(matches, "time")} in ${lastEvents(events)}${tail}${
      shown.length === 0 ? "" : matches > shown.length ? "; the latest:" : ":"
    }`;
  const narrowed = { ...screen, columns: columnsOf(screen, 2) };
  return [
    ...wrap(head, columnsOf(screen)),
    ...shown.map((match) => fit(`  ${matchLine(match, narrowed)}`, columnsOf(screen))),
  ];
}

/** stepsLines says how many events fulfil each step of a policy: `openat ^/etc: 9, execve: 0`. */
export function stepsLines(
  machine: Machine,
  seen: ReadonlyMap<number, Seen>,
  screen: Screen,
): readonly string[] {
  const parts = machine.steps.map(({ label }, step) =>
    `${visible(label, { max: LABEL })}: ${amount(seen.get(step)?.fulfilled ?? 0)}`
  );
  return wrap(screen.palette("dim", parts.join(", ")), columnsOf(screen, 2)).map((line) =>
    `  ${line}`
  );
}

/** pastLine says of one of many policies that it would have matched. */
export function pastLine({ policy, matches }: PolicyCounters, events: number): string {
  const times = counted(matches, "time");
  return `${visible(policy)} would have matched ${times} in ${lastEvents(events)}`;
}

/** lastEvents names the events of the buffer: `the last 52,310 events`. */
export function lastEvents(count: number): string {
  return count === 1 ? "the last event" : `the last ${amount(count)} events`;
}
