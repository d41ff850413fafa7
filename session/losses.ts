import type { Summary } from "../engine/report.ts";

/** Losses adds up what was lost, by cause. */
export class Losses {
  readonly #causes = new Map<string, number>();

  /** add takes in a hole. */
  add(count: number, cause: string): void {
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + count);
  }

  /** summary is its part of a summary. */
  get summary(): Pick<Summary, "dropped" | "lost"> {
    const dropped = this.#causes.values().reduce((sum, count) => sum + count, 0);
    return dropped === 0 ? { dropped } : { dropped, lost: Object.fromEntries(this.#causes) };
  }
}
