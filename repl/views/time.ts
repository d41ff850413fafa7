/** Times and spans as people read them. All of them come as ns. */
import type { Screen } from "./screen.ts";

const MS = 1e6;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * moment returns the time `ts` (ns since the session began): `+1.234 s`, past a minute `+2:05.120`,
 * and where the screen knows when the session began, the time of day in UTC: `03:00:01.234`.
 */
export function moment(ts: number, screen: Screen): string {
  const start = screen.start;
  if (start !== undefined && start !== null) {
    const wall = wallClock(start, ts);
    if (wall !== undefined) return wall;
  }
  return sinceStart(ts);
}

/** sinceStart returns `ts` counted from the session's start: `+1.234 s`, `+2:05.120`. */
export function sinceStart(ts: number): string {
  const ms = Math.floor(ts / MS);
  const fraction = String(ms % 1000).padStart(3, "0");
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `+${seconds}.${fraction} s`;
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const tail = `${two(seconds % 60)}.${fraction}`;
  if (minutes < 60) return `+${minutes}:${tail}`;
  return `+${Math.floor(minutes / 60)}:${two(minutes % 60)}:${tail}`;
}

/** wallClock returns the time of day, in UTC to the ms, `ts` ns after `start`. */
export function wallClock(start: string, ts: number): string | undefined {
  return timestamp(start, ts)?.slice(11, 23);
}

/** timestamp returns the date and time, in UTC to the ms, `ts` ns after `start`. */
export function timestamp(start: string, ts: number): string | undefined {
  const began = Date.parse(start);
  if (Number.isNaN(began)) return undefined;
  // Date.parse drops what is below a ms; it counts, or the last digit would be off by one.
  const below = Number((/\.\d{3}(\d{1,6})/.exec(start)?.[1] ?? "").padEnd(6, "0"));
  const at = new Date(began + Math.floor((ts + below) / MS));
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/**
 * duration returns a span of time in three digits or so: `85 µs`, `7.7 ms`, `230 ms`, `1.23 s`,
 * `2 min 5 s`, `3 h 12 min`.
 */
export function duration(ns: number): string {
  if (ns < 0) return `-${duration(-ns)}`;
  if (ns < 1000) return `${Math.round(ns)} ns`;
  if (ns < 0.9995 * MS) return `${short(ns / 1000)} µs`;
  if (ns < 0.9995 * SECOND) return `${short(ns / MS)} ms`;
  if (ns < 0.9995 * MINUTE) return `${short(ns / SECOND)} s`;
  if (ns < HOUR) return parts(ns, MINUTE, "min", SECOND, "s");
  return parts(ns, HOUR, "h", MINUTE, "min");
}

/** short rounds to three digits and drops the zeros behind them. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function parts(ns: number, big: number, bigName: string, small: number, smallName: string) {
  const count = Math.round(ns / small);
  const whole = Math.floor(count / (big / small));
  const rest = count % (big / small);
  return rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`;
}
