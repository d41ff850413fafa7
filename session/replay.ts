/**
 * Policies over recorded events: the same engine as a live session's, in the caller's own thread.
 * Each recording is a world of its own: its processes are not those of another one.
 */
import type { Machine } from "../compiler/machine.ts";
import { byName, changesBetween, type PolicyChanges } from "../engine/changes.ts";
import { Engine } from "../engine/engine.ts";
import { TYPE } from "../engine/layout.ts";
import type { RecordView } from "../engine/record.ts";
import type { Dismissed, Lost, Match, Summary, Transition } from "../engine/report.ts";
import { holeOf, MARK } from "../sensor/records/marks.ts";
import { ReadAhead } from "../sensor/recordings/read_ahead.ts";
import { openRecording, type Recording } from "../sensor/recordings/recording.ts";
import { Losses } from "./losses.ts";
import { Pace } from "./pace.ts";
import { bytesOf, isLarge } from "./sizes.ts";
import type { PolicyReport, ReplayControl, ReplayOptions } from "./types.ts";

/** Replayed is what a replay tells, the summary last. */
export type Replayed = Match | Dismissed | Transition | Lost | Summary;

/**
 * replay runs policies over recordings, one after the other; `-` is standard input. It reads no
 * further than its reports are taken. It rejects with a RecordingError where one cannot be read.
 */
export async function* replay(
  paths: readonly string[],
  options: ReplayOptions,
): AsyncGenerator<Replayed, void> {
  const totals = { events: 0, matches: 0, dismissed: 0, suppressed: 0, skipped: 0 };
  const losses = new Losses();
  const policies = new Policies(options.policies);
  const run: Run = { policies, totals, losses };
  options.onStart?.(policies);
  const sizes = await Promise.all(paths.map(bytesOf));
  const ahead = (options.cores ?? navigator.hardwareConcurrency) > 1 &&
    (options.cores !== undefined || isLarge(paths, sizes));
  // Two threads: one reads, this one judges. So whatever the subjects are, the order stays.
  using reader = ahead ? new ReadAhead(paths) : null;
  const told = progress(sizes, totals, options);
  for (const [index, path] of paths.entries()) {
    if (options.signal?.aborted) break;
    const recording = await (reader?.open() ?? openRecording(path));
    yield* replayOne(path, recording, options, run, told(index));
  }
  const { skipped, ...counts } = totals;
  yield {
    type: "summary",
    ...counts,
    ...losses.summary,
    skipped,
    policies: policies.loaded.size,
  };
}

/** Policies are what is loaded now, in the engine of the recording that is being read. */
class Policies implements ReplayControl {
  loaded: ReadonlyMap<string, Machine>;
  #engine: Engine | null = null;
  #start: string | null = null;
  readonly #reported = new WeakMap<
    PolicyReport,
    { readonly machine: Machine; readonly start: string | null }
  >();

  constructor(machines: readonly Machine[]) {
    this.loaded = byName(machines);
  }

  /** enter loads them into the engine of the next recording, which began at `start`. */
  enter(engine: Engine, start: string | null): void {
    this.#start = start;
    engine.load([...this.loaded.values()]);
    this.#engine = engine;
  }

  replace(machines: readonly Machine[]): PolicyChanges {
    // The engine takes events in this thread too, each to its end: this is between two of them.
    this.#engine?.replace(machines);
    const former = this.loaded;
    this.loaded = byName(machines);
    return changesBetween(former, this.loaded);
  }

  /** attribute notes which machine a report is about, for it may be read after an exchange. */
  attribute<R extends PolicyReport>(report: R): R {
    const machine = this.loaded.get(report.policy);
    if (machine !== undefined) this.#reported.set(report, { machine, start: this.#start });
    return report;
  }

  policyOf(report: PolicyReport): Machine | null {
    return this.#reported.get(report)?.machine ?? null;
  }

  startOf(report: PolicyReport): string | null {
    return this.#reported.get(report)?.start ?? null;
  }
}

/** Tick is a time that a replay at some pace waits for. */
interface Tick {
  readonly type: "tick";
  readonly ts: number;
}

/** Totals are the counts of a summary while they grow. */
type Totals = {
  -readonly [K in keyof Omit<Summary, "type" | "dropped" | "lost" | "policies">]: Summary[K];
};

/** Run is what goes on from one recording to the next. */
interface Run {
  readonly policies: Policies;
  readonly totals: Totals;
  readonly losses: Losses;
}

/**
 * Part is what of a recording is read at once: from which byte to which, and from which time to
 * which its records are. NaN: none has come.
 */
