/**
 * The screen of `watch`: a model in, the lines of a whole screen out. On top what is watched and how
 * much it does, in the middle the policies with their runs or what was opened, below the latest
 * matches, what was lost, and the keys.
 */
import { itemsOf, selectedAt } from "./items.ts";
import { type Model, type Page, page, runKey, subjectKey } from "./model.ts";
import { visible } from "../views/escape.ts";
import { matchReport } from "../views/match.ts";
import { footLines, headLines } from "./edges.ts";
import { type Frame, itemLines, lookOf } from "./item_lines.ts";
import { watchHelp } from "./help.ts";
import { runPage } from "./run_page.ts";
import { fit, wrap } from "../views/width.ts";
import { counted } from "../views/words.ts";

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
  // Each takes a line at least: of thousands, only those near the selected one can be seen.
  const from = Math.max(0, selected - height);
  const near = items.slice(from, selected + height + 1);
  const blocks = near.map((_, index) => itemLines(items, from + index, selected, model, frame));
  const before = blocks.slice(0, selected - from).reduce((sum, block) => sum + block.length, 0);
  const all = blocks.flat();
  const own = blocks[selected - from]?.length ?? 0;
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
      return watchHelp(screen);
    case "policies":
    case "policy":
    case "matches":
      return [];
  }
}
