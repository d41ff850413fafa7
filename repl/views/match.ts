import { MATCH_KEYS } from "../../engine/report.ts";
import type { EventData, Match, StepReport } from "../../engine/report.ts";
import { visible } from "./escape.ts";
import { actor, call } from "./event.ts";
import { quoteStep } from "./quote.ts";
import { columnsOf } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { duration, moment } from "./time.ts";
import { amount, counted, sentence, severity, subject } from "./words.ts";
import { fit, width, wrap } from "./width.ts";

/** MatchOptions are what the shell knows of a match besides the match itself. */
export interface MatchOptions {
  /** number is what `explain` calls the match. */
  readonly number?: number;
  /** source is the whole text of the file the policy was written in; lines are quoted from it. */
  readonly source?: string;
}

/**
 * matchLine announces a match in one line, what matters least at the end, where a narrow screen
 * drops it.
 *
 * ```
 * match 3  high  shadow_read  tree 4000  3 events in 7.7 ms
 * ```
 */
export function matchLine(match: Match, screen: Screen, options: MatchOptions = {}): string {
  const { palette } = screen;
  const room = columnsOf(screen);
  const name = options.number === undefined ? "match" : `match ${options.number}`;
  const head = `${palette("match", name)}  ${severity(match.severity, screen)}  ` +
    (match.tainted ? palette("warning", "[tainted]  ") : "");
  const whose = fit(subject(match.subject), 24);
  const left = room - width(head) - width(whose) - 2;
  const line = sentence([
    head + visible(match.policy, { max: Math.max(12, left) }),
    whose,
    `${events(match)} in ${duration(match.end - match.start)}`,
    palette("dim", `at ${moment(match.end, screen)}`),
    match.blocks.length === 0 ? "" : palette("dim", `through ${blocks(match)}`),
  ], room);
  return fit(line, room);
}

/**
 * matchReport shows a match in full: what it is, and on a time line each event with its process,
 * its call with every argument, and the source line of the step that it fulfilled.
 *
 * ```
 * match 3: shadow_read (high), tree 4000
 *   from +0.001 s to +0.009 s: 2 events in 7.7 ms
 *   attack  T1003.008
 *
 * ● +0.001 s  sh 4242
 * │ openat("/etc/shadow", flags=O_RDONLY) = 3
 * │ line 5: openat { pathname =~ "^/etc/(shadow|gshadow)$", ret >= 0 }
 * │
 * │ 7.7 ms
 * │
 * ● ...
 * ```
 */
export function matchReport(
  match: Match,
  screen: Screen,
  options: MatchOptions = {},
): string[] {
  const { palette } = screen;
  const lines = options.source?.split("\n");
  const name = options.number === undefined ? "match" : `match ${options.number}`;
  const title = `${palette("match", name)}: ${palette("heading", visible(match.policy))} (${
    severity(match.severity, screen)
  }), ${subject(match.subject)}`;
  return [
    ...wrap(title, columnsOf(screen)),
    ...indented(
      `from ${moment(match.start, screen)} to ${moment(match.end, screen)}: ${events(match)} in ${
        duration(match.end - match.start)
      }`,
      "  ",
      screen,
    ),
    ...facts(match, screen),
    ...(match.tainted
      ? indented(
        palette(
          "warning",
          "tainted: events were lost while it was under way, so some may be missing here",
        ),
        "  ",
        screen,
      )
      : []),
    "",
    ...timeLine(match.steps, lines, screen),
  ];
}

/** facts lists the blocks and the annotations, a name and its values a line. */
function facts(match: Match, screen: Screen): string[] {
  const named: (readonly [string, string])[] = [];
  if (match.blocks.length > 0) named.push(["blocks", blocks(match)]);
  for (const [key, values] of Object.entries(match)) {
    if (MATCH_KEYS.has(key)) continue;
    for (const each of Array.isArray(values) ? values : [values]) {
      named.push([visible(key, { max: 16 }), visible(String(each))]);
    }
  }
  const widest = Math.max(0, ...named.map(([key]) => key.length));
  return named.flatMap(([key, text]) =>
    indented(`${screen.palette("key", key.padEnd(widest))}  ${text}`, "  ", screen)
  );
}

/**
 * timeLine shows steps that were fulfilled, in order, with the gaps between them. `lines` are those
 * of the policy's source. The evidence of a live run is shown in the same way.
 */
export function timeLine(
  steps: readonly StepReport[],
  lines: readonly string[] | undefined,
  screen: Screen,
): string[] {
  const bar = `${screen.palette("dim", "│")} `;
  let before: number | null = null;
  return steps.flatMap((step, index) => {
    const alike = steps.slice(0, index).filter(({ line, first }) =>
      line === step.line && first.kind === step.first.kind
    );
    const gap = before === null ? [] : [
      bar.trimEnd(),
      bar + screen.palette("dim", duration(step.first.ts - before)),
      bar.trimEnd(),
    ];
    before = (step.last ?? step.first).ts;
    return [...gap, ...stepLines(step, quoted(step, lines, alike.length), bar, screen)];
  });
}

/** quoted is the step in a policy's lines that a step of the evidence has fulfilled. */
function quoted(
  { line, first }: StepReport,
  lines: readonly string[] | undefined,
  before: number,
): string | undefined {
  const source = lines?.[line - 1];
  return source === undefined ? undefined : quoteStep(source, first.kind, before);
}

function stepLines(
  step: StepReport,
  source: string | undefined,
  bar: string,
  screen: Screen,
): string[] {
  const { palette } = screen;
  const told = source === undefined ? "" : `: ${visible(source)}`;
  return [
    ...occurrence(step.first, bar, screen),
    ...(step.last === undefined ? [] : [
      bar + palette("dim", `… ${counted(step.count, "time")}, the last one:`),
      ...occurrence(step.last, bar, screen),
    ]),
    ...indented(palette("dim", `line ${amount(step.line)}`) + told, bar, screen),
  ];
}

function occurrence(event: EventData, bar: string, screen: Screen): string[] {
  const { palette } = screen;
  const head = `● ${palette("dim", moment(event.ts, screen))}  ${palette("key", actor(event))}`;
  return [
    fit(head, columnsOf(screen)),
    ...indented(call(event, screen), bar, screen),
  ];
}

function indented(text: string, indent: string, screen: Screen): string[] {
  return wrap(text, columnsOf(screen, 2)).map((line) => indent + line);
}

function events(match: Match): string {
  return counted(match.steps.reduce((sum, step) => sum + step.count, 0), "event");
}

function blocks(match: Match): string {
  return match.blocks.map((block) => visible(block)).join(", ");
}
