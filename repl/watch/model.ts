/**
 * What `watch` shows, as data: what was last read of the session, what has moved since, and where
 * the analyst looks. Nothing here knows a clock or a terminal: times are given, in ms of one clock.
 */
import type { Machine } from "../../compiler/machine.ts";
import type { Match, RunStatus, Summary, Transition } from "../../engine/report.ts";
import type { PolicyStatus, Target } from "../../session/types.ts";

/** Sample is what a session was like at one moment. */
export interface Sample {
  /** at is when it was read, in ms. */
  readonly at: number;
  readonly targets: readonly Target[];
  readonly policies: readonly PolicyStatus[];
  readonly machines: ReadonlyMap<string, Machine>;
  /** runs are some of the live ones, of each policy a limited number. */
  readonly runs: readonly RunStatus[];
  readonly summary: Summary;
  /** matches are the latest ones, numbered as `explain` calls them. */
  readonly matches: readonly Numbered[];
}

/** Numbered is a match with its number, and the source of its policy as it was, if it is known. */
export interface Numbered {
  readonly number: number;
  readonly match: Match;
  readonly source: string | null;
}

/** Page is what is looked at. A text's `top` is the first line of it that is shown. */
export type Page =
  | { readonly is: "policies" }
  | { readonly is: "policy"; readonly policy: string }
  | { readonly is: "run"; readonly run: RunStatus; readonly top: number }
  | { readonly is: "matches" }
  | { readonly is: "match"; readonly seen: Numbered; readonly top: number }
  | { readonly is: "help"; readonly top: number };

/** Model is all that is drawn. */
export interface Model {
  readonly sample: Sample | null;
  /** history has when how many events had been seen, for the rate. */
  readonly history: readonly { readonly at: number; readonly events: number }[];
  /**
   * moved is when a run last came into a state or to an end, by {@link placeKey} of the policy, and
   * when one of a subject did, by that of its {@link subjectKey}.
   */
  readonly moved: ReadonlyMap<string, number>;
  /** ended is how the latest run of a subject ended, by {@link subjectKey}. */
  readonly ended: ReadonlyMap<string, Transition["cause"]>;
  /** paused is when the view was stopped; null: it runs. */
  readonly paused: number | null;
  readonly filter: string;
  /** typing: keys are put into the filter. */
  readonly typing: boolean;
  /** pages are those that were gone through, the one that is looked at last. */
  readonly pages: readonly Page[];
  /** selected is the key of the item that is selected, and its place, for when it goes. */
  readonly selected: string;
  readonly place: number;
  readonly left: boolean;
}

/** START is a view that has seen nothing yet. */
export const START: Model = {
  sample: null,
  history: [],
  moved: new Map(),
  ended: new Map(),
  paused: null,
  filter: "",
  typing: false,
  pages: [{ is: "policies" }],
  selected: "",
  place: 0,
  left: false,
};

/** RATE_MS is how long the rate looks back. */
const RATE_MS = 2000;

/** KEPT is how many places and ends are remembered. */
const KEPT = 2000;

/** page is the page that is looked at. */
export function page(model: Model): Page {
  return model.pages.at(-1) ?? { is: "policies" };
}

/** runKey tells a run from all others: a subject begins at most one run of a policy at a time. */
export function runKey({ policy, subject, start }: RunStatus): string {
  return `${subjectKey(policy, subject)}\n${start}`;
}

/** subjectKey names a policy and one of its subjects. */
export function subjectKey(policy: string, { by, id }: RunStatus["subject"]): string {
  return `${policy}\n${by} ${id}`;
}

/** placeKey names a place of what is named by `of`: a state, or an end. */
export function placeKey(of: string, place: number | "match" | "dismissed"): string {
  return `${of}\n${place}`;
}

/** withSample takes in what was read. */
export function withSample(model: Model, sample: Sample): Model {
  const { events } = sample.summary;
  const recent = model.history.filter(({ at }) => sample.at - at <= RATE_MS);
  // One from before the window, so that the rate spans all of it.
  const before = model.history.findLast(({ at }) => sample.at - at > RATE_MS);
  const history = [...before === undefined ? [] : [before], ...recent, { at: sample.at, events }];
  return { ...model, sample, history, pages: model.pages.map((one) => renewed(one, sample)) };
}

/** renewed keeps an open run up to date for as long as it lives. */
function renewed(page: Page, { runs }: Sample): Page {
  if (page.is !== "run") return page;
  const key = runKey(page.run);
  const run = runs.find((one) => runKey(one) === key);
  return run === undefined ? page : { ...page, run };
}

/** withMoves takes in moves of runs, seen at `at`. */
export function withMoves(model: Model, moves: readonly Transition[], at: number): Model {
  if (moves.length === 0) return model;
  const moved = new Map(model.moved);
  const ended = new Map(model.ended);
  for (const { policy, subject, cause, to } of moves) {
    const place = cause === "match" || cause === "dismissed" ? cause : to;
    if (place !== undefined) {
      note(moved, placeKey(policy, place), at);
      note(moved, placeKey(subjectKey(policy, subject), place), at);
    }
    if (typeof place !== "number") note(ended, subjectKey(policy, subject), cause);
  }
  return { ...model, moved, ended };
}

/** note sets a key as the latest and forgets the oldest one. */
function note<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= KEPT) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}

/** rate is how many events a second came lately, or null where that is not known yet. */
export function rate({ history }: Model): number | null {
  const [first] = history;
  const last = history.at(-1);
  if (first === undefined || last === undefined || last.at === first.at) return null;
  return (last.events - first.events) / (last.at - first.at) * 1000;
}
