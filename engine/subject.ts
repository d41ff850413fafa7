import type { Subject as SubjectKind } from "../compiler/machine.ts";
import type { Runs } from "./runs.ts";

/** Subject is one subject, with the runs of each policy at the policy's slot. */
export class Subject {
  readonly runs: (Runs | undefined)[] = [];
  /** live are those of them that have live runs, in no order. */
  readonly live: Runs[] = [];
  /** processes is how many living processes are known to belong to it. */
  processes = 0;
  /** orphaned is true of "all children of one parent" when the parent is gone. */
  orphaned = false;

  constructor(readonly by: SubjectKind, readonly id: number | string) {}
}

/** Tree is told from one of the same root pid, reused, by when its root was started. */
export class Tree extends Subject {
  constructor(root: number, readonly startHi: number, readonly startLo: number) {
    super("tree", root);
  }
}
