/** Where a command writes: what kind of a place that is, and how it is shown there. */
import type { Match } from "../engine/report.ts";
import type { Base, Context, Output, Shell } from "./context.ts";
import { type ColorChoice, COLOURED, PLAIN } from "./views/palette.ts";
import { columnsOf, type Screen } from "./views/screen.ts";
import { flow } from "./views/width.ts";

/** screenFor is the screen of a prompt's output: its times are shown as the settings say. */
export function screenFor(out: Output, shell: Shell): Screen {
  const clock = shell.settings.time === "clock";
  return { ...out.screen, start: clock ? shell.opened?.clock.start ?? null : null };
}

/** screenOfMatch is the screen that a match is shown on: it may be of an earlier session. */
export function screenOfMatch(screen: Screen, shell: Shell, match: Match): Screen {
  return shell.settings.time === "clock" ? { ...screen, start: shell.startOf(match) } : screen;
}

/**
 * confirm writes a line that says what was done. Where results are for programs it goes to `err`,
 * and so to nobody who reads results.
 */
export function confirm(
  { out, err }: Pick<Base, "out" | "err">,
  { format }: { readonly format: string },
  line: (screen: Screen) => string,
): void {
  const output = format === "ndjson" ? err : out;
  output.write(`${flow(line(output.screen), columnsOf(output.screen))}\n`);
}

/** recolored returns a context whose outputs have colours as --color says; auto leaves them. */
export function recolored<C extends Context>(context: C, color: ColorChoice): C {
  if (color === "auto") return context;
  const palette = color === "always" ? COLOURED : PLAIN;
  const wrap = (output: Output): Output => ({
    screen: { ...output.screen, palette },
    write: (text) => output.write(text),
    room: () => output.room(),
  });
  return { ...context, out: wrap(context.out), err: wrap(context.err) };
}

/** hasColor tells whether an output is shown in colours. */
export function hasColor(output: Output): boolean {
  return output.screen.palette !== PLAIN;
}

/** isTerminal tells whether an output is seen by a person as it is written. */
export function isTerminal(output: Output): boolean {
  return Number.isFinite(output.screen.columns);
}
