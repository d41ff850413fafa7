import { asExpected, type Tried } from "../questions/trials.ts";
import { visible } from "./escape.ts";
import type { Screen } from "./screen.ts";
import { table } from "./table.ts";
import { amount, counted } from "./words.ts";

/** trialTable shows which recordings match: each with what was found, and how near it came else. */
export function trialTable(trials: readonly Tried[], screen: Screen): string[] {
  const columns = [
    { title: "" },
    { title: "recording", min: 16 },
    { title: "events", align: "right" as const },
    { title: "found", min: 24 },
  ];
  return table(columns, trials.map((tried) => row(tried, screen)), screen);
}

function row(tried: Tried, screen: Screen): string[] {
  const { palette } = screen;
  const verdict = asExpected(tried);
  const found = [...tried.matches].map(([name, count]) =>
    `${visible(name)}: ${palette("match", counted(count, "match", "matches"))}`
  );
  const near = [...tried.reached].map(([name, state]) =>
    tried.reached.size === 1 && tried.matches.size === 0
      ? `no match, ${reached(state)}`
      : `${visible(name)}: no match, ${reached(state)}`
  );
  const holes = [
    ...(tried.skipped > 0 ? [counted(tried.skipped, "malformed line")] : []),
    ...(tried.dropped > 0 ? [`${counted(tried.dropped, "event")} lost`] : []),
  ].map((text) => palette("warning", text));
  return [
    verdict === null ? "" : verdict ? palette("good", "ok") : palette("error", "FAILED"),
    visible(tried.recording),
    amount(tried.events),
    [...found, ...near, ...holes].join("; "),
  ];
}

function reached(state: string): string {
  return state === "start" ? "nothing began" : `came as far as ${visible(state)}`;
}
