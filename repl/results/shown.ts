/**
 * Results: what a command has to show, as text or as NDJSON. The prompt remembers the last of them,
 * so that `last` can show it again or write it in another form.
 */
import { toLine } from "./ndjson.ts";
import type { Screen } from "../views/screen.ts";

/** Shown is a result: its items, what each is in NDJSON, and all of them as text. */
export interface Shown<T> {
  readonly items: readonly T[];
  /** row is what an item is for programs; its `type` says what it is. */
  row(item: T): object;
  /** lines are the items for people. */
  lines(items: readonly T[], screen: Screen): readonly string[];
  /** table is the items as rows of a table, where those of NDJSON hold too much for one. */
  table?(items: readonly T[], screen: Screen): readonly object[];
}

/** rowsText is items as NDJSON. */
export function rowsText<T>(shown: Shown<T>, items: readonly T[]): string {
  return items.map((item) => toLine(shown.row(item))).join("");
}
