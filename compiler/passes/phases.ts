/**
 * When a step is judged: as the call is made, or, if any of its conditions needs the result, when
 * it returns.
 *
 *     openat { pathname = "/x" }             ->  enter
 *     openat { pathname = "/x", ret >= 0 }   ->  exit
 */
import type { Kind, Phase } from "../kinds/kind.ts";
import { fieldOf } from "../kinds/kinds.ts";
import type { Condition, Test } from "../machine.ts";

/** phaseOf returns when a condition on a kind can be judged. */
export function phaseOf(condition: Condition, kind: Kind): Phase {
  for (const test of testsOf(condition)) {
    if (fieldOf(kind, test.field.name)?.phase === "exit") return "exit";
  }
  return "enter";
}

/** testsOf lists every test in a condition. */
export function testsOf(condition: Condition): readonly Test[] {
  const found: Test[] = [];
  const waiting: Condition[] = [condition];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    switch (one.is) {
      case "all":
      case "any":
        for (const part of one.of) waiting.push(part);
        break;
      case "not":
        waiting.push(one.of);
        break;
      default:
        found.push(one);
    }
  }
  return found;
}
