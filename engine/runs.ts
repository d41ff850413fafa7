/** Where the runs of one policy and one subject stand: at most one in a state. */
import type { Edge } from "../compiler/machine.ts";
import { type Policy, STAY } from "./policy.ts";
import type { State } from "./state.ts";
import type { Subject } from "./subject.ts";

/** Proof is an event that is kept: its record, and what was known of its process then. */
export interface Proof {
  readonly record: Uint8Array;
  readonly state: State;
}

/** Evidence is a step that was fulfilled, with the events that did it. */
export interface Evidence {
  /** step is an index into the machine's steps. */
  readonly step: number;
  readonly first: Proof;
  last: Proof;
  count: number;
}

/** NONE: most runs have no blocks, and there are many of them. */
const NONE: readonly never[] = [];

/** Run is one partial match. */
export class Run {
  state = 0;
  /** choice is what the event at hand does to it: see Policy.choose. */
  choice = STAY;
  since: number;
  steps: readonly Evidence[] = NONE;
  blocks: readonly string[] = NONE;

  /** first is the time of its first event, serial that event's place among all. */
  constructor(readonly runs: Runs, readonly first: number, readonly serial: number) {
    this.since = first;
  }

  /** take notes the event that leads along an edge, and the blocks that are entered with it. */
  take(edge: Edge, proof: Proof, now: number): void {
    this.since = now;
    if (edge.blocks.length > 0) this.blocks = [...this.blocks, ...edge.blocks];
    const latest = this.steps.at(-1);
    if (edge.repeat && latest?.step === edge.step) {
      latest.last = proof;
      latest.count++;
    } else {
      this.steps = this.steps.concat({ step: edge.step, first: proof, last: proof, count: 1 });
    }
  }
}

/** Runs are the runs of one policy and one subject, and when a match of theirs was last reported. */
export class Runs {
  /** live are the runs in the order of their states; the start never holds one. */
  live: readonly Run[] = NONE;
  reported = -Infinity;

  constructor(readonly policy: Policy, readonly subject: Subject) {}

  /** at returns the run that stands in a state. */
  at(state: number): Run | undefined {
    for (const run of this.live) if (run.state === state) return run;
    return undefined;
  }

  /** put places a run in a state that is free. */
  put(state: number, run: Run): void {
    run.state = state;
    const { subject, policy } = this;
    const { within } = policy.machine;
    if (within !== null) subject.deadline = Math.min(subject.deadline, run.first + within);
    const behind = this.live.findIndex((each) => each.state > state);
    this.live = this.live.toSpliced(behind < 0 ? this.live.length : behind, 0, run);
    subject.wait(run, policy.kinds(state));
  }

  /** remove takes a run that is live out of its state. */
  remove(run: Run): void {
    const others = this.live.filter((each) => each !== run);
    this.live = others.length === 0 ? NONE : others;
    this.subject.leave(run, this.policy.kinds(run.state));
  }
}
