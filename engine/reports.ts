/** What the engine reports, put together from its runs. Only what somebody reads is decoded. */
import type { Machine } from "../compiler/machine.ts";
import { decode } from "./decode.ts";
import { RecordView } from "./record.ts";
import type { Dismissed, EventData, Match, RunStatus, StepReport, SubjectId } from "./report.ts";
import { MATCH_KEYS } from "./report.ts";
import type { Evidence, Proof, Run, Runs } from "./runs.ts";
import type { Subject } from "./subject.ts";

/** matchReport returns the match of a run that has just reached the end, at time `end`. */
export function matchReport(
  runs: Runs,
  run: Run,
  start: number,
  end: number,
  tainted: boolean,
): Match {
  const { machine } = runs.policy;
  return {
    type: "match",
    policy: machine.name,
    severity: machine.severity,
    subject: subjectId(runs.subject),
    start,
    end,
    blocks: [...run.blocks],
    steps: stepReports(machine, run.steps),
    ...annotations(machine),
    ...(tainted ? { tainted } : {}),
  };
}

/** endReport returns the report of a run that was dismissed, or whose match was suppressed. */
export function endReport(
  type: Dismissed["type"],
  runs: Runs,
  start: number,
  end: number,
): Dismissed {
  return {
    type,
    policy: runs.policy.machine.name,
    subject: subjectId(runs.subject),
    start,
    end,
  };
}

/** statusReport returns where a live run stands; `left` is what remains of its time. */
export function statusReport(
  runs: Runs,
  run: Run,
  times: Pick<RunStatus, "start" | "since" | "left">,
  tainted: boolean,
): RunStatus {
  const { machine } = runs.policy;
  const state = machine.states[run.state];
  const waits = new Set(state?.edges.map(({ step }) => machine.steps[step]?.label ?? ""));
  return {
    policy: machine.name,
    subject: subjectId(runs.subject),
    state: run.state,
    stateName: state?.name ?? "",
    waits: [...waits],
    ...times,
    steps: stepReports(machine, run.steps),
    tainted,
  };
}

/** subjectId names a subject for a report. */
export function subjectId(subject: Subject): SubjectId {
  return { by: subject.by, id: subject.id };
}

/** lineOf returns the source line of a step. */
export function lineOf(machine: Machine, step: number): number {
  return machine.steps[step]?.span.line ?? 0;
}

function stepReports(machine: Machine, steps: readonly Evidence[]): readonly StepReport[] {
  const view = new RecordView();
  const event = ({ record, state }: Proof): EventData => decode(view.at(record, 0), state);
  return steps.map(({ step, count, first, last }) => ({
    line: lineOf(machine, step),
    count,
    first: event(first),
    ...(count > 1 ? { last: event(last) } : {}),
  }));
}

function annotations(machine: Machine): Readonly<Record<string, readonly string[]>> {
  const values = new Map<string, string[]>();
  for (const [name, value] of machine.annotations) {
    const key = MATCH_KEYS.has(name) ? `@${name}` : name;
    values.set(key, [...values.get(key) ?? [], value]);
  }
  return Object.fromEntries(values);
}
