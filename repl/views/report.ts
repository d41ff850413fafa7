import type { Report } from "../../session/types.ts";
import { visible } from "./escape.ts";
import { matchLine } from "./match.ts";
import type { MatchOptions } from "./match.ts";
import { columnsOf } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { duration, moment } from "./time.ts";
import { transitionLine } from "./transition.ts";
import { counted, sentence, subject } from "./words.ts";
import { fit, wrap } from "./width.ts";

/** reportLines shows whatever a session reports: a line each, a long warning in several. */
export function reportLines(
  report: Report,
  screen: Screen,
  options: MatchOptions = {},
): string[] {
  const { palette } = screen;
  const room = columnsOf(screen);
  const when = (ts: number) => palette("dim", `at ${moment(ts, screen)}`);
  switch (report.type) {
    case "match":
      return [matchLine(report, screen, options)];
    case "dismissed":
    case "suppressed": {
      const line = sentence([
        `${palette("dim", report.type)}  ${visible(report.policy, { max: room - 12 })}`,
        subject(report.subject),
        `in ${duration(report.end - report.start)}`,
        when(report.end),
      ], room);
      return [fit(line, room)];
    }
    case "transition":
      return [transitionLine(report, screen)];
    case "lost": {
      const what = `${counted(report.count, "event")}: ${visible(report.cause)}`;
      return [fit(`${palette("warning", "lost")}  ${what}  ${when(report.ts)}`, room)];
    }
    case "warning":
      return wrap(`${palette("warning", "warning")}  ${visible(report.message)}`, room);
  }
}
