/** How `run` and `replay` show what a session reports: as text for people or as NDJSON. */
import type { Machine } from "../../compiler/machine.ts";
import type { Match, Summary } from "../../engine/report.ts";
import type { PolicyReport, Report } from "../../session/types.ts";
import type { Context, Shell } from "../context.ts";
import type { Format } from "../settings.ts";
import { toLine } from "./ndjson.ts";
import type { Screen } from "../views/screen.ts";
import type { Shown } from "./shown.ts";
import { matchCells } from "../views/match_table.ts";
import { matchLine, matchReport } from "../views/match.ts";
import { reportLines } from "../views/report.ts";
import { summaryLine } from "../views/summary.ts";
import { transitionLine } from "../views/transition.ts";

/** PolicyOf returns the machine that a report is about, or null where that is not known. */
export type PolicyOf = (report: PolicyReport) => Machine | null;

/** StartOf returns what a report's times count from, or null where that is not known. */
export type StartOf = (report: PolicyReport) => string | null;

/** Reporter writes reports as they come. Text: results to out, losses and warnings to err. */
export class Reporter {
  readonly #context: Context;
  readonly #format: Format;
  #startOf: StartOf = () => null;
  #policyOf: PolicyOf = () => null;
  /** #found are the latest matches, for the prompt's `last`. */
  #found: Found[] = [];

  constructor(context: Context, format: Format) {
    this.#context = context;
    this.#format = format;
  }

  /**
   * begin says where what follows comes from: the policies' texts are quoted, and where it is known
   * what times count from, they become times of day, unless the prompt wants others.
   */
  begin({ policyOf, startOf }: { readonly policyOf: PolicyOf; readonly startOf: StartOf }): void {
    this.#policyOf = policyOf;
    this.#startOf = startOf;
  }

  /** report writes one report. */
  async report(report: Report): Promise<void> {
    const { out, err } = this.#context;
    await out.room();
    if (report.type === "match") this.#remember(report);
    if (this.#format === "ndjson") return out.write(toLine(report));
    switch (report.type) {
      case "match": {
        const source = this.#policyOf(report)?.source;
        const lines = matchReport(
          report,
          this.#screen(report),
          source === undefined ? {} : { source },
        );
        return out.write(lines.join("\n") + "\n\n");
      }
      case "transition":
        return out.write(
          transitionLine(report, this.#screen(report), this.#policyOf(report) ?? undefined) + "\n",
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

  #screen(report: PolicyReport): Screen {
    const { out, shell } = this.#context;
    return timed(out.screen, this.#startOf(report), shell);
  }

  #remember(match: Match): void {
    const { shell } = this.#context;
    if (shell === null) return;
    this.#found.push({ match, start: this.#startOf(match) });
    const { matches } = shell.settings;
    if (this.#found.length > 2 * matches) this.#found = this.#found.slice(-matches);
  }

  /** summary writes the last line. */
  summary(summary: Summary): void {
    const { out, shell } = this.#context;
    if (shell !== null) shell.last = resultOf(this.#found, summary, shell);
    out.write(
      this.#format === "ndjson" ? toLine(summary) : summaryLine(summary, out.screen) + "\n",
    );
  }
}

/** timed is a screen with times that count from `start`, as the prompt wants them. */
function timed(screen: Screen, start: string | null, shell: Shell | null): Screen {
  return { ...screen, start: shell?.settings.time === "relative" ? null : start };
}

/** Found is a match with what its times count from. */
interface Found {
  readonly match: Match;
  readonly start: string | null;
}

/** resultOf is what a replay has found, in a line each. */
function resultOf(
  found: readonly Found[],
  summary: Summary,
  shell: Shell,
): Shown<Found | Summary> {
  const isFound = (item: Found | Summary): item is Found => "match" in item;
  const screenOf = (screen: Screen, { start }: Found) => timed(screen, start, shell);
  return {
    items: [...found, summary],
    row: (item) => isFound(item) ? item.match : item,
    table: (all, screen) =>
      all.filter(isFound).map((one, index) =>
        matchCells(one.match, index + 1, screenOf(screen, one))
      ),
    lines: (all, screen) =>
      all.map((item) =>
        isFound(item) ? matchLine(item.match, screenOf(screen, item)) : summaryLine(item, screen)
      ),
  };
}
