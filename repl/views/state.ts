import type { RunStatus } from "../../engine/report.ts";
import { visible } from "./escape.ts";
import type { Screen } from "./screen.ts";
import { table } from "./table.ts";
import { duration, moment } from "./time.ts";
import { fit } from "./width.ts";
import { subject } from "./words.ts";

/**
 * stateTable shows every live run: whose it is, where it stands and since when, what it waits for,
 * and how much is left of its `within`.
 */
export function stateTable(runs: readonly RunStatus[], screen: Screen): string[] {
  if (runs.length === 0) return ["No live run"];
  const columns = [
    { title: "policy", min: 10 },
    { title: "subject" },
    { title: "state", min: 16 },
    { title: "since", align: "right" as const },
    { title: "waits for", min: 10 },
    { title: "left", align: "right" as const },
  ];
  return table(columns, runs.map((run) => row(run, screen)), screen);
}

function row(run: RunStatus, screen: Screen): string[] {
  const { palette } = screen;
  return [
    visible(run.policy),
    fit(subject(run.subject), 24),
    (run.tainted ? palette("warning", "[tainted] ") : "") +
    palette("current", visible(run.stateName.replace(/^after /, ""))),
    moment(run.since, screen),
    run.waits.map((wait) => visible(wait)).join(" or "),
    run.left === null ? "" : duration(Math.max(0, run.left)),
  ];
}
