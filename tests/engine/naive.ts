/**
 * A matcher written from section 7 of the language alone, on letters instead of events: every run
 * is a plain value, the configuration is rebuilt for each event, nothing is shared or skipped.
 */
import type { Machine } from "../../compiler/machine.ts";

/** Letter is an event: a letter at a time, by a subject. */
export interface Letter {
  readonly ts: number;
  readonly subject: number;
  readonly letter: string;
}

interface NaiveRun {
  readonly state: number;
  readonly first: number;
  readonly order: number;
  readonly evidence: readonly string[];
  readonly blocks: readonly string[];
}

/** naive returns what a machine reports on a trace; `fulfils` says which letters a step takes. */
export function naive(
  machine: Machine,
  trace: readonly Letter[],
  fulfils: (step: number, letter: string) => boolean,
): readonly string[] {
  const told: string[] = [];
  const configurations = new Map<number, readonly NaiveRun[]>();
  const reported = new Map<number, number>();
  for (const [order, { ts, subject, letter }] of trace.entries()) {
    const standing = (configurations.get(subject) ?? [])
      .filter((run) => machine.within === null || ts - run.first <= machine.within);
    const next: NaiveRun[] = [];
    const arrivals: NaiveRun[] = [];
    const ends: { readonly run: NaiveRun; readonly how: "match" | "dismissed" }[] = [];
    const start: NaiveRun = { state: 0, first: ts, order, evidence: [], blocks: [] };
    for (const run of [...standing, start]) {
      const state = machine.states[run.state];
      const edge = state?.edges.find(({ step }) => fulfils(step, letter));
      if (edge === undefined) {
        const until = machine.until === null ? [] : [machine.until];
        const ended = [...state?.without ?? [], ...until].some((step) => fulfils(step, letter));
        if (run !== start && !ended) next.push(run);
        continue;
      }
      const moved = {
        ...run,
        evidence: noted(run.evidence, edge.step, edge.repeat, ts),
        blocks: [...run.blocks, ...edge.blocks],
      };
      if (typeof edge.to === "number") arrivals.push({ ...moved, state: edge.to });
      else ends.push({ run: moved, how: edge.to });
    }
    ends.sort((a, b) => a.run.order - b.run.order);
    for (const { run, how } of ends) {
      const span = `${subject} ${run.first}-${ts}`;
      if (how === "dismissed") told.push(`dismissed ${span}`);
      else if (ts - (reported.get(subject) ?? -Infinity) < (machine.cooldown ?? 0)) {
        told.push(`suppressed ${span}`);
      } else {
        reported.set(subject, ts);
        told.push(`match ${span} ${run.evidence.join(" ")} [${run.blocks}]`);
      }
    }
    configurations.set(subject, latest([...next, ...arrivals]));
  }
  return told;
}

/** latest keeps in each state the run whose first event came last. */
function latest(runs: readonly NaiveRun[]): readonly NaiveRun[] {
  return runs.filter((run) =>
    !runs.some((other) => other.state === run.state && other.order > run.order)
  );
}

/** noted adds `step:first-last*count` to a run's evidence. */
function noted(
  evidence: readonly string[],
  step: number,
  repeat: boolean,
  ts: number,
): readonly string[] {
  const last = /^(\d+):(\d+)-\d+\*(\d+)$/.exec(evidence.at(-1) ?? "");
  if (!repeat || last === null || Number(last[1]) !== step) {
    return [...evidence, `${step}:${ts}-${ts}*1`];
  }
  return [...evidence.slice(0, -1), `${step}:${last[2]}-${ts}*${Number(last[3]) + 1}`];
}
