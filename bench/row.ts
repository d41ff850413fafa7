/** What a bench says: rows of measured figures, in groups. */

/** Row is one line of a group's table. Figures are in the row's unit. */
export interface Row {
  readonly what: string;
  /** unit "rate" is so many a second: of it, more is better; of all others, less. */
  readonly unit: "ns" | "bytes" | "events" | "percent" | "rate";
  /** ours is the median of the rounds. */
  readonly ours: number;
  /** spread are the lowest and the highest round. */
  readonly spread: readonly [low: number, high: number];
  /** headline: the row is worth a place in the README. */
  readonly headline?: true;
  /** wanted is what ours is to reach; absent where nothing was promised. */
  readonly wanted?: number;
  /** other is what a user would take instead, measured in the same rounds. */
  readonly other?: { readonly name: string; readonly median: number };
}

/** HEADLINE marks a row. */
export const HEADLINE = { headline: true } as const;

/** Group is a subject of the bench. Each row is yielded as soon as it is measured. */
export interface Group {
  readonly title: string;
  rows(options: Options): Iterable<Row> | AsyncIterable<Row>;
}

/** Options are what a bench is run with; minutes is how long memory is watched, or null. */
export interface Options {
  readonly minutes: number | null;
}

/** Figures are the rounds of one measurement. */
export interface Figures {
  readonly ours: number;
  readonly spread: readonly [low: number, high: number];
}

/** figures sums up rounds. */
export function figures(rounds: readonly number[]): Figures {
  const sorted = rounds.toSorted((a, b) => a - b);
  return {
    ours: sorted[sorted.length >> 1] ?? NaN,
    spread: [sorted[0] ?? NaN, sorted.at(-1) ?? NaN],
  };
}

/** elapsed is how long `work` takes, in ns. */
export function elapsed(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) * 1e6;
}
