/** Placeholder: filled below. */
import type { Comparison } from "./comparisons.ts";
import type { StepContext } from "./context.ts";
/** warnOfSlips warns of comparisons that are valid and probably not meant. */
export function warnOfSlips(_comparison: Comparison, _context: StepContext): void {}
