import type { Finding } from "../../sensor/doctor.ts";
import { visible } from "./escape.ts";
import { columnsOf } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { pad, width, wrap } from "./width.ts";

/** doctorReport shows what was found, and under each thing that is missing what mends it. */
export function doctorReport(findings: readonly Finding[], screen: Screen): string[] {
  const { palette } = screen;
  // A narrow terminal keeps the larger part for what was found.
  const longest = Math.max(0, ...findings.map(({ name }) => width(visible(name))));
  const widest = Math.min(longest, Math.max(16, Math.floor(screen.columns / 3)));
  const indent = 4 + widest + 2;
  return findings.flatMap(({ name, ok, detail, remedy }) => {
    const verdict = ok ? palette("good", "ok  ") : palette("error", "no  ");
    const head = verdict + pad(visible(name), widest) + "  ";
    const body = wrap(visible(detail), columnsOf(screen, indent));
    const mend = ok || remedy === undefined
      ? []
      : wrap(`${palette("key", "mend it:")} ${visible(remedy)}`, columnsOf(screen, indent));
    return [...body, ...mend].map((line, index) =>
      (index === 0 ? head : " ".repeat(indent)) + line
    );
  });
}
