/** The language's conformance cases, as the files beside this one have them. */
import type { Dismissed, Match } from "../../engine/report.ts";

/** Case is a policy, a trace, and exactly what must be reported. */
export interface Case {
  readonly name: string;
  readonly why: string;
  readonly policy: string;
  readonly events: readonly CaseEvent[];
  readonly expect: readonly Expected[];
}

/** CaseEvent is one line of a recording. */
export interface CaseEvent {
  readonly ts: number;
  readonly pid: number;
  readonly ppid?: number;
  readonly kind: string;
  readonly syscall?: string;
  readonly args: Readonly<Record<string, string | number | readonly string[]>>;
}

/** Expected is a report with times in the place of events. */
export interface Expected {
  readonly type: string;
  readonly policy: string;
  readonly subject: number | string;
  readonly start: number;
  readonly end: number;
  readonly blocks?: readonly string[];
  readonly steps?: readonly ExpectedStep[];
}

/** ExpectedStep is a step that was fulfilled; `last` is `first` where its count is 1. */
export interface ExpectedStep {
  readonly line: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** cases returns all cases in the order of their files' names. */
export function cases(): readonly Case[] {
  const folder = new URL("./", import.meta.url);
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".json")).sort()
    .map((name) => JSON.parse(Deno.readTextFileSync(new URL(name, folder))) as Case);
}

/** expectedOf returns a report in the form of the cases. */
export function expectedOf(report: Match | Dismissed): Expected {
  const { type, policy, subject, start, end } = report;
  const common = { type, policy, subject: subject.id, start, end };
  if (report.type !== "match") return common;
  const steps = report.steps.map(({ line, count, first, last }) => {
    return { line, count, first: first.ts, last: (last ?? first).ts };
  });
  return { ...common, blocks: report.blocks, steps };
}
