import type { Target } from "../../session/types.ts";
import { visible } from "./escape.ts";
import type { Screen } from "./screen.ts";
import { table } from "./table.ts";
import { amount } from "./words.ts";

/** targetTable shows the processes that are watched. */
export function targetTable(targets: readonly Target[], screen: Screen): string[] {
  if (targets.length === 0) return ["No process is watched"];
  const columns = [
    { title: "pid", align: "right" as const },
    { title: "processes", align: "right" as const },
    { title: "children" },
    { title: "name", min: 12 },
  ];
  const rows = targets.map((target) => [
    String(target.pid),
    amount(target.processes),
    target.follow ? "followed" : "not followed",
    visible(target.name),
  ]);
  return table(columns, rows, screen);
}
