/**
 * Places that no run can come to, because an edge before them always takes the event.
 *
 *     ( openat {} | openat { pathname = "/etc/shadow" } )    the second is never tried
 *
 * One edge covers a later one if it asks for less: its kind is the same (or any), each of its
 * conditions is one of the other's, and it is judged no later.
 */
import type { Condition, Edge, State, Step } from "../machine.ts";
import type { Report } from "../report.ts";
import type { Steps } from "./steps.ts";

/** warnOfUnreachable warns of steps that no run ever tries. */
export function warnOfUnreachable(states: readonly State[], steps: Steps, report: Report): void {
  const keys = new Map<number, ReadonlySet<string>>();
  const keysOf = (index: number) => {
    let found = keys.get(index);
    if (found === undefined) {
      found = conjuncts(steps.list[index]?.condition ?? { is: "all", of: [] });
      keys.set(index, found);
    }
    return found;
  };
  const tried = new Set<number>();
  const covers = new Map<number, number>();
  const waiting = [0];
  const seen = new Set(waiting);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const edges = states[at]?.edges ?? [];
    for (const [index, edge] of edges.entries()) {
      const cover = edges.slice(0, index).find((before) =>
        covered(before, edge, steps.list, keysOf)
      );
      if (cover !== undefined) {
        covers.set(edge.step, cover.step);
        continue;
      }
      tried.add(edge.step);
      if (typeof edge.to === "number" && !seen.has(edge.to)) {
        seen.add(edge.to);
        waiting.push(edge.to);
      }
    }
  }
  warn(steps, tried, covers, report);
}

function warn(
  steps: Steps,
  tried: ReadonlySet<number>,
  covers: ReadonlyMap<number, number>,
  report: Report,
): void {
  for (const [index, node] of steps.nodes.entries()) {
    if (tried.has(index) || steps.watching.has(index)) continue;
    // A trailing "..." has a warning of its own.
    if (node.repeat?.times === "...") continue;
    const cover = covers.get(index);
    const before = cover === undefined ? undefined : steps.nodes[cover];
    report.warn(node.at, "This step is never reached", {
      hint: before === undefined
        ? "The policy is at its end, or in another branch, before it comes to this step"
        : "A step that is tried before it takes every event that it would take",
      notes: before === undefined ? [] : [{ message: "this one is tried first", at: before.at }],
    });
  }
}

function covered(
  first: Edge,
  later: Edge,
  steps: readonly Step[],
  keysOf: (step: number) => ReadonlySet<string>,
): boolean {
  const a = steps[first.step];
  const b = steps[later.step];
  if (a === undefined || b === undefined) return false;
  if (a.kind !== 0 && a.kind !== b.kind) return false;
  if (a.phase === "exit" && b.phase === "enter") return false;
  return keysOf(first.step).isSubsetOf(keysOf(later.step));
}

/** conjuncts returns what must hold, each condition as a text that is equal for equal conditions. */
function conjuncts(condition: Condition): ReadonlySet<string> {
  if (condition.is !== "all") return new Set([textOf(condition)]);
  return new Set(condition.of.flatMap((part) => [...conjuncts(part)]));
}

function textOf(condition: Condition): string {
  return JSON.stringify(
    condition,
    (_, value: unknown) => typeof value === "bigint" ? `${value}n` : value,
  );
}
