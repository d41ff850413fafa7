import type { ReplayProgress } from "../../session/types.ts";
import { duration } from "./time.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { amount, sentence } from "./words.ts";

/** progressLine tells how far a replay is after `elapsed` ns, how fast it is and what is left. */
export function progressLine(
  { events, bytes, total }: ReplayProgress,
  elapsed: number,
  screen: Screen,
): string {
  const done = total === null || total === 0 ? null : bytes / total;
  const left = done === null || done === 0 ? null : elapsed * (1 - done) / done;
  const rate = Math.round(events / (elapsed / 1e9));
  const parts = [
    done === null ? "" : `${Math.floor(done * 100)} %`,
    left === null ? "" : `${left < 1e9 ? "a moment" : duration(roundedTo(left, 1e9))} left`,
    `${amount(rate)} events/s`,
    `${amount(events)} events`,
  ];
  // The last column stays free: a terminal would begin another line.
  return screen.palette("dim", sentence(parts, columnsOf(screen) - 1));
}

function roundedTo(value: number, unit: number): number {
  return Math.round(value / unit) * unit;
}
