/**
 * From statements to states, back to front: each statement is lowered with the *entry* of what
 * follows it, that is the edges with which the rest of the policy begins.
 *
 *     A B.. C     state 0: A → 1
 *                 state 1: B → 2
 *                 state 2: C → match, B → 2 (the loop, behind the edges that lead on)
 *
 * Every step makes a state of its own behind it, so two places of the source stay two states. Where
 * nothing more has to be matched there is no state: the edge itself leads to the end.
 */
import type { Block, Conditional, Policy, Statement, Step as StepNode, Without } from "../ast.ts";
import type { Edge, State } from "../machine.ts";
import type { Report } from "../report.ts";
import { numberOf, stringOf } from "./literals.ts";
import { begins, distinct, type Entry, merged, union } from "./entries.ts";
import { type Draft, namesOf } from "./naming.ts";
import type { Steps } from "./steps.ts";

/** MAX_STATES and MAX_EDGES bound a machine, whose edges can grow with the square of its steps. */
const MAX_STATES = 10_000;
const MAX_EDGES = 100_000;

/** lower returns a policy's states, or reports why it has none. The policy has no other mistakes. */
export function lower(policy: Policy, steps: Steps, report: Report): readonly State[] | undefined {
  const before = report.errors;
  const lowering = new Lowering(steps, report);
  const match: Entry = { edges: [], withouts: [], end: "match", endBlocks: [] };
  let entry: Entry;
  try {
    entry = lowering.body(policy.body, match, null);
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    report.error(policy.head, "The policy is too large", {
      hint: `A machine has at most ${MAX_STATES} states and ${MAX_EDGES} edges`,
    });
    return undefined;
  }
  const [without] = entry.withouts;
  if (entry.end !== null) {
    report.error(policy.head, "The policy is empty: nothing has to be matched", {
      hint: `Give it at least one step, such as openat { pathname = "/etc/shadow" }`,
    });
  } else if (without !== undefined) {
    const at = steps.nodes[without]?.at ?? policy.head;
    report.error(at, `"without" at the start of a policy has nothing to guard`, {
      hint: "It holds from the step before it to the step behind it: put it between two steps",
    });
  }
  if (report.errors > before) return undefined;
  return lowering.finish(entry);
}

class TooLarge extends Error {}

class Lowering {
  readonly #drafts: Draft[] = [];
  #edges = 0;

  constructor(readonly steps: Steps, readonly report: Report) {}

  body(statements: readonly Statement[], next: Entry, block: string | null): Entry {
    let entry = next;
    for (let index = statements.length - 1; index >= 0; index--) {
      const statement = statements[index];
      if (statement !== undefined) entry = this.#statement(statement, entry, block);
    }
    return entry;
  }

