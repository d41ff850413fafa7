import type { Palette, Style } from "./palette.ts";

/** bar draws the part `share` (0 to 1) of `columns` full: `█████░░░`. Whatever is left shows. */
export function bar(share: number, columns: number, palette: Palette, style: Style): string {
  const full = Math.max(0, Math.min(columns, Math.ceil(share * columns)));
  return palette(style, "█".repeat(full)) + palette("dim", "░".repeat(columns - full));
}
