/** Where the runs of one policy and one subject stand: at most one in a state. */
import type { Edge } from "../compiler/machine.ts";
import type { Policy } from "./policy.ts";
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

/** Run is one partial match. */
export class Run {
  state = 0;
  since: number;
  readonly steps: Evidence[] = [];
  readonly blocks: string[] = [];

  /** first is the time of its first event, serial that event's place among all. */
  constructor(readonly first: number, readonly serial: number) {
    this.since = first;
  }

  /** take notes the event that leads along an edge, and the blocks that are entered with it. */
  take(edge: Edge, proof: Proof, now: number): void {
    this.since = now;
    this.blocks.push(...edge.blocks);
    const latest = this.steps.at(-1);
    if (edge.repeat && latest?.step === edge.step) {
      latest.last = proof;
      latest.count++;
    } else {
      this.steps.push({ step: edge.step, first: proof, last: proof, count: 1 });
    }
  }
}

/** Runs are the runs of one policy and one subject, and when a match of theirs was last reported. */
export class Runs {
  /** at has the run that stands in each state; the start never holds one. */
  readonly at: (Run | undefined)[];
  live = 0;
  reported = -Infinity;

  constructor(readonly policy: Policy, readonly subject: Subject) {
    this.at = policy.machine.states.map(() => undefined);
  }

  /** put places a run in a state that is free. */
  put(state: number, run: Run): void {
    run.state = state;
    this.at[state] = run;
    if (this.live++ > 0) return;
    this.policy.active.add(this);
    this.subject.live.push(this);
  }

  /** remove frees a state that holds a run. */
  remove(state: number): void {
    this.at[state] = undefined;
    if (--this.live > 0) return;
    this.policy.active.delete(this);
    this.subject.live.splice(this.subject.live.indexOf(this), 1);
  }
}
