/**
 * Which policies an event can be of use to, by its kind and phase. Most events begin no run of any
 * policy, so finding that out must not take a step for each of them: where the steps that runs
 * begin with have atoms, an index says which atoms hold, mostly none, and only who waits for one of
 * those is asked.
 */
import { KINDS } from "../compiler/kinds/kinds.ts";
import type { Subject } from "../compiler/machine.ts";
import type { Index } from "./indexes.ts";
import type { Policy } from "./policy.ts";

/** Start is an edge out of a policy's start state. */
export interface Start {
  readonly policy: Policy;
  readonly edge: number;
  readonly predicate: number;
}

/** Guard has the starts that wait for the atoms of one index. */
export interface Guard {
  readonly index: Index;
  /** starts has those of each atom, by its id. */
  readonly starts: readonly (readonly Start[] | undefined)[];
}

/** Cell is what is to be tried on an event of one kind and phase. */
export interface Cell {
  /** subjects are the sorts of subjects that its policies go by, each once. */
  readonly subjects: readonly Subject[];
  readonly guards: readonly Guard[];
  /** others are the starts without atoms by what they ask, each predicate once. */
  readonly others: readonly (readonly Start[])[];
}

/** NOBODY is the cell of events that no policy has a use for. */
const NOBODY: Cell = { subjects: [], guards: [], others: [] };

/** Dispatch finds the cell for an event. Cells are made when they are first asked for. */
export class Dispatch {
  readonly #policies: readonly Policy[];
  readonly #cells: (Cell | undefined)[] = new Array(KINDS.length * 4).fill(undefined);

  constructor(policies: readonly Policy[]) {
    this.#policies = policies;
  }

  /** cell returns what is to be tried; it is empty where no policy has a use for such an event. */
  cell(kind: number, phase: number): Cell {
    return this.#cells[kind * 4 + phase] ??= cellOf(this.#policies, kind, phase);
  }
}

function cellOf(all: readonly Policy[], kind: number, phase: number): Cell {
  const policies = all.filter((policy) => policy.wants(kind, phase));
  if (policies.length === 0) return NOBODY;
  const guards = new Map<Index, (Start[] | undefined)[]>();
  const others = new Map<number, Start[]>();
  for (const policy of policies) {
    for (const { edge, predicate, atoms } of policy.starts(kind, phase)) {
      const start = { policy, edge, predicate };
      if (atoms === null) {
        others.set(predicate, [...others.get(predicate) ?? [], start]);
        continue;
      }
      for (const { index, id } of atoms) {
        const starts = guards.get(index) ?? [];
        guards.set(index, starts);
        starts[id] = [...starts[id] ?? [], start];
      }
    }
  }
  return {
    subjects: [...new Set(policies.map(({ machine }) => machine.subject))],
    guards: Array.from(guards, ([index, starts]) => ({ index, starts })),
    others: [...others.values()],
  };
}
