/**
 * How many events each policy was tried on. An event is counted by its kind and phase alone, which
 * costs one addition; what a policy has to do with it is worked out when somebody asks.
 */
import { KINDS } from "../compiler/kinds/kinds.ts";
import type { Machine } from "../compiler/machine.ts";
import { sameMachine } from "../engine/policy.ts";
import { PHASE } from "../engine/layout.ts";
import type { RecordView } from "../engine/record.ts";

/** PHASES is how many values a phase has, none included. */
const PHASES = 4;

/** Tried counts events for the policies that are loaded. */
export class Tried {
  readonly #counts = new Float64Array(KINDS.length * PHASES);
  /** #loaded has each policy with the counts at its loading. */
  #loaded: ReadonlyMap<string, { readonly machine: Machine; readonly before: Float64Array }> =
    new Map();

  /** count takes in an event. */
  count(view: RecordView): void {
    const cell = view.kind * PHASES + view.phase;
    // A kind is an index into KINDS, and a phase has two bits.
    this.#counts[cell]!++;
  }

  /** load says which policies are loaded now; of those that are the same the counts go on. */
  load(machines: Iterable<Machine>): void {
    const former = this.#loaded;
    this.#loaded = new Map([...machines].map((machine) => {
      const known = former.get(machine.name);
      const same = known !== undefined && sameMachine(known.machine, machine);
      return [machine.name, { machine, before: same ? known.before : this.#counts.slice() }];
    }));
  }

  /** of returns how many events a policy was tried on since it was loaded. */
  of(name: string): number {
    const loaded = this.#loaded.get(name);
    if (loaded === undefined) return 0;
    const { machine: { steps }, before } = loaded;
    return this.#counts.reduce((sum, count, cell) => {
      const kind = Math.floor(cell / PHASES);
      const phase = cell % PHASES;
      const wanted = steps.some((step) =>
        (step.kind === 0 || step.kind === kind) && (PHASE[step.phase] & phase) !== 0
      );
      return wanted ? sum + count - (before[cell] ?? 0) : sum;
    }, 0);
  }
}
