/** Where the runs of a policy stand: at most one in a state for each subject. */
import type { Edge } from "../compiler/machine.ts";
import type { Kept } from "./archive.ts";
import { type Policy, STAY } from "./policy.ts";
import type { State } from "./state.ts";
import type { Subject } from "./subject.ts";

/** Proof is an event that is kept: its record, and what was known of its process then. */
export interface Proof extends Kept {
  readonly state: State;
}

/** Evidence is a step that was fulfilled, with the events that did it, and the steps before. */
export interface Evidence {
  /** step is an index into the machine's steps. */
  readonly step: number;
  readonly first: Proof;
  last: Proof;
  count: number;
  readonly before: Evidence | null;
}

/** NONE: most runs have no blocks, and there are many of them. */
const NONE: readonly never[] = [];

/** Run is one partial match. */
export class Run {
  state = 0;
  /** next is the run of the same policy and subject in the next state that holds one. */
  next: Run | null = null;
  /** choice is what the event at hand does to it: see Policy.choose. */
  choice = STAY;
  since: number;
  latest: Evidence | null = null;
  blocks: readonly string[] = NONE;

  /** first is the time of its first event, serial that event's place among all. */
  constructor(
    readonly policy: Policy,
    readonly subject: Subject,
    readonly first: number,
    readonly serial: number,
  ) {
    this.since = first;
  }

  /** take notes the event that leads along an edge, and the blocks that are entered with it. */
  take(edge: Edge, proof: Proof, now: number): void {
    this.since = now;
    if (edge.blocks.length > 0) this.blocks = [...this.blocks, ...edge.blocks];
    const { latest } = this;
    if (edge.repeat && latest?.step === edge.step) {
      latest.last = proof;
      latest.count++;
    } else {
      this.latest = { step: edge.step, first: proof, last: proof, count: 1, before: latest };
    }
  }

  /** steps lists the evidence in the order of the steps. */
  steps(): readonly Evidence[] {
    const steps: Evidence[] = [];
    for (let each = this.latest; each !== null; each = each.before) steps.push(each);
    return steps.reverse();
  }
}

/** Runs are the live runs of one policy, of all subjects. */
export class Runs {
  /** #first has the first of each subject's runs; they are in the order of their states. */
  readonly #first = new Map<Subject, Run>();

  /** at returns the run of a subject that stands in a state. */
  at(subject: Subject, state: number): Run | undefined {
    for (let run = this.#first.get(subject) ?? null; run !== null; run = run.next) {
      if (run.state === state) return run;
    }
    return undefined;
  }

  /** put places a run in a state that is free. */
  put(run: Run, state: number): void {
    run.state = state;
    const { subject, policy } = run;
    const first = this.#first.get(subject) ?? null;
    if (first === null || first.state > state) {
      run.next = first;
      this.#first.set(subject, run);
    } else {
      let before = first;
      while (before.next !== null && before.next.state < state) before = before.next;
      run.next = before.next;
      before.next = run;
    }
    const { within } = policy.machine;
    if (within !== null) subject.deadline = Math.min(subject.deadline, run.first + within);
    subject.wait(run, policy.kinds(state));
  }

  /** remove takes a run that is live out of its state. */
  remove(run: Run): void {
    const { subject, next } = run;
    const first = this.#first.get(subject);
    if (first === run) {
      if (next === null) this.#first.delete(subject);
      else this.#first.set(subject, next);
    } else {
      for (let each = first ?? null; each !== null; each = each.next) {
        if (each.next === run) each.next = next;
      }
    }
    run.next = null;
    subject.leave(run, run.policy.kinds(run.state));
  }

  /** all yields the runs, those of one subject after the other. */
  *all(): Generator<Run> {
    for (const first of this.#first.values()) {
      for (let run: Run | null = first; run !== null; run = run.next) yield run;
    }
  }
}
