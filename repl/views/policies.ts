import type { PolicyStatus } from "../../session/types.ts";
import { visible } from "./escape.ts";
import type { Screen } from "./screen.ts";
import { table } from "./table.ts";
import { amount, severity } from "./words.ts";

/** policyTable shows the loaded policies with what each has done since then; `disabled` ones are marked. */
export function policyTable(
  policies: readonly PolicyStatus[],
  screen: Screen,
  disabled: ReadonlySet<string> = new Set(),
): string[] {
  if (policies.length === 0) return ["No policy is loaded"];
  const right = "right" as const;
  const columns = [
    { title: "policy", min: 10 },
    { title: "severity" },
    { title: "by" },
    { title: "states", align: right },
    { title: "waits for", min: 10 },
    { title: "begun", align: right },
    { title: "live", align: right },
    { title: "matches", align: right },
  ];
  const rows = policies.map((policy) => [
    visible(policy.policy) +
    (disabled.has(policy.policy) ? ` ${screen.palette("warning", "(disabled)")}` : ""),
    severity(policy.severity, screen),
    policy.subject,
    amount(policy.states),
    policy.waits.map((wait) => visible(wait)).join(", "),
    amount(policy.begun),
    amount(policy.live),
    policy.matches === 0 ? "0" : screen.palette("match", amount(policy.matches)),
  ]);
  return table(columns, rows, screen);
}
