import type { Summary } from "../../engine/report.ts";
import { visible } from "./escape.ts";
import type { Screen } from "./screen.ts";
import { amount, counted } from "./words.ts";

/**
 * summaryLine closes a replay or a live hunt: `120,331 events, 1 match of 2 policies`. What is not
 * there is not mentioned, except that policies did not match; what was lost always is.
 */
export function summaryLine(summary: Summary, screen: Screen): string {
  const { palette } = screen;
  const matches = counted(summary.matches, "match", "matches");
  const lost = [
    some(summary.dropped, "event was lost in the kernel", "events were lost in the kernel")
      .map((text) => text + causes(summary.lost) + places(summary.cpus)),
    some(summary.skipped, "malformed line was skipped", "malformed lines were skipped"),
  ].flat();
  return [
    counted(summary.events, "event"),
    ...(summary.policies + summary.matches > 0
      ? [
        (summary.matches > 0 ? palette("match", matches) : matches) +
        ` of ${counted(summary.policies, "policy", "policies")}`,
      ]
      : []),
    ...(summary.dismissed > 0 ? [`${amount(summary.dismissed)} dismissed`] : []),
    ...(summary.suppressed > 0 ? [`${amount(summary.suppressed)} suppressed by a cooldown`] : []),
    ...lost.map((text) => palette("warning", text)),
  ].join(", ");
}

/** causes lists what was lost by cause; one that comes from a recording can be any text. */
function causes(lost: Summary["lost"]): string {
  const each = Object.entries(lost ?? {});
  const [only] = each;
  if (only === undefined) return "";
  if (each.length === 1) return ` (${visible(only[0])})`;
  return ` (${each.map(([cause, count]) => `${visible(cause)}: ${amount(count)}`).join("; ")})`;
}

/** places lists on which CPUs events were lost. */
function places(cpus: Summary["cpus"]): string {
  const each = Object.entries(cpus ?? {}).map(([cpu, count]) => `CPU ${cpu}: ${amount(count)}`);
  return each.length === 0 ? "" : ` (${each.join(", ")})`;
}

function some(value: number, one: string, many: string): string[] {
  return value === 0 ? [] : [counted(value, one, many)];
}
