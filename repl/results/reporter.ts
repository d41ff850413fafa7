/** How `run` and `replay` show what a session reports: as text for people or as NDJSON. */
import type { Machine } from "../../compiler/machine.ts";
import type { Match, Summary } from "../../engine/report.ts";
import type { Clock, PolicyReport, Report } from "../../session/types.ts";
import type { Context, Format } from "../context.ts";
import { toLine } from "./ndjson.ts";
import type { Shown } from "./shown.ts";
import { matchCells } from "../views/match_table.ts";
import { matchLine, matchReport } from "../views/match.ts";
import { reportLines } from "../views/report.ts";
import { summaryLine } from "../views/summary.ts";
import { transitionLine } from "../views/transition.ts";

/** PolicyOf returns the machine that a report is about, or null where that is not known. */
export type PolicyOf = (report: PolicyReport) => Machine | null;

/** Reporter writes reports as they come. Text: results to out, losses and warnings to err. */
export class Reporter {
  readonly #context: Context;
  readonly #format: Format;
  #start: string | null = null;
  #policyOf: PolicyOf = () => null;
  /** #found are the latest matches, for the prompt's `last`. */
  #found: Match[] = [];

  constructor(context: Context, format: Format) {
    this.#context = context;
    this.#format = format;
  }

  /**
   * begin says where what follows comes from: the policies' texts are quoted, and where the clock
   * has a start, times become times of day.
   */
  begin({ policyOf, clock }: { readonly policyOf: PolicyOf; readonly clock?: Clock }): void {
    this.#policyOf = policyOf;
    this.#start = clock?.start ?? null;
  }

  /** report writes one report. */
  async report(report: Report): Promise<void> {
    const { out, err } = this.#context;
    await out.room();
    if (report.type === "match") this.#remember(report);
    if (this.#format === "ndjson") return out.write(toLine(report));
    const screen = { ...out.screen, start: this.#start };
    switch (report.type) {
      case "match": {
        const source = this.#policyOf(report)?.source;
        const lines = matchReport(report, screen, source === undefined ? {} : { source });
        return out.write(lines.join("\n") + "\n\n");
      }
      case "transition":
        return out.write(
          transitionLine(report, screen, this.#policyOf(report) ?? undefined) + "\n",
        );
      case "dismissed":
      case "suppressed":
        // The summary counts them.
        return;
      case "lost":
      case "warning":
        return err.write(reportLines(report, err.screen).join("\n") + "\n");
    }
  }

  #remember(match: Match): void {
    const { shell } = this.#context;
    if (shell === null) return;
    this.#found.push(match);
    const { matches } = shell.settings;
    if (this.#found.length > 2 * matches) this.#found = this.#found.slice(-matches);
  }

  /** summary writes the last line. */
  summary(summary: Summary): void {
    const { out, shell } = this.#context;
    if (shell !== null) shell.last = resultOf(this.#found, summary);
    out.write(
      this.#format === "ndjson" ? toLine(summary) : summaryLine(summary, out.screen) + "\n",
    );
  }
}

/** resultOf is what a replay has found, in a line each. */
function resultOf(matches: readonly Match[], summary: Summary): Shown<Match | Summary> {
  const isMatch = (item: Match | Summary): item is Match => item.type === "match";
  return {
    items: [...matches, summary],
    row: (item) => item,
    table: (all, screen) =>
      all.filter(isMatch).map((match, index) => matchCells(match, index + 1, screen)),
    lines: (all, screen) =>
      all.map((item) => isMatch(item) ? matchLine(item, screen) : summaryLine(item, screen)),
  };
}
