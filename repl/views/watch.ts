/**
 * The screen of `watch`: a model in, the lines of a whole screen out. On top what is watched and how
 * much it does, in the middle the policies with their runs or what was opened, below the latest
 * matches, what was lost, and the keys.
 */
import type { Machine } from "../../compiler/machine.ts";
import type { RunStatus } from "../../engine/report.ts";
import { type Item, itemsOf, selectedAt, SHOWN } from "../watch/items.ts";
import {
  type Model,
  type Page,
  page,
  placeKey,
  rate,
  runKey,
  type Sample,
  subjectKey,
} from "../watch/model.ts";
import { visible } from "./escape.ts";
import { matchLine, matchReport } from "./match.ts";
import type { Screen } from "./screen.ts";
import { runPage, runRow } from "./watch_run.ts";
import { runStrip } from "./watch_strip.ts";
import { duration } from "./time.ts";
import { fit, pad, width, wrap } from "./width.ts";
import { amount, counted, sentence, severity } from "./words.ts";

/** GLOW_MS is how long a place that was just come to stands out, in ms. */
const GLOW_MS = 1000;

/** SMALL is the height below which the screen does without the names of the targets. */
const SMALL = 14;

/** LATEST is how many matches are shown below. */
const LATEST = 3;

/** Frame is where and when a model is drawn. */
export interface Frame {
  readonly screen: Screen;
  readonly rows: number;
  /** now in ms, of the clock that the model's times are of. */
  readonly now: number;
}

/** Drawn is a screen, and the model with a text's place brought into bounds. */
export interface Drawn {
  readonly lines: readonly string[];
  readonly model: Model;
  /** height is how many rows the middle has. */
  readonly height: number;
}

/** drawWatch draws a whole screen of exactly `frame.rows` lines. */
export function drawWatch(model: Model, frame: Frame): Drawn {
  const at = { ...frame, now: model.paused ?? frame.now };
  const { columns } = frame.screen;
  const head = [...headLines(model, at)];
  const foot = [...footLines(model, at)];
  const height = Math.max(1, frame.rows - head.length - foot.length);
  const middle = middleLines(model, at, height);
  const lines = [...head, ...middle.lines, ...foot].map((line) => fit(line, columns));
  return { lines: lines.slice(0, frame.rows), model: middle.model, height };
}

