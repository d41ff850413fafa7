import type { LiveRun } from "../../session/types.ts";
import { visible } from "./escape.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { table } from "./table.ts";
import { duration, moment } from "./time.ts";
import { fit } from "./width.ts";
import { subject } from "./words.ts";

/** ROOMY is the width from which on all that is known of a run stands in its row. */
const ROOMY = 100;

/**
 * stateTable shows every live run: whose it is, where it stands and since when, what it waits for,
 * and how much is left of its `within`; where there is room also on how many events it rests and
 * how old it is.
 */
export function stateTable(runs: readonly LiveRun[], screen: Screen): string[] {
  if (runs.length === 0) return ["No live run"];
  const right = "right" as const;
  const roomy = columnsOf(screen) >= ROOMY;
  const columns = [
    { title: "policy", min: 10 },
    { title: "subject" },
    { title: "state", min: 16 },
    { title: "since", align: right },
    { title: "waits for", min: 10 },
    ...(roomy ? [{ title: "events", align: right }, { title: "age", align: right }] : []),
    { title: "left", align: right },
  ];
  return table(columns, runs.map((run) => row(run, screen, roomy)), screen);
}

function row(run: LiveRun, screen: Screen, roomy: boolean): string[] {
  const { palette } = screen;
  return [
    visible(run.policy),
    fit(subject(run.subject), 24),
    (run.tainted ? palette("warning", "[tainted] ") : "") +
    palette("current", visible(run.stateName.replace(/^after /, ""))),
    moment(run.since, screen),
    run.waits.map((wait) => visible(wait)).join(" or "),
    ...(roomy
      ? [
        String(run.steps.reduce((sum, { count }) => sum + count, 0)),
        run.age === undefined ? "" : duration(Math.max(0, run.age)),
      ]
      : []),
    run.left === null ? "" : duration(Math.max(0, run.left)),
  ];
}
