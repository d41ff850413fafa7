/** What stands above and below in `watch`: what is watched, what was found and lost, the keys. */
import { type Model, type Page, page, rate } from "./model.ts";
import { visible } from "../views/escape.ts";
import { matchLine } from "../views/match.ts";
import type { Screen } from "../views/screen.ts";
import type { Frame } from "./item_lines.ts";
import { fit, width } from "../views/width.ts";
import { amount, counted, sentence } from "../views/words.ts";

/** SMALL is the height below which the screen does without the names of the targets. */
const SMALL = 14;

/** LATEST is how many matches are shown below. */
const LATEST = 3;

/** headLines say what is watched and how much it does. */
export function headLines(model: Model, { screen, rows }: Frame): readonly string[] {
  const { palette, columns } = screen;
  const { sample } = model;
  const title = palette("heading", columns < 60 ? "watch" : "ExeRay watch");
  if (sample === null) return [title, rule("", screen)];
  const { targets, summary } = sample;
  const perSecond = rate(model);
  const processes = targets.reduce((sum, target) => sum + target.processes, 0);
  const line = sentence([
    title + (model.paused === null ? "" : palette("warning", "  paused")),
    perSecond === null ? "" : `${amount(Math.round(perSecond))} events/s`,
    summary.dropped === 0 ? "" : palette("warning", `${amount(summary.dropped)} lost`),
    count(summary.matches, "match", "matches", screen),
    targets.length === 0
      ? "no target"
      : `${counted(targets.length, "target")} (${counted(processes, "process", "processes")})`,
    palette("dim", `${counted(summary.events, "event")} in all`),
  ], columns);
  const names = targets.map(({ pid, name, processes }) =>
    `${palette("key", String(pid))} ${visible(name, { max: 30 })}` +
    (processes > 1 ? palette("dim", ` (${processes})`) : "")
  );
  const watched = targets.length === 0
    ? palette("dim", "Nothing is watched: q leaves, then attach PID or run CMD")
    : fit(names.join("  "), columns - 2);
  return [line, ...(rows < SMALL ? [] : [`  ${watched}`]), rule("", screen)];
}

function count(value: number, one: string, many: string, { palette }: Screen): string {
  const text = counted(value, one, many);
  return value === 0 ? text : palette("match", text);
}

function rule(title: string, { palette, columns }: Screen): string {
  const label = title === "" ? "" : `── ${title} `;
  return palette("dim", label + "─".repeat(Math.max(0, columns - width(label))));
}

/** footLines have the latest matches, what was lost, and the keys. */
export function footLines(model: Model, frame: Frame): readonly string[] {
  const { screen, rows } = frame;
  const keys = keyLine(model, screen);
  if (model.sample === null || rows < SMALL) return [keys];
  const { summary, matches } = model.sample;
  const causes = Object.entries(summary.lost ?? {}).map(([cause, many]) =>
    `${visible(cause)}: ${amount(many)}`
  );
  const lost = summary.dropped === 0 ? [] : [screen.palette(
    "warning",
    `${counted(summary.dropped, "event")} lost` +
      (causes.length === 0 ? "" : ` (${causes.join("; ")})`),
  )];
  const latest = matches.slice(-LATEST).toReversed()
    .map(({ number, match }) => matchLine(match, screen, { number }));
  const shown = page(model).is === "matches" ? [] : latest;
  const title = shown.length > 0 ? "latest matches" : summary.matches === 0 ? "no match yet" : "";
  return [rule(title, screen), ...shown, ...lost, keys];
}

/** HINTS are the keys of each page, what matters most first. */
const HINTS: Readonly<Record<Page["is"], readonly string[]>> = {
  policies: ["q quit", "? help", "Enter open", "p pause", "/ filter", "m matches", "j k select"],
  policy: ["q quit", "Esc back", "Enter evidence", "p pause", "/ filter", "? help"],
  run: ["q quit", "Esc back", "j k scroll", "p pause", "? help"],
  matches: ["q quit", "Esc back", "Enter evidence", "/ filter", "? help"],
  match: ["q quit", "Esc back", "j k scroll", "? help"],
  help: ["q quit", "Esc back"],
};

function keyLine(model: Model, { palette, columns }: Screen): string {
  const filter = visible(model.filter);
  if (model.typing) return fit(`filter: ${filter}▏ Enter keeps it, Esc drops it`, columns);
  const hints = sentence([
    ...(filter === "" ? [] : [palette("warning", `only ${fit(`"${filter}"`, 24)}`)]),
    ...(model.paused === null ? [] : [palette("warning", "p goes on")]),
    ...HINTS[page(model).is],
  ], columns);
  return palette("dim", hints);
}
