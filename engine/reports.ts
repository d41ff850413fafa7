/** What the engine reports, put together from its runs. Only what somebody reads is decoded. */
import type { Machine } from "../compiler/machine.ts";
import { decode } from "./decode.ts";
import { recordOf } from "./archive.ts";
import { RecordView } from "./record.ts";
import type { Dismissed, EventData, Match, RunStatus, StepReport, SubjectId } from "./report.ts";
import { MATCH_KEYS } from "./report.ts";
import type { Proof, Run } from "./runs.ts";
import type { Subject } from "./subject.ts";

/** matchReport returns the match of a run that has just reached the end, at time `end`. */
export function matchReport(run: Run, start: number, end: number, tainted: boolean): Match {
  const { machine } = run.policy;
  return {
    type: "match",
    policy: machine.name,
    severity: machine.severity,
    subject: subjectId(run.subject),
    start,
    end,
    blocks: [...run.blocks],
    steps: stepReports(run),
    ...annotations(machine),
    ...(tainted ? { tainted } : {}),
  };
}

/** endReport returns the report of a run that was dismissed, or whose match was suppressed. */
export function endReport(
  type: Dismissed["type"],
  { policy, subject }: Run,
  start: number,
  end: number,
): Dismissed {
  return {
    type,
    policy: policy.machine.name,
    subject: subjectId(subject),
    start,
    end,
  };
}

/** statusReport returns where a live run stands; `left` is what remains of its time. */
export function statusReport(
  run: Run,
  times: Pick<RunStatus, "start" | "since" | "left">,
  tainted: boolean,
): RunStatus {
  const { machine } = run.policy;
  const state = machine.states[run.state];
  const waits = new Set(state?.edges.map(({ step }) => machine.steps[step]?.label ?? ""));
  return {
    policy: machine.name,
    subject: subjectId(run.subject),
    state: run.state,
    stateName: state?.name ?? "",
    waits: [...waits],
    ...times,
    steps: stepReports(run),
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

function stepReports(run: Run): readonly StepReport[] {
  const view = new RecordView();
  const event = (proof: Proof): EventData => decode(view.at(recordOf(proof), 0), proof.state);
  return run.steps().map(({ step, count, first, last }) => ({
    line: lineOf(run.policy.machine, step),
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
