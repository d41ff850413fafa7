import type { Lost, Summary } from "../engine/report.ts";

/** Losses adds up what was lost, by cause and by CPU. */
export class Losses {
  readonly #causes = new Map<string, number>();
  readonly #cpus = new Map<number, number>();

  /** add takes in a hole. */
  add({ count, cause, cpus = {} }: Pick<Lost, "count" | "cause" | "cpus">): void {
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + count);
    for (const [cpu, on] of Object.entries(cpus)) {
      this.#cpus.set(Number(cpu), (this.#cpus.get(Number(cpu)) ?? 0) + on);
    }
  }

  /** summary is its part of a summary. */
  get summary(): Pick<Summary, "dropped" | "lost" | "cpus"> {
    const dropped = this.#causes.values().reduce((sum, count) => sum + count, 0);
    if (dropped === 0) return { dropped };
    const lost = Object.fromEntries(this.#causes);
    return { dropped, lost, ...(this.#cpus.size > 0 && { cpus: Object.fromEntries(this.#cpus) }) };
  }
}
