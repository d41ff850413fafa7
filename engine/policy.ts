/** A loaded policy: its machine, bound to the predicates of everything that is loaded. */
import type { Machine } from "../compiler/machine.ts";
import { PHASE } from "./layout.ts";
import type { Atom } from "./predicate.ts";
import type { Predicates } from "./predicates.ts";
import type { RecordView } from "./record.ts";
import { type Run, Runs } from "./runs.ts";
import type { Subject } from "./subject.ts";

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

/** BoundStart is a step that begins a run, with the atoms that may tell when to ask for it. */
interface BoundStart extends BoundStep {
  readonly edge: number;
  readonly atoms: readonly Atom[] | null;
}

/** BoundState has the steps that move, and those that end, a run that stands there. */
interface BoundState {
  readonly edges: readonly BoundStep[];
  readonly ends: readonly BoundStep[];
  /** kinds are those of the events that do, each once; only `call` where it is among them. */
  readonly kinds: readonly number[];
}

/** Binding is a machine with the ids of its conditions. */
export interface Binding {
  readonly machine: Machine;
  readonly steps: readonly BoundStep[];
  readonly starts: readonly BoundStart[];
  readonly states: readonly BoundState[];
}

/**
 * bind adds a machine's conditions to the predicates. It throws, and adds nothing, where they do
 * not fit the kinds. `unbind` takes them out again.
 */
export function bind(machine: Machine, predicates: Predicates): Binding {
  const steps: BoundStep[] = [];
  try {
    for (const [index, { kind, phase, condition }] of machine.steps.entries()) {
      const predicate = predicates.add(condition, kind, machine.patterns);
      steps.push({ index, kind, phase: PHASE[phase], predicate });
    }
  } catch (error) {
    for (const { predicate } of steps) predicates.release(predicate);
    throw error;
  }
  // A machine's edges, withouts and until are indices into its steps.
  const at = (index: number) => steps[index]!;
  const until = machine.until === null ? [] : [at(machine.until)];
  const states = machine.states.map(({ edges, without }) => {
    const moves = edges.map(({ step }) => at(step));
    const ends = [...without.map(at), ...until];
    const kinds = new Set([...moves, ...ends].map(({ kind }) => kind));
    return { edges: moves, ends, kinds: kinds.has(0) ? [0] : [...kinds] };
  });
  const starts = (states[0]?.edges ?? []).map((step, edge) => ({
    ...step,
    edge,
    atoms: predicates.atoms(step.predicate),
  }));
  return { machine, steps, starts, states };
}

/** unbind takes back what a binding has added to the predicates. */
export function unbind({ steps }: Binding, predicates: Predicates): void {
  for (const { predicate } of steps) predicates.release(predicate);
}

/** Policy is one loaded policy with what it has done so far. */
export class Policy {
  begun = 0;
  advanced = 0;
  matches = 0;
  dismissed = 0;
  suppressed = 0;
  readonly runs = new Runs();
  /** reported is when a match of a subject was last reported, where there is a cooldown. */
  readonly reported = new Map<Subject, number>();
  /** order is the policy's place among all that are loaded. */
  order = 0;
  /** serial is that of the last event that stirs a run here, or begins one. */
  serial = 0;
  /** begin is the edge that it begins one by; stirred are the runs that it moves or ends. */
  begin = STAY;
  readonly stirred: Run[] = [];
  #binding: Binding;

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  get machine(): Machine {
    return this.#binding.machine;
  }

  get binding(): Binding {
    return this.#binding;
  }

  /** rename takes a machine that differs only in where and how it was written. */
  rename(machine: Machine): void {
    this.#binding = { ...this.#binding, machine };
  }

  /** wants tells whether an event of this kind and phase could be of any use. */
  wants(kind: number, phase: number): boolean {
    return this.#binding.steps.some((step) => fits(step, kind, phase));
  }

  /** starts lists the edges out of the start state that such an event could take, in order. */
  starts(kind: number, phase: number): readonly BoundStart[] {
    return this.#binding.starts.filter((step) => fits(step, kind, phase));
  }

  /** kinds are the kinds of events that a run in `state` waits for, each once; 0 stands for all. */
  kinds(state: number): readonly number[] {
    return this.#binding.states[state]?.kinds ?? [];
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
    // States are indices into the binding's list.
    const { edges, ends } = this.#binding.states[state]!;
    for (let index = 0; index < edges.length; index++) {
      const step = edges[index]!;
      if (fits(step, kind, phase) && predicates.holds(step.predicate, view)) return index;
    }
    for (let index = 0; index < ends.length; index++) {
      const step = ends[index]!;
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

const essences = new WeakMap<Machine, string>();

function essence(machine: Machine): string {
  const text = essences.get(machine) ?? essenceOf(machine);
  essences.set(machine, text);
  return text;
}

function essenceOf(machine: Machine): string {
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
