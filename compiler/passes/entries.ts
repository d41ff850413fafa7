/**
 * Entries: how a part of a policy begins, seen from what stands before it. Lowering builds them back
 * to front and puts them together here.
 *
 *     ( A | B )      the edge of A, then the edge of B
 *     A ? T : ...    the edge of A alone
 */
import type { Edge } from "../machine.ts";

/** End is how a run ends. */
export type End = "match" | "dismissed";

/** Entry is how a part of a policy begins. */
export interface Entry {
  readonly edges: readonly Edge[];
  /** withouts are the steps that end a run which waits here. */
  readonly withouts: readonly number[];
  /** end is set where nothing more has to be matched; edges are of no use then. */
  readonly end: End | null;
  /** endBlocks are the blocks passed on the way to the end. */
  readonly endBlocks: readonly string[];
}

/** begins returns the entry of a single edge. */
export function begins(edge: Edge): Entry {
  return { edges: [edge], withouts: [], end: null, endBlocks: [] };
}

/** merged puts entries side by side; where one is at its end, all of it is. */
export function merged(entries: readonly Entry[]): Entry {
  const end = entries.find((entry) => entry.end !== null);
  if (end !== undefined) return { ...end, withouts: [] };
  return {
    edges: distinct(entries.flatMap((entry) => entry.edges)),
    withouts: entries.reduce<readonly number[]>((all, one) => union(all, one.withouts), []),
    end: null,
    endBlocks: [],
  };
}

/** distinct keeps a step's first edge: the first that matches is taken, so others never are. */
export function distinct(edges: readonly Edge[]): readonly Edge[] {
  const seen = new Set<number>();
  return edges.filter(({ step }) => !seen.has(step) && seen.add(step));
}

/** union joins two lists of steps. */
export function union(a: readonly number[], b: readonly number[]): readonly number[] {
  return b.length === 0 ? a : [...new Set([...a, ...b])];
}
