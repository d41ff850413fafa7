import type { Row } from "./row.ts";

/** RESULTS is where the figures of the last run are. */
export const RESULTS = new URL("results.json", import.meta.url);

/** Conditions are what the figures depend on. */
export interface Conditions {
  readonly date: string;
  readonly exeray: string;
  readonly machine: { readonly cpu: string; readonly cores: number };
  readonly kernel: string;
  readonly deno: string;
  readonly v8: string;
  /** load is how many threads wanted a core in the minute before. */
  readonly load: number;
}

/** Results are one run: the conditions, and the rows of each group that was measured. */
export interface Results extends Conditions {
  /** whole: every group was measured. */
  readonly whole: boolean;
  readonly groups: Readonly<Record<string, readonly Row[]>>;
}
