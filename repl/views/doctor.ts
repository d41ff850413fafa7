import { visible } from "./escape.ts";
import { columnsOf } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { pad, wrap } from "./width.ts";

/** Finding is one thing that live capture needs, and whether this machine has it. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** detail is what was found, or what is missing. */
  readonly detail: string;
  /** remedy is the command or the step that mends it. */
  readonly remedy?: string;
}

/** doctorReport shows what was found, and under each thing that is missing what mends it. */
export function doctorReport(findings: readonly Finding[], screen: Screen): string[] {
  const { palette } = screen;
  const widest = Math.min(16, Math.max(0, ...findings.map((finding) => finding.name.length)));
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
