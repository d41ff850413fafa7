import type { Screen } from "../views/screen.ts";
import { pad, wrap } from "../views/width.ts";

/** watchHelp explains the screen of `watch` and its keys. */
export function watchHelp({ columns, palette }: Screen): string[] {
  return [
    ...wrap(SCREEN, columns),
    "",
    ...KEYS.flatMap(([key, meaning]) =>
      wrap(meaning, columns - 12).map((line, index) =>
        `  ${palette("key", pad(index === 0 ? key : "", 10))}${line}`
      )
    ),
  ];
}

const SCREEN =
  "Each policy is drawn as its states, from start to match. Below a state stand the runs that " +
  "have come so far: whose they are, or how many. A heavy arrow and a full dot mark what has " +
  "just moved. A bar is what is left of a run's time (within)";

const KEYS: readonly (readonly [key: string, meaning: string])[] = [
  ["j k", "select the next or the last one (also the arrows, PgUp, PgDn, g, G)"],
  ["Enter", "open what is selected: a policy's runs, a run's evidence, a match"],
  ["Esc", "back to where you came from"],
  ["m", "the latest matches"],
  ["/", "only what has a word in its policy's name, its processes or its pids"],
  ["p", "pause: nothing moves on the screen, everything goes on behind it"],
  ["q", "quit to the prompt (also Ctrl-C); Ctrl-Z stops the shell, fg goes on"],
];
