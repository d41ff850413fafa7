import type { EventData, Match, RunStatus } from "../../engine/report.ts";
import { actor, call } from "./event.ts";
import type { Screen } from "./screen.ts";
import { sinceStart, timestamp } from "./time.ts";
import { subject } from "./words.ts";

/** NS_PER_MS: spans in tables are in ms, which a spreadsheet can add up. */
const NS_PER_MS = 1e6;

/** matchCells is a match as one row of a table. */
export function matchCells(match: Match, number: number, screen: Screen): object {
  return {
    number,
    policy: match.policy,
    severity: match.severity,
    subject: subject(match.subject),
    from: when(match.start, screen),
    to: when(match.end, screen),
    ms: (match.end - match.start) / NS_PER_MS,
    events: match.steps.reduce((sum, step) => sum + step.count, 0),
    tainted: match.tainted === true,
    last: evidence(match.steps.at(-1)?.first, screen),
  };
}

/** stepCells is the evidence of a match as rows of a table: a time line. */
export function stepCells(match: Match, source: string | null, screen: Screen): readonly object[] {
  const lines = source?.split("\n");
  return match.steps.map(({ line, count, first }, index) => ({
    step: index + 1,
    time: when(first.ts, screen),
    ms: (first.ts - match.start) / NS_PER_MS,
    process: actor(first),
    call: call(first, screen),
    count,
    line,
    source: lines?.[line - 1]?.trim() ?? "",
  }));
}

/** runCells is a partial match as one row of a table. */
export function runCells(run: RunStatus, screen: Screen): object {
  return {
    policy: run.policy,
    subject: subject(run.subject),
    state: run.stateName,
    since: when(run.since, screen),
    waits: run.waits.join(" or "),
    left_ms: run.left === null ? null : run.left / NS_PER_MS,
    tainted: run.tainted,
    last: evidence(run.steps.at(-1)?.first, screen),
  };
}

function evidence(event: EventData | undefined, screen: Screen): string {
  return event === undefined ? "" : `${actor(event)} ${call(event, screen)}`;
}

/** when is a time with its date, where the clock is known and wanted: a table outlives its day. */
function when(ts: number, { start }: Screen): string {
  const wall = start === undefined || start === null ? undefined : timestamp(start, ts);
  return wall ?? sinceStart(ts);
}
