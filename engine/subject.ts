import type { Subject as SubjectKind } from "../compiler/machine.ts";
import type { Run, Runs } from "./runs.ts";

/** Waiting are the runs of a subject that wait for events of one kind, in no order. */
export interface Waiting {
  readonly kind: number;
  readonly runs: Run[];
}

/** NONE: most subjects have no runs, and there are many of them. */
const NONE: readonly never[] = [];

/** Subject is one subject, with what is to be known when an event of it comes. */
export class Subject {
  /** runs are those of each policy that has any here, or has to remember that it had. */
  runs: readonly Runs[] = NONE;
  /** waiting has the live runs by the kinds of events that they wait for. */
  waiting: readonly Waiting[] = NONE;
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
      const known = this.waiting.find((each) => each.kind === kind);
      if (known === undefined) this.waiting = [...this.waiting, { kind, runs: [run] }];
      else known.runs.push(run);
    }
  }

  /** leave takes it out again. */
  leave(run: Run, kinds: readonly number[]): void {
    for (const kind of kinds) {
      const known = this.waiting.find((each) => each.kind === kind);
      const index = known?.runs.indexOf(run) ?? -1;
      const last = index < 0 ? undefined : known?.runs.pop();
      if (known === undefined || last === undefined) continue;
      if (last !== run) known.runs[index] = last;
      if (known.runs.length > 0) continue;
      const others = this.waiting.filter((each) => each !== known);
      this.waiting = others.length === 0 ? NONE : others;
    }
  }
}

/** Tree is told from one of the same root pid, reused, by when its root was started. */
export class Tree extends Subject {
  constructor(root: number, readonly startHi: number, readonly startLo: number) {
    super("tree", root);
  }
}
