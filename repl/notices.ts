/**
 * What is announced above the typed line. The first matches of a burst are shown one by one, the
 * rest as one line with their number, so that a thousand matches leave the prompt usable.
 */
import type { Match } from "../engine/report.ts";
import type { Report } from "../session/types.ts";
import { matchLine } from "./views/match.ts";
import { reportLines } from "./views/report.ts";
import type { Screen } from "./views/screen.ts";
import { counted } from "./views/words.ts";

/** BURST is how many notices one window shows one by one; WINDOW is its length in ms. */
const BURST = 20;
const WINDOW = 200;

/** NoticesOptions are what notices are made with. */
export interface NoticesOptions {
  /** show prints lines above the typed line. */
  readonly show: (lines: string) => void;
  readonly screen: () => Screen;
  /** after calls `done` some ms later; a test brings its own time. */
  readonly after?: (ms: number, done: () => void) => void;
}

/** Notices shows reports as they come. */
export class Notices {
  readonly #options: NoticesOptions;
  #shown = 0;
  #folded = 0;
  #open = false;

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** report announces a report; `number` is what a match is called by `explain`. */
  report(report: Report, number: number): void {
    switch (report.type) {
      case "match":
        return this.#match(report, number);
      case "lost":
      case "warning":
        return this.#options.show(reportLines(report, this.#options.screen()).join("\n"));
      case "dismissed":
      case "suppressed":
      case "transition":
        // `policies` counts them.
        return;
    }
  }

  #match(match: Match, number: number): void {
    if (!this.#open) {
      this.#open = true;
      const after = this.#options.after ?? ((ms, done) => Deno.unrefTimer(setTimeout(done, ms)));
      after(WINDOW, () => this.#close());
    }
    if (this.#shown < BURST) {
      this.#shown++;
      this.#options.show(matchLine(match, this.#options.screen(), { number }));
    } else {
      this.#folded++;
    }
  }

  /** #close ends a window; in the next one of a burst that goes on, everything is folded. */
  #close(): void {
    const folded = this.#folded;
    this.#open = false;
    this.#folded = 0;
    this.#shown = folded > 0 ? BURST : 0;
    if (folded === 0) return;
    this.#options.show(`and ${counted(folded, "more match", "more matches")}: matches lists them`);
    // A burst that goes on stays folded; one that has ended has a window without a match.
    this.#open = true;
    const after = this.#options.after ?? ((ms, done) => Deno.unrefTimer(setTimeout(done, ms)));
    after(WINDOW, () => this.#close());
  }
}
