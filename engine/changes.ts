/** What becomes of policies when one set of them takes the place of another. */
import type { Machine } from "../compiler/machine.ts";
import { sameMachine } from "./policy.ts";

/** PolicyChanges are the names of policies by what an exchange did to them. */
export interface PolicyChanges {
  /** changed policies are another machine under the old name; their runs have ended. */
  readonly changed: readonly string[];
  /** added policies were not there before. */
  readonly added: readonly string[];
  /** removed policies are not there any more; their runs have ended. */
  readonly removed: readonly string[];
  /** unchanged policies keep their runs, though they may be written elsewhere now. */
  readonly unchanged: readonly string[];
}

/** changesBetween compares two sets of policies, name by name. */
export function changesBetween(
  former: ReadonlyMap<string, Machine>,
  next: ReadonlyMap<string, Machine>,
): PolicyChanges {
  const fate = (machine: Machine) => {
    const old = former.get(machine.name);
    return old === undefined ? "added" : sameMachine(old, machine) ? "unchanged" : "changed";
  };
  const fates = [...next.values()].map((machine) => [machine.name, fate(machine)] as const);
  const those = (wanted: string) => fates.filter(([, is]) => is === wanted).map(([name]) => name);
  return {
    changed: those("changed"),
    added: those("added"),
    removed: [...former.keys()].filter((name) => !next.has(name)),
    unchanged: those("unchanged"),
  };
}

/** byName is a set of policies by their names. */
export function byName(machines: Iterable<Machine>): ReadonlyMap<string, Machine> {
  return new Map([...machines].map((machine) => [machine.name, machine]));
}
