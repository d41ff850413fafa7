/** A loaded policy: its machine, bound to the predicates of everything that is loaded. */
import type { Machine } from "../compiler/machine.ts";
import { PHASE } from "./layout.ts";
import type { Predicates } from "./predicates.ts";
import type { RecordView } from "./record.ts";
import type { Runs } from "./runs.ts";

/** STAY and ENDED are answers of `choose`: no edge; and ENDED - n: step n ends the run. */
export const STAY = -1;
export const ENDED = -2;

/** BoundStep is a step as it is judged. */
interface BoundStep {
  readonly index: number;
  readonly kind: number;
  readonly phase: number;
  readonly predicate: number;
}

/** Binding is a machine with the ids of its conditions. */
export interface Binding {
  readonly machine: Machine;
  readonly steps: readonly BoundStep[];
  /** edges and ends: for each state the steps that move, or end, a run that stands there. */
  readonly edges: readonly (readonly BoundStep[])[];
  readonly ends: readonly (readonly BoundStep[])[];
}

/** bind adds a machine's conditions to the predicates. It throws where they do not fit the kinds. */
export function bind(machine: Machine, predicates: Predicates): Binding {
  const steps = machine.steps.map((step, index) => ({
    index,
    kind: step.kind,
    phase: PHASE[step.phase],
    predicate: predicates.add(step.condition, step.kind, machine.patterns),
  }));
  // A machine's edges, withouts and until are indices into its steps.
  const at = (index: number) => steps[index]!;
  const until = machine.until === null ? [] : [at(machine.until)];
  return {
    machine,
    steps,
    edges: machine.states.map(({ edges }) => edges.map(({ step }) => at(step))),
    ends: machine.states.map(({ without }) => [...without.map(at), ...until]),
  };
}

/** Policy is one loaded policy with what it has done so far. */
export class Policy {
  begun = 0;
  advanced = 0;
  matches = 0;
  dismissed = 0;
  suppressed = 0;
  /** active are the subjects that have live runs of this policy. */
  readonly active = new Set<Runs>();
  /** serial is that of the last event that may move a run here; begin is the edge it begins one by. */
  serial = 0;
  begin = STAY;
  #binding: Binding;

  /** slot is the policy's place in each subject's runs. */
  constructor(readonly slot: number, binding: Binding) {
    this.#binding = binding;
  }

  get machine(): Machine {
    return this.#binding.machine;
  }

  /** rebind takes the ids of a new table of predicates, for the same machine. */
  rebind(binding: Binding): void {
    this.#binding = binding;
  }

  /** wants tells whether an event of this kind and phase could be of any use. */
  wants(kind: number, phase: number): boolean {
    return this.#binding.steps.some((step) => fits(step, kind, phase));
  }

  /** starts lists the edges out of the start state that such an event could take, in order. */
  starts(
    kind: number,
    phase: number,
  ): readonly { readonly edge: number; readonly predicate: number }[] {
    return (this.#binding.edges[0] ?? [])
      .map((step, edge) => ({ step, edge, predicate: step.predicate }))
      .filter(({ step }) => fits(step, kind, phase));
  }

  /**
   * choose returns what an event does to a run in `state`: the index of the edge that it takes,
   * STAY, or ENDED - n where step n ends it. Edges are tried first, in order.
   */
  choose(
    state: number,
    predicates: Predicates,
    view: RecordView,
    kind: number,
    phase: number,
  ): number {
    // States are indices into the binding's lists.
    const edges = this.#binding.edges[state]!;
    for (let index = 0; index < edges.length; index++) {
      const step = edges[index]!;
      if (fits(step, kind, phase) && predicates.holds(step.predicate, view)) return index;
    }
    for (const step of this.#binding.ends[state]!) {
      if (fits(step, kind, phase) && predicates.holds(step.predicate, view)) {
        return ENDED - step.index;
      }
    }
    return STAY;
  }
}

function fits(step: BoundStep, kind: number, phase: number): boolean {
  return (step.kind === 0 || step.kind === kind) && (step.phase & phase) !== 0;
}

/** sameMachine tells whether two machines differ in nothing but where and how they were written. */
export function sameMachine(one: Machine, other: Machine): boolean {
  return one === other || essence(one) === essence(other);
}

function essence(machine: Machine): string {
  // `source` is also a pattern's regex, which lies deeper than the machine's own text.
  const { file: _file, source: _source, span: _span, ...rest } = machine;
  // The names of states tell lines, which change with what is written above the policy.
  const states = machine.states.map(({ name: _name, ...state }) => state);
  return JSON.stringify({ ...rest, states }, (key, value: unknown) => {
    // A label repeats the step's text, white space and all.
    if (key === "span" || key === "label") return undefined;
    if (typeof value === "bigint") return `${value}n`;
    return value instanceof Uint8Array ? value.toHex() : value;
  });
}