interface Part {
  from: number;
  to: number;
  first: number;
  last: number;
}

/** progress returns who is told how much of each recording has been read. */
function progress(
  sizes: readonly (number | null)[],
  totals: Readonly<Totals>,
  { onProgress }: ReplayOptions,
): (index: number) => ((bytes: number) => void) | undefined {
  if (onProgress === undefined) return () => undefined;
  const sum = (of: readonly (number | null)[]) =>
    of.reduce((all: number | null, size) => all === null || size === null ? null : all + size, 0);
  const total = sum(sizes);
  return (index) => {
    const before = sum(sizes.slice(0, index)) ?? 0;
    return (bytes) => onProgress({ events: totals.events, bytes: before + bytes, total });
  };
}

async function* replayOne(
  path: string,
  recording: Recording,
  { transitions = false, onMalformed, signal, speed }: ReplayOptions,
  { policies, totals, losses }: Run,
  onRead: ((bytes: number) => void) | undefined,
): AsyncGenerator<Replayed, void> {
  const taken = new Handover<Replayed | Tick>();
  const engine = new Engine({
    match: (match) => {
      totals.matches++;
      taken.give(policies.attribute(match));
    },
    dismissed: (end) => {
      totals.dismissed++;
      taken.give(policies.attribute(end));
    },
    suppressed: (end) => {
      totals.suppressed++;
      taken.give(policies.attribute(end));
    },
    transition: (move) => taken.give(policies.attribute(move)),
  }, recording.header.host === null ? {} : { host: recording.header.host });
  engine.transitions = transitions;
  policies.enter(engine, recording.header.start);
  const stop = new AbortController();
  const pace = speed === undefined ? null : new Pace(speed, signal);
  const part: Part = { from: 0, to: 0, first: NaN, last: NaN };
  const lost = (view: RecordView) => {
    const hole = holeOf(view);
    losses.add(hole);
    engine.lost(hole.count, hole.cause, view.ts);
    taken.give({ type: "lost", ...hole, ts: view.ts });
  };
  const reading = recording.read((view) => {
    if (Number.isNaN(part.first)) part.first = view.ts;
    part.last = view.ts;
    if (pace?.moved(view.ts)) taken.give({ type: "tick", ts: view.ts });
    switch (view.type) {
      case MARK.lost:
        return lost(view);
      case MARK.release:
        return engine.release(view.root);
      case TYPE.call:
        totals.events++;
    }
    engine.process(view);
  }, {
    onProblem: ({ line, message }) => onMalformed?.({ file: path, line, message }),
    onRead(bytes) {
      part.to = bytes;
      // At a pace, what has been read is yet to come.
      if (pace === null) onRead?.(bytes);
    },
    signal: signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]),
    async ready() {
      await taken.wanted();
      Object.assign(part, { from: part.to, first: NaN });
    },
  }).then(({ skipped }) => void (totals.skipped += skipped)).finally(() => taken.end());
  try {
    for await (const item of taken.items()) {
      if (item.type !== "tick") yield item;
      else {
        await pace?.until(item.ts);
        onRead?.(bytesUntil(item.ts, part));
      }
    }
  } finally {
    stop.abort();
    taken.stop();
    await reading;
  }
}

/** bytesUntil is how much of a recording there is until a time in the part that is read. */
function bytesUntil(ts: number, { from, to, first, last }: Part): number {
  return last > first ? from + (to - from) * (ts - first) / (last - first) : to;
}

/** Handover passes items from a reader that pushes to a generator that pulls, in batches. */
class Handover<T> {
  #items: T[] = [];
  #ended = false;
  #more = Promise.withResolvers<void>();
  #wanted = Promise.withResolvers<void>();

  give(item: T): void {
    this.#items.push(item);
    this.#more.resolve();
  }

  end(): void {
    this.#ended = true;
    this.#more.resolve();
  }

  /** wanted settles when everything given so far has been taken. */
  async wanted(): Promise<void> {
    if (this.#items.length > 0) await this.#wanted.promise;
  }

  /** stop lets the reader go on to its end though nobody takes items any more. */
  stop(): void {
    this.#items = [];
    this.#wanted.resolve();
  }

  async *items(): AsyncGenerator<T, void> {
    for (;;) {
      await this.#more.promise;
      this.#more = Promise.withResolvers();
      const items = this.#items;
      yield* items;
      this.#items = [];
      this.#wanted.resolve();
      this.#wanted = Promise.withResolvers();
      if (this.#ended) return;
    }
  }
}
