/**
 * What one writes in an afternoon: policies as lists of steps with a JS RegExp each, and every
 * policy tried on every event. It knows sequences by tree and nothing else, and gets its events
 * decoded for nothing; both make it faster than what a user would really end up with.
 */
import type { EventData } from "../engine/report.ts";

/** NaiveStep is a kind and a regex on its path. */
export interface NaiveStep {
  readonly kind: string;
  readonly field: string;
  readonly regex: RegExp;
}

/** NaiveEngine counts the matches of sequences. */
export class NaiveEngine {
  matches = 0;
  /** #standing has for each policy the states in which some run stands. */
  readonly #standing: Set<number>[];

  constructor(private readonly policies: readonly (readonly NaiveStep[])[]) {
    this.#standing = policies.map(() => new Set());
  }

  process(event: EventData): void {
    for (const [index, steps] of this.policies.entries()) {
      // There are as many sets as policies.
      const standing = this.#standing[index]!;
      const moved: number[] = [];
      for (const state of [...standing, 0]) {
        const step = steps[state];
        if (step === undefined || step.kind !== event.kind) continue;
        const value = event.args[step.field];
        if (typeof value === "string" && step.regex.test(value)) moved.push(state);
      }
      for (const state of moved) standing.delete(state);
      for (const state of moved) {
        if (state + 1 === steps.length) this.matches++;
        else standing.add(state + 1);
      }
    }
  }
}
