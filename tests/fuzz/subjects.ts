/** Everything that is fuzzed. */
import { LINES, RECORDS } from "./bytes.ts";
import { COMPARISONS } from "./comparisons.ts";
import type { Subject } from "./subject.ts";
import { TEXTS } from "./texts.ts";

/** SUBJECTS in the order of their turns. */
export const SUBJECTS: readonly Subject[] = [TEXTS, LINES, RECORDS, ...COMPARISONS];
