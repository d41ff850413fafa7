/** The items of a list in `watch`: policies with their states, runs, matches. */
import type { Machine } from "../../compiler/machine.ts";
import type { RunStatus } from "../../engine/report.ts";
import type { Item } from "./items.ts";
import { type Model, page, placeKey, type Sample, subjectKey } from "./model.ts";
import { visible } from "../views/escape.ts";
import { matchLine } from "../views/match.ts";
import type { Screen } from "../views/screen.ts";
import { duration } from "../views/time.ts";
import { type RunLook, runRow } from "./run_page.ts";
import { runStrip } from "./strip.ts";
import { amount, counted, sentence, severity } from "../views/words.ts";

/** GLOW_MS is how long a place that was just come to stands out, in ms. */
const GLOW_MS = 1000;

/** Frame is where and when a model is drawn. */
export interface Frame {
  readonly screen: Screen;
  readonly rows: number;
  /** now in ms, of the clock that the model's times are of. */
  readonly now: number;
}

/** itemLines draws one item of a list. */
export function itemLines(
  items: readonly Item[],
  index: number,
  selected: number,
  model: Model,
  frame: Frame,
): readonly string[] {
  const { screen } = frame;
  const item = items[index];
  if (item === undefined) return [];
  const mark = index === selected ? screen.palette("current", "▸ ") : "  ";
  const room = screen.columns - 2;
  switch (item.is) {
    case "policy":
      return policyBlock(item, index === selected, model, frame).map((line, row) =>
        row === 0 ? mark + line : `  ${line}`
      );
    case "run": {
      const { policy, subject, state } = item.run;
      const fresh = isFresh(model, subjectKey(policy, subject), state, frame.now);
      const dot = fresh ? screen.palette("current", "● ") : screen.palette("dim", "○ ");
      const row = mark + dot + runRow(item.run, lookOf(item.run, model, frame), room - 2);
      return [row, ...moreLines(items, index, model, screen)];
    }
    case "match": {
      const { match, number } = item.seen;
      return [mark + matchLine(match, { ...screen, columns: room }, { number })];
    }
  }
}

/** moreLines says behind the last run of a policy that is listed how many are not. */
function moreLines(
  items: readonly Item[],
  index: number,
  model: Model,
  { palette }: Screen,
): readonly string[] {
  const next = items[index + 1];
  if (next?.is === "run" || model.filter !== "") return [];
  const first = items.findLastIndex((one, at) => at < index && one.is !== "run");
  const owner = items[first];
  const more = owner?.is === "policy" ? owner.status.live - (index - first) : 0;
  if (more <= 0) return [];
  const hint = page(model).is === "policies" ? ": Enter on the policy" : "";
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
    status.matches === 0 ? "" : palette("match", counted(status.matches, "match", "matches")),
    status.dismissed === 0 ? "" : `${amount(status.dismissed)} dismissed`,
    status.suppressed === 0 ? "" : `${amount(status.suppressed)} suppressed`,
    status.begun === 0 ? "" : palette("dim", `${amount(status.begun)} begun`),
    palette("dim", `by ${status.subject}`),
    within === null ? "" : palette("dim", `within ${duration(within)}`),
    status.begun === 0 ? palette("dim", `waits for ${status.waits.join(", ")}`) : "",
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

/** lookOf is what else is known of a run, its time run down to now. */
export function lookOf(run: RunStatus, { sample }: Model, { screen, now }: Frame): RunLook {
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
