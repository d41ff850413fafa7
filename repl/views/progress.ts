import type { ReplayProgress } from "../../session/types.ts";
import { bar } from "./bar.ts";
import { duration } from "./time.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { width } from "./width.ts";
import { amount, sentence } from "./words.ts";

/** WIDE is the width of a screen from which on the bar is longer. */
const WIDE = 60;

/**
 * progressLine draws how far a replay is after `elapsed` ns, and tells what is left and how fast it
 * is; at a pace that was asked for only what is left. Where nobody knows how much there is, there is
 * no bar.
 */
export function progressLine(
  { events, bytes, total }: ReplayProgress,
  elapsed: number,
  screen: Screen,
  paced = false,
): string {
  const { palette } = screen;
  const columns = columnsOf(screen);
  const done = total === null || total === 0 ? null : bytes / total;
  const left = done === null || done === 0 ? null : elapsed * (1 - done) / done;
  const rate = Math.round(events / (elapsed / 1e9));
  const drawn = done === null ? "" : bar(done, columns < WIDE ? 10 : 20, palette, "good") + "  ";
  const parts = [
    done === null ? "" : `${Math.floor(done * 100)} %`,
    left === null ? "" : `${left < 1e9 ? "a moment" : duration(roundedTo(left, 1e9))} left`,
    ...(paced ? [] : [`${amount(rate)} events/s`, `${amount(events)} events`]),
  ];
  // The last column stays free: a terminal would begin another line.
  return drawn + palette("dim", sentence(parts, columns - 1 - width(drawn)));
}

function roundedTo(value: number, unit: number): number {
  return Math.round(value / unit) * unit;
}