  #statement(statement: Statement, next: Entry, block: string | null): Entry {
    switch (statement.node) {
      case "step":
        return this.#step(statement, next, block);
      case "block":
        return this.#block(statement, next);
      case "conditional":
        return this.#conditional(statement, next, block);
      case "alternatives":
        return merged(statement.branches.map((one) => this.#statement(one, next, block)));
      case "without":
        return this.#without(statement, next);
      case "gap":
      case "unordered":
      case "bad":
        return next;
      default:
        return statement satisfies never;
    }
  }

  #step(node: StepNode, next: Entry, block: string | null): Entry {
    const times = node.repeat?.times ?? null;
    if (times === "..") return this.#oneOrMore(node, next, block);
    if (times === "...") {
      if (next.end !== null) return next;
      const more = this.#oneOrMore(node, next, block);
      return { ...next, edges: distinct([...next.edges, ...more.edges]) };
    }
    const copies = times === null ? 1 : Number(numberOf(times, this.report));
    let entry = next;
    for (let copy = copies; copy >= 1; copy--) {
      const to = this.#after(node, entry, block, { copy, copies });
      entry = begins({ step: this.#index(node), ...to, repeat: false });
    }
    return entry;
  }

  #oneOrMore(node: StepNode, next: Entry, block: string | null): Entry {
    const step = this.#index(node);
    const { to, blocks } = this.#after(node, next, block, { copy: 1, copies: 1 });
    if (typeof to !== "number") return begins({ step, to, blocks, repeat: false });
    const state = this.#drafts[to];
    if (state !== undefined) {
      state.edges = distinct([...state.edges, { step, to, blocks: [], repeat: true }]);
    }
    return begins({ step, to, blocks, repeat: true });
  }

  /** after makes the state behind a step, unless the policy is at its end there. */
  #after(
    node: StepNode,
    next: Entry,
    block: string | null,
    { copy, copies }: { readonly copy: number; readonly copies: number },
  ): Pick<Edge, "to" | "blocks"> {
    if (next.end !== null) return { to: next.end, blocks: next.endBlocks };
    const { edges, withouts } = next;
    this.#edges += edges.length + withouts.length;
    if (this.#drafts.length >= MAX_STATES || this.#edges > MAX_EDGES) throw new TooLarge();
    const to = this.#drafts.push({ node, copy, copies, block, edges, withouts }) - 1;
    return { to, blocks: [] };
  }

  #block(block: Block, next: Entry): Entry {
    const name = stringOf(block.name, this.report);
    const behind: Entry = block.benign
      ? { edges: [], withouts: [], end: "dismissed", endBlocks: [] }
      : next;
    const inner = this.body(block.body, behind, name);
    return {
      ...inner,
      edges: inner.edges.map((edge) => ({ ...edge, blocks: [name, ...edge.blocks] })),
      endBlocks: inner.end === null ? [] : [name, ...inner.endBlocks],
    };
  }

  #conditional(node: Conditional, next: Entry, block: string | null): Entry {
    const then = this.#statement(node.then, next, block);
    const test = this.#step(node.test, then, block);
    if (node.otherwise === null || onlyGaps(node.otherwise)) return test;
    return merged([test, this.#statement(node.otherwise, next, block)]);
  }

  #without(node: Without, next: Entry): Entry {
    const index = this.#index(node.step);
    if (next.end !== null) {
      this.report.error(node.at, `"without" at the end of a policy has nothing to guard`, {
        hint: "It holds from the step before it to the step behind it: put it between two steps",
      });
    }
    return { ...next, withouts: union([index], next.withouts) };
  }

  #index(node: StepNode): number {
    // Every step was checked before; one that was not had a mistake, and then nothing is lowered.
    return this.steps.indexOf.get(node) ?? 0;
  }

  /** finish keeps the states that can be reached, in the order of the source, and names them. */
  finish(entry: Entry): readonly State[] {
    const start: Draft = {
      node: null,
      copy: 1,
      copies: 1,
      block: null,
      edges: entry.edges,
      withouts: [],
    };
    const kept = this.#reachable(start).sort((a, b) => place(a) - place(b) || a.copy - b.copy);
    const numbers = new Map(kept.map((draft, index) => [draft, index]));
    const names = namesOf(kept, (node) => this.steps.list[this.#index(node)]);
    return kept.map((draft, index) => ({
      name: names[index] ?? "",
      edges: draft.edges.map((edge) => {
        const target = typeof edge.to === "number" ? this.#drafts[edge.to] : undefined;
        return target === undefined ? edge : { ...edge, to: numbers.get(target) ?? 0 };
      }),
      without: draft.withouts,
    }));
  }

  #reachable(start: Draft): Draft[] {
    const seen = new Set([start]);
    for (const draft of seen) {
      for (const { to } of draft.edges) {
        const target = typeof to === "number" ? this.#drafts[to] : undefined;
        if (target !== undefined) seen.add(target);
      }
    }
    return [...seen];
  }
}

/** onlyGaps tells whether nothing is to be detected in a statement. */
export function onlyGaps(statement: Statement): boolean {
  switch (statement.node) {
    case "gap":
      return true;
    case "block":
      return statement.body.every(onlyGaps);
    case "alternatives":
      return statement.branches.every(onlyGaps);
    default:
      return false;
  }
}

function place(draft: Draft): number {
  return draft.node === null ? -1 : draft.node.at.start;
}
