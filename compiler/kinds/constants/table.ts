/**
 * Constant is a name of the kernel's with its number, and the number on arm64 where that differs.
 * Of several names for one number the first in its table is the one that people are shown.
 */
export type Constant = readonly [name: string, value: number, arm64?: number];
