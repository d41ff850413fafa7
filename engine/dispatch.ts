/**
 * Which policies an event can be of use to, by its kind and phase. Most events are of no use to
 * most policies, so finding that out must cost next to nothing for each of them.
 */
import { KINDS } from "../compiler/kinds/kinds.ts";
import type { Subject } from "../compiler/machine.ts";
import { PHASE } from "./layout.ts";
import type { Policy } from "./policy.ts";

/** Cell is what is to be tried on an event of one kind and phase. */
export interface Cell {
  /** policies that have any step for it, in the order of loading. */
  readonly policies: readonly Policy[];
  /** subjects are the sorts of subjects those policies go by, each once. */
  readonly subjects: readonly Subject[];
  /** predicates of the edges out of their start states; the arrays beside it go with it. */
  readonly predicates: Int32Array;
  readonly starters: readonly Policy[];
  readonly edges: Int32Array;
}

/** Dispatch finds the cell for an event. */
export class Dispatch {
  readonly #cells: readonly (Cell | undefined)[];

  constructor(policies: readonly Policy[]) {
    this.#cells = KINDS.flatMap((_, kind) =>
      [0, PHASE.enter, PHASE.exit, PHASE.whole].map((phase) => cellOf(policies, kind, phase))
    );
  }

  /** cell returns what is to be tried, or undefined where no policy has a use for such an event. */
  cell(kind: number, phase: number): Cell | undefined {
    return this.#cells[kind * 4 + phase];
  }
}

function cellOf(all: readonly Policy[], kind: number, phase: number): Cell | undefined {
  const policies = all.filter((policy) => policy.wants(kind, phase));
  if (policies.length === 0) return undefined;
  const starts = policies.flatMap((policy) =>
    policy.starts(kind, phase).map((start) => ({ ...start, policy }))
  );
  return {
    policies,
    subjects: [...new Set(policies.map(({ machine }) => machine.subject))],
    predicates: Int32Array.from(starts, ({ predicate }) => predicate),
    starters: starts.map(({ policy }) => policy),
    edges: Int32Array.from(starts, ({ edge }) => edge),
  };
}