function headLines(model: Model, { screen, rows }: Frame): readonly string[] {
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

function footLines(model: Model, frame: Frame): readonly string[] {
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

interface Middle {
  readonly lines: readonly string[];
  readonly model: Model;
}

function middleLines(model: Model, frame: Frame, height: number): Middle {
  const looked = page(model);
  const { screen } = frame;
  if ("top" in looked) {
    const text = textOf(looked, model, frame);
    const top = Math.max(0, Math.min(looked.top, text.length - height));
    const pages = [...model.pages.slice(0, -1), { ...looked, top }];
    const lines = text.slice(top, top + height);
    const more = text.length - top - height;
    if (more > 0) {
      lines[height - 1] = screen.palette("dim", `… ${counted(more + 1, "more line")}`);
    }
    return { lines: filled(lines, height), model: { ...model, pages } };
  }
  const items = itemsOf(model);
  if (items.length === 0) {
    const lines = wrap(nothing(model), screen.columns);
    return { lines: filled(lines.slice(0, height), height), model };
  }
  const selected = selectedAt(model, items);
  const blocks = items.map((item, index) => blockOf(item, index === selected, model, frame));
  const before = blocks.slice(0, selected).reduce((sum, block) => sum + block.length, 0);
  const all = blocks.flat();
  const own = blocks[selected]?.length ?? 0;
  // The selected one stands a third down, with what comes before it in sight.
  const wanted = before - Math.floor(Math.max(0, height - own) / 3);
  const top = Math.max(0, Math.min(wanted, all.length - height));
  return {
    lines: filled(all.slice(top, top + height), height),
    model: { ...model, place: selected },
  };
}

function filled(lines: readonly string[], height: number): readonly string[] {
  return [...lines, ...Array<string>(Math.max(0, height - lines.length)).fill("")];
}

function nothing(model: Model): string {
  if (model.sample === null) return "";
  if (model.filter !== "") {
    return `Nothing has "${visible(model.filter)}" in it: Esc drops the filter`;
  }
  return page(model).is === "matches"
    ? "Nothing has matched so far"
    : "No policy is loaded: q leaves, then load FILE, or type one";
}

function blockOf(item: Item, selected: boolean, model: Model, frame: Frame): readonly string[] {
  const { screen } = frame;
  const mark = selected ? screen.palette("current", "▸ ") : "  ";
  const room = screen.columns - 2;
  switch (item.is) {
    case "policy":
      return policyBlock(item, selected, model, frame).map((line, index) =>
        index === 0 ? mark + line : `  ${line}`
      );
    case "run": {
      const { policy, subject, state } = item.run;
      const fresh = isFresh(model, subjectKey(policy, subject), state, frame.now);
      const dot = fresh ? screen.palette("current", "● ") : screen.palette("dim", "○ ");
      const look = lookOf(item.run, model, frame);
      const row = mark + dot + runRow(item.run, look, room - 2);
      return [...[row], ...moreOf(item, model, screen)];
    }
    case "match":
      return [
        mark + matchLine(item.seen.match, { ...screen, columns: room }, {
          number: item.seen.number,
        }),
      ];
  }
}

/** moreOf says behind the last run that is listed how many are not. */
function moreOf(
  { run }: Extract<Item, { is: "run" }>,
  model: Model,
  { palette }: Screen,
): readonly string[] {
  const items = itemsOf(model);
  const own = items.filter((one) => one.is === "run" && one.run.policy === run.policy);
  const last = own.at(-1);
  if (last?.is !== "run" || last.run !== run || model.filter !== "") return [];
  const live = model.sample?.policies.find(({ policy }) => policy === run.policy)?.live ?? 0;
  const more = live - own.length;
  if (more <= 0) return [];
  const hint = own.length <= SHOWN && page(model).is === "policies" ? ": Enter on the policy" : "";
  return [palette("dim", `    and ${counted(more, "more run")}${hint}`)];
}

function policyBlock(
  { status, runs }: Extract<Item, { is: "policy" }>,
  selected: boolean,
  model: Model,
  frame: Frame,
): readonly string[] {
  const { screen, now } = frame;
  const { palette, columns } = screen;
  const machine = model.sample?.machines.get(status.policy);
  const room = columns - 2;
  const name = visible(status.policy, { max: Math.max(12, room - 24) });
  const within = machine?.within ?? null;
  const line = sentence([
    palette("heading", name),
    severity(status.severity, screen),
    status.live === 0 ? "" : palette("key", `${amount(status.live)} live`),
    status.matches === 0 ? "" : count(status.matches, "match", "matches", screen),
    status.dismissed === 0 ? "" : `${amount(status.dismissed)} dismissed`,
    status.suppressed === 0 ? "" : `${amount(status.suppressed)} suppressed`,
    palette("dim", `by ${status.subject}`),
    within === null ? "" : palette("dim", `within ${duration(within)}`),
    status.begun === 0 ? palette("dim", `waits for ${status.waits.join(", ")}`) : "",
    status.begun === 0 ? "" : palette("dim", `${amount(status.begun)} begun`),
  ], room);
  // What has never moved takes one line, unless somebody looks at it.
  if (machine === undefined || (status.begun === 0 && !selected)) return [line];
  const strip = runStrip(machine, {
    status,
    runs,
    fresh: (place) => isFresh(model, status.policy, place, now),
    screen,
    room: room - 2,
  });
  return [line, ...strip.map((each) => `  ${each}`)];
}

function isFresh(
  { moved }: Model,
  of: string,
  place: number | "match" | "dismissed",
  now: number,
): boolean {
  const at = moved.get(placeKey(of, place));
  return at !== undefined && now - at < GLOW_MS;
}

function lookOf(run: RunStatus, { sample }: Model, { screen, now }: Frame) {
  const passed = sample === null ? 0 : Math.max(0, now - sample.at) * 1e6;
  return {
    screen,
    machine: machineOf(sample, run.policy),
    left: run.left === null ? null : Math.max(0, run.left - passed),
  };
}

function machineOf(sample: Sample | null, policy: string): Machine | undefined {
  return sample?.machines.get(policy);
}

function textOf(looked: Page, model: Model, frame: Frame): string[] {
  const { screen } = frame;
  switch (looked.is) {
    case "run": {
      const key = runKey(looked.run);
      const alive = model.sample?.runs.some((run) => runKey(run) === key) ?? false;
      const { policy, subject } = looked.run;
      const ended = alive ? null : model.ended.get(subjectKey(policy, subject)) ?? "unknown";
      return runPage(looked.run, lookOf(looked.run, model, frame), ended);
    }
    case "match": {
      const { match, number, source } = looked.seen;
      return matchReport(match, screen, source === null ? { number } : { number, source });
    }
    case "help":
      return HELP.flatMap(([key, meaning]) =>
        key === ""
          ? wrap(meaning, screen.columns)
          : wrap(meaning, screen.columns - 12).map((line, index) =>
            `  ${screen.palette("key", pad(index === 0 ? key : "", 10))}${line}`
          )
      );
    case "policies":
    case "policy":
    case "matches":
      return [];
  }
}

const HELP: readonly (readonly [key: string, meaning: string])[] = [
  [
    "",
    "Each policy is drawn as its states, from start to match. Below a state stand the runs that " +
    "have come so far: whose they are, or how many. A heavy arrow and a full dot mark what has " +
    "just moved. A bar is what is left of a run's time (within)",
  ],
  ["", ""],
  ["j k", "select the next or the last one (also the arrows, PgUp, PgDn, g, G)"],
  ["Enter", "open what is selected: a policy's runs, a run's evidence, a match"],
  ["Esc", "back to where you came from"],
  ["m", "the latest matches"],
  ["/", "only what has a word in its policy's name, its processes or its pids"],
  ["p", "pause: nothing moves on the screen, everything goes on behind it"],
  ["q", "quit to the prompt (also Ctrl-C); Ctrl-Z stops the shell, fg goes on"],
];
