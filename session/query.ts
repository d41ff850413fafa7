/** Machines over the buffer: what they would have found in what has just happened. */
import { setImmediate } from "node:timers";
import type { Subject } from "../compiler/machine.ts";
import { CARRIED } from "../engine/layout.ts";
import { RecordView } from "../engine/record.ts";
import type { Match, SubjectId, Transition, TransitionCause } from "../engine/report.ts";
import { type EventBuffer, isCall } from "./buffer.ts";
import { Probe } from "./probe.ts";
import type { Query, QueryResult, RunEnds } from "./types.ts";

/** SLICE_MS is how long the feed may be kept from reading at a time. */
const SLICE_MS = 4;

/** CHECK is after how many records the clock is looked at. */
const CHECK = 128;

/** LIMIT is how many matches are returned where the query does not say. */
const LIMIT = 100;

/**
 * query runs machines over what the buffer holds now, in slices between which the session goes on.
 * What falls out of the buffer meanwhile is not looked at any more.
 */
export async function query(
  buffer: EventBuffer | null,
  { machines, limit = LIMIT, subject, ends: wanted = false }: Query,
  host: string,
): Promise<QueryResult> {
  const matches = new Map<string, Match[]>();
  const ends = new Ends();
  const probe = new Probe(machines, {
    match(match) {
      const known = matches.get(match.policy) ?? [];
      known.push(match);
      matches.set(match.policy, known);
      // In one go now and then, so that keeping the last ones costs no more than adding them.
      if (known.length >= 2 * limit + CHECK) known.splice(0, known.length - limit);
    },
    dismissed() {},
    suppressed() {},
    ...(wanted ? { transition: (move) => ends.take(move) } : {}),
  }, host);
  const concerns = subject === undefined ? null : concerning(subject);
  let events = 0;
  let since: number | null = null;
  const view = new RecordView();
  await walk(buffer, {
    record(serial, at) {
      const state = at.read(serial, view);
      if (at.holes.has(serial)) probe.lost(view.ts);
      since ??= view.ts;
      if (isCall(view)) events++;
      if (concerns === null || concerns(view)) probe.process(view, state);
    },
    // What comes meanwhile is another question: where very much comes there would be no end.
  }, buffer?.next);
  return {
    events,
    since,
    until: since === null ? null : view.ts,
    capacity: buffer?.limit ?? 0,
    complete: buffer?.complete ?? false,
    policies: probe.counters,
    matches: [...matches.values()].flatMap((of) => of.slice(Math.max(0, of.length - limit)))
      .sort((one, other) => one.end - other.end),
    ends: ends.all,
  };
}

/** ENDING are the causes that end a run without a match; one that is benign is counted elsewhere. */
const ENDING: ReadonlySet<string> = new Set<RunEnds["cause"]>([
  "within",
  "without",
  "until",
  "replaced",
  "subject",
]);

/** Ends counts where runs end. */
class Ends {
  readonly #known = new Map<string, RunEnds>();

  get all(): readonly RunEnds[] {
    return [...this.#known.values()];
  }

  take({ policy, from: state, cause }: Transition): void {
    if (!isEnding(cause)) return;
    const key = JSON.stringify([policy, state, cause]);
    const count = (this.#known.get(key)?.count ?? 0) + 1;
    this.#known.set(key, { policy, state, cause, count });
  }
}

function isEnding(cause: TransitionCause): cause is RunEnds["cause"] {
  return ENDING.has(cause);
}

/** Walker is shown the records of a buffer. */
export interface Walker {
  record(serial: number, buffer: EventBuffer): void;
  /** goesOn is asked now and then; false ends the walk. */
  goesOn?(): boolean;
}

/**
 * walk shows the records that a buffer holds up to the one numbered `end`; without it also those
 * that come until it has caught up.
 */
export async function walk(
  buffer: EventBuffer | null,
  walker: Walker,
  end = Infinity,
): Promise<void> {
  if (buffer === null) return;
  let serial = buffer.first;
  for (let slice = performance.now(); serial < Math.min(end, buffer.next);) {
    walker.record(serial++, buffer);
    if (serial % CHECK !== 0 || performance.now() - slice < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (walker.goesOn?.() === false) return;
    // What has fallen out of the buffer meanwhile is not there to be looked at.
    serial = Math.max(serial, buffer.first);
    slice = performance.now();
  }
}

/** HEADERS are the subjects whose id stands in a record's header; of others all is looked at. */
const HEADERS: Partial<Record<Subject, (view: RecordView) => number>> = {
  thread: (view) => view.tid,
  process: (view) => view.pid,
  parent: (view) => (view.carried & CARRIED.ppid) === 0 ? -1 : view.ppid,
  tree: (view) => view.root,
  session: (view) => (view.carried & CARRIED.session) === 0 ? -1 : view.session,
  user: (view) => (view.carried & CARRIED.uid) === 0 ? -1 : view.uid,
};

function concerning({ by, id }: SubjectId): (view: RecordView) => boolean {
  const header = HEADERS[by];
  return header === undefined ? () => true : (view) => header(view) === id;
}
