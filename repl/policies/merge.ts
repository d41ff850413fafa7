/** Policies from files and policies from the prompt, side by side. */
import { sameMachine } from "../../engine/policy.ts";
import type { Policies } from "./policy_set.ts";

/**
 * merged is what is to be loaded once files that gave `former` give `next`. What was dropped or
 * written anew at the prompt stays so until its own text in the files changes.
 */
export function merged(loaded: Policies, former: Policies, next: Policies): Policies {
  const wanted = new Map(loaded);
  for (const [name, machine] of former) {
    if (!next.has(name) && loaded.get(name) === machine) wanted.delete(name);
  }
  for (const [name, machine] of next) {
    const old = former.get(name);
    const overruled = old !== undefined && loaded.get(name) !== old;
    if (!overruled || !sameMachine(old, machine)) wanted.set(name, machine);
  }
  return wanted;
}
