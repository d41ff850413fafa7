import { PLAIN } from "./palette.ts";
import type { Palette } from "./palette.ts";

/** Screen is what a view needs to know of the place where it will be shown. */
export interface Screen {
  readonly palette: Palette;
  /** columns is the width lines should keep to; Infinity where nothing has to be cut. */
  readonly columns: number;
  /** start is the RFC 3339 time of ts 0; then times are shown as times of day, in UTC. */
  readonly start?: string | null;
}

/** NARROWEST is the width that views still keep to; a terminal with less gets broken lines. */
export const NARROWEST = 40;

/** PAPER is a screen without colour and without an edge: a file, a pipe, a test. */
export const PAPER: Screen = { palette: PLAIN, columns: Infinity };

/** columnsOf returns the width that a view may use on `screen`, less `indent`. */
export function columnsOf(screen: Screen, indent = 0): number {
  return Math.max(screen.columns, NARROWEST) - indent;
}
