import type { Machine } from "../../compiler/machine.ts";
import type { LiveRun } from "../../session/types.ts";
import { visible } from "./escape.ts";
import { machineStrip } from "./machine.ts";
import { timeLine } from "./match.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { duration, moment } from "./time.ts";
import { wrap } from "./width.ts";
import { subject } from "./words.ts";

/**
 * runReport shows one live run in full: where it stands and since when, what it waits for, how much
 * time is left, and its evidence so far on a time line.
 *
 * ```
 * shadow_read, tree 4242: began at +1.500 s, 2.3 s ago; 3 min 58 s left
 * start ─▶ [openat /etc/shadow] ─▶ match
 * waits for execve curl since +1.500 s
 *
 * ● +1.500 s  sh 4242
 * │ openat("/etc/shadow", flags=O_RDONLY) = 3
 * │ line 4: openat { pathname = "/etc/shadow" }
 * ```
 */
export function runReport(run: LiveRun, machine: Machine, screen: Screen): string[] {
  const { palette } = screen;
  const room = columnsOf(screen);
  const ago = run.age === undefined ? "" : `, ${duration(Math.max(0, run.age))} ago`;
  const left = run.left === null ? "" : `; ${duration(Math.max(0, run.left))} left`;
  const waits = run.waits.map((wait) => palette("current", visible(wait))).join(" or ");
  return [
    ...wrap(
      `${palette("heading", visible(run.policy))}, ${subject(run.subject)}: began at ${
        moment(run.start, screen)
      }${ago}${left}`,
      room,
    ),
    machineStrip(machine, run.state, screen),
    ...wrap(`waits for ${waits} since ${moment(run.since, screen)}`, room),
    ...(run.tainted
      ? wrap(palette("warning", "tainted: events were lost while it was under way"), room)
      : []),
    "",
    ...timeLine(run.steps, machine.source.split("\n"), screen),
  ];
}
