/** What is announced above the typed line. */
import type { Report } from "../../session/types.ts";
import { type After, Burst } from "./burst.ts";
import { matchLine } from "../views/match.ts";
import { reportLines } from "../views/report.ts";
import type { Screen } from "../views/screen.ts";
import { counted } from "../views/words.ts";

/** NoticesOptions are what notices are made with. */
export interface NoticesOptions {
  /** show prints lines above the typed line. */
  readonly show: (lines: string) => void;
  readonly screen: () => Screen;
  readonly after?: After;
}

/** Notices shows what happens while a line is typed, floods of it folded. */
export class Notices {
  readonly #options: NoticesOptions;
  readonly #matches: Burst;
  readonly #lines: Burst;
  readonly #losses: Burst;
  /** #untold is how many lost events no line has told of. */
  #untold = 0;

  constructor(options: NoticesOptions) {
    this.#options = options;
    this.#matches = new Burst({
      ...options,
      limit: 5,
      window: 200,
      fold: (count) => `and ${counted(count, "more match", "more matches")}: matches lists them`,
    });
    this.#lines = new Burst({
      ...options,
      limit: 200,
      window: 200,
      fold: (count) => `and ${counted(count, "more line")} of output`,
    });
    this.#losses = new Burst({
      ...options,
      // A ring that overflows does so several times a second, for as long as too much comes.
      limit: 1,
      window: 5000,
      fold: () => {
        const { palette } = options.screen();
        const text = palette("warning", `and ${counted(this.#untold, "more event")} lost`);
        this.#untold = 0;
        return text;
      },
    });
  }

  /** report announces a report; `number` is what a match is called by `explain`. */
  report(report: Report, number: number): void {
    const { screen, show } = this.#options;
    switch (report.type) {
      case "match":
        return this.#matches.add(() => matchLine(report, screen(), { number }));
      case "lost":
        this.#untold += report.count;
        return this.#losses.add(() => {
          this.#untold -= report.count;
          return reportLines(report, screen()).join("\n");
        });
      case "warning":
        return show(reportLines(report, screen()).join("\n"));
      case "dismissed":
      case "suppressed":
      case "transition":
        // `policies` counts them.
        return;
    }
  }

  /** line announces a harmless line, such as one that a program has printed. */
  line(line: string): void {
    this.#lines.add(() => line);
  }
}
