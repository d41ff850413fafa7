import type { RunStatus } from "../../engine/report.ts";
import { visible } from "./escape.ts";
import type { Screen } from "./screen.ts";
import { table } from "./table.ts";
import { duration, moment } from "./time.ts";
import { subject } from "./words.ts";

/**
 * stateTable shows every live run: whose it is, where it stands and since when, what it waits for,
 * and how much is left of its `within`.
 */
export function stateTable(runs: readonly RunStatus[], screen: Screen): string[] {
  if (runs.length === 0) return ["No live run"];
  const columns = [
    { title: "policy", min: 10 },
    { title: "subject", min: 12 },
    { title: "state", min: 14 },
    { title: "since", align: "right" as const },
    { title: "waits for", min: 12 },
    { title: "left", align: "right" as const },
  ];
  return table(columns, runs.map((run) => row(run, screen)), screen);
}

function row(run: RunStatus, screen: Screen): string[] {
  const { palette } = screen;
  // The process that moved the run last tells more than the number of a tree.
  const comm = run.steps.at(-1)?.first.comm;
  return [
    visible(run.policy),
    subject(run.subject) + (comm === undefined ? "" : ` (${visible(comm, { max: 16 })})`),
    palette("current", visible(run.stateName)) +
    (run.tainted ? palette("warning", " [tainted]") : ""),
    moment(run.since, screen),
    run.waits.map((wait) => visible(wait)).join(" or "),
    run.left === null ? "" : duration(Math.max(0, run.left)),
  ];
}
