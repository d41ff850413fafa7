import type { Subject as SubjectKind } from "../compiler/machine.ts";
import type { Run } from "./runs.ts";

/** Waiting are the runs of a subject that wait for events of one kind, in no order. */
export interface Waiting {
  readonly kind: number;
  readonly runs: Run[];
  /** next are those that wait for another kind. */
  next: Waiting | null;
}

/** Subject is one subject, with what is to be known when an event of it comes. */
export class Subject {
  /** waiting has the live runs by the kinds of events that they wait for. */
  waiting: Waiting | null = null;
  /** deadline is no later than when the time of some live run is over. */
  deadline = Infinity;
  /** processes is how many living processes are known to belong to it. */
  processes = 0;
  /** orphaned is true of "all children of one parent" when the parent is gone. */
  orphaned = false;

  constructor(readonly by: SubjectKind, readonly id: number | string) {}

  /** wait puts a run among those that wait for events of these kinds. */
  wait(run: Run, kinds: readonly number[]): void {
    for (const kind of kinds) {
      const known = this.#find(kind);
      if (known === null) this.waiting = { kind, runs: [run], next: this.waiting };
      else known.runs.push(run);
    }
  }

  /** leave takes it out again. */
  leave(run: Run, kinds: readonly number[]): void {
    for (const kind of kinds) {
      const known = this.#find(kind);
      const index = known?.runs.indexOf(run) ?? -1;
      const last = index < 0 ? undefined : known?.runs.pop();
      if (known === null || last === undefined) continue;
      if (last !== run) known.runs[index] = last;
      if (known.runs.length === 0) this.#drop(known);
    }
  }

  /** runs returns the live runs, policy by policy and state by state. */
  runs(): readonly Run[] {
    const runs = new Set<Run>();
    for (let each = this.waiting; each !== null; each = each.next) {
      for (const run of each.runs) runs.add(run);
    }
    return [...runs].sort((one, other) =>
      one.policy.order - other.policy.order || one.state - other.state
    );
  }

  #find(kind: number): Waiting | null {
    let each = this.waiting;
    while (each !== null && each.kind !== kind) each = each.next;
    return each;
  }

  #drop(waiting: Waiting): void {
    if (this.waiting === waiting) this.waiting = waiting.next;
    for (let each = this.waiting; each !== null; each = each.next) {
      if (each.next === waiting) each.next = waiting.next;
    }
  }
}

/** Tree is told from one of the same root pid, reused, by when its root was started. */
export class Tree extends Subject {
  constructor(root: number, readonly startHi: number, readonly startLo: number) {
    super("tree", root);
  }
}
