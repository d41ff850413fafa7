/** What a bench says: rows of measured figures, in groups, and how they are shown. */

/** Row is one line of a group's table. Figures are in the row's unit. */
export interface Row {
  readonly what: string;
  readonly unit: "ns" | "bytes" | "events" | "percent";
  /** ours is the median of the rounds. */
  readonly ours: number;
  /** spread are the lowest and the highest round. */
  readonly spread: readonly [low: number, high: number];
  /** wanted is what ours is to stay under; absent where nothing was promised. */
  readonly wanted?: number;
  /** other is what a user would take instead, measured in the same rounds. */
  readonly other?: { readonly name: string; readonly median: number };
}

/** Group is a subject of the bench. Each row is yielded as soon as it is measured. */
export interface Group {
  readonly title: string;
  rows(): Iterable<Row> | AsyncIterable<Row>;
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

const HEAD = ["what", "ours", "rounds", "wanted", "the other", "ratio"];

/** table shows rows as Markdown, which reads well on a terminal too. */
export function table(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => line(row.map((cell, index) => cell.padEnd(widths[index] ?? 0))));
  return [lines[0], line(widths.map((width) => "-".repeat(width))), ...lines.slice(1)].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellsOf({ what, unit, ours, spread, wanted, other }: Row): readonly string[] {
  const missed = wanted !== undefined && ours > wanted ? " (missed)" : "";
  return [
    what,
    figure(ours, unit),
    spread.map((each) => figure(each, unit)).join(" to "),
    wanted === undefined ? "" : `${figure(wanted, unit)}${missed}`,
    other === undefined ? "" : `${other.name}: ${figure(other.median, unit)}`,
    // Of prices that are next to nothing, or of nothing lost, there is no ratio.
    other === undefined || Math.min(other.median, ours) <= 0
      ? ""
      : `${(other.median / ours).toPrecision(3)} times`,
  ];
}

function figure(value: number, unit: Row["unit"]): string {
  if (unit === "bytes") return `${value.toFixed(1)} B`;
  if (unit === "events") return value.toLocaleString("en");
  if (unit === "percent") return `${value.toFixed(2)} %`;
  const [size, name] = value >= 1e9
    ? [1e9, "s"] as const
    : value >= 1e6
    ? [1e6, "ms"] as const
    : value >= 1e4
    ? [1e3, "µs"] as const
    : [1, "ns"] as const;
  const scaled = value / size;
  return `${scaled >= 100 || size === 1 ? scaled.toFixed(0) : scaled.toPrecision(3)} ${name}`;
}
