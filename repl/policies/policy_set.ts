/**
 * The policies of a prompt, and the `let`s that were typed there: what is kept, what of it runs, and
 * what a change can be taken back to. Pure: a change makes a new set.
 */
import type { Machine } from "../../compiler/machine.ts";

/** Policies are machines by name. */
export type Policies = ReadonlyMap<string, Machine>;

/** Held is a policy that is kept; a disabled one does not run. */
export interface Held {
  readonly machine: Machine;
  readonly enabled: boolean;
}

/** Change is what one line, or one file that has changed, does to a set. */
export interface Change {
  /** what is said of it, such as `load shadow_read`. */
  readonly what: string;
  /** put are policies that are new or take the place of those of their names; they run. */
  readonly put?: Iterable<Machine>;
  readonly drop?: Iterable<string>;
  readonly enable?: Iterable<string>;
  readonly disable?: Iterable<string>;
  /** define are the texts of `let`s by name; null takes one away. */
  readonly define?: ReadonlyMap<string, string | null>;
}

/** PolicySet is what is kept. */
export class PolicySet {
  /** held are all policies by name, in the order of loading. */
  readonly held: ReadonlyMap<string, Held>;
  /** definitions are the texts of the `let`s by name. */
  readonly definitions: ReadonlyMap<string, string>;
  /** enabled and disabled are the policies that run, and those that do not. */
  readonly enabled: Policies;
  readonly disabled: Policies;

  constructor(
    held: ReadonlyMap<string, Held> = new Map(),
    definitions: ReadonlyMap<string, string> = new Map(),
  ) {
    this.held = held;
    this.definitions = definitions;
    const those = (wanted: boolean) =>
      new Map(
        [...held].flatMap(([name, { machine, enabled }]) =>
          enabled === wanted ? [[name, machine] as const] : []
        ),
      );
    this.enabled = those(true);
    this.disabled = those(false);
  }

  /** with returns the set that a change makes of this one. */
  with(change: Change): PolicySet {
    const held = new Map(this.held);
    const turn = (names: Iterable<string>, enabled: boolean) => {
      for (const name of names) {
        const one = held.get(name);
        if (one !== undefined) held.set(name, { ...one, enabled });
      }
    };
    for (const name of change.drop ?? []) held.delete(name);
    for (const machine of change.put ?? []) held.set(machine.name, { machine, enabled: true });
    turn(change.enable ?? [], true);
    turn(change.disable ?? [], false);
    return new PolicySet(held, replaced(this.definitions, change.define ?? new Map()));
  }
}

/** Undo takes back what lies between two sets, and nothing else that has changed since. */
export interface Undo {
  /** what is taken back. */
  readonly what: string;
  readonly held: ReadonlyMap<string, Held | null>;
  readonly definitions: ReadonlyMap<string, string | null>;
}

/** undoOf is how to get from `after` back to `before`; null where they are the same. */
export function undoOf(what: string, before: PolicySet, after: PolicySet): Undo | null {
  const held = differences(
    before.held,
    after.held,
    (a, b) => a.machine === b.machine && a.enabled === b.enabled,
  );
  const definitions = differences(before.definitions, after.definitions, (a, b) => a === b);
  return held.size + definitions.size === 0 ? null : { what, held, definitions };
}

/** undone returns the set that taking a change back makes of `set`. */
export function undone(set: PolicySet, undo: Undo): PolicySet {
  return new PolicySet(
    replaced(set.held, undo.held),
    replaced(set.definitions, undo.definitions),
  );
}

/** differences are the entries of `before` that `after` has otherwise; null for those it has anew. */
function differences<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  same: (a: T, b: T) => boolean,
): ReadonlyMap<string, T | null> {
  const names = new Set([...before.keys(), ...after.keys()]);
  return new Map(
    [...names].flatMap((name) => {
      const former = before.get(name), latter = after.get(name);
      const kept = former !== undefined && latter !== undefined && same(former, latter);
      return kept ? [] : [[name, former ?? null] as const];
    }),
  );
}

/** replaced returns a map with the entries of `by` in it; those that are null are taken out. */
function replaced<T>(
  map: ReadonlyMap<string, T>,
  by: ReadonlyMap<string, T | null>,
): ReadonlyMap<string, T> {
  const next = new Map(map);
  for (const [name, value] of by) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next;
}
