import type { PolicyStatus } from "../../session/types.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { wrap } from "./width.ts";
import { amount, counted } from "./words.ts";

/** countersLines says in a sentence what a policy has done since it was loaded. */
export function countersLines(status: PolicyStatus, screen: Screen): string[] {
  const { tried, begun, advanced, matches, suppressed, dismissed, live } = status;
  const parts = [
    `${counted(tried, "event")} tried`,
    `${counted(begun, "run")} begun`,
    `${counted(advanced, "step")} advanced`,
    screen.palette(matches > 0 ? "match" : "dim", `${amount(matches)} matched`),
    ...(suppressed > 0 ? [`${amount(suppressed)} more within the cooldown`] : []),
    `${amount(dismissed)} dismissed`,
    `${amount(live)} live`,
  ];
  return wrap(parts.join(", "), columnsOf(screen));
}
