/** What a session reports where nobody types: every report, as the format that is set has it. */
import type { Report } from "../../session/types.ts";
import type { Base, Shell } from "../context.ts";
import { screenFor } from "../screens.ts";
import { toLine } from "./ndjson.ts";
import { matchLine } from "../views/match.ts";
import { reportLines } from "../views/report.ts";

/** writeReport writes a report; `number` is what a match is called by `explain`. */
export function writeReport(
  report: Exclude<Report, { type: "transition" }>,
  number: number,
  { out, err, shell }: Pick<Base, "out" | "err"> & { readonly shell: Shell },
): void {
  if (shell.settings.format === "ndjson") return out.write(toLine(report));
  switch (report.type) {
    case "match":
      return out.write(`${matchLine(report, screenFor(out, shell), { number })}\n`);
    case "lost":
    case "warning":
      return err.write(reportLines(report, screenFor(err, shell)).join("\n") + "\n");
    case "dismissed":
    case "suppressed":
      // `policies` counts them.
      return;
  }
}
