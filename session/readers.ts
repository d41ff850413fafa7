/**
 * What a session tells without being asked, to whoever reads it: reports, matches, moves of runs,
 * events. The Worker has only so much under way; what has been delivered is acknowledged as long as
 * no reader is far behind.
 */
import type { EventData, Match, Transition } from "../engine/report.ts";
import { Channel } from "./channel.ts";
import type { Batch, Operations } from "./protocol.ts";
import type { EventsOptions, PolicyReport, Report } from "./types.ts";

/** BACKLOG is how many items a reader may be behind before the Worker is no longer acknowledged. */
const BACKLOG = 10_000;

/** ReadersOptions are what readers are made with. */
export interface ReadersOptions {
  /** onRead is told when what is wanted of the Worker may have changed: a reader came or went. */
  readonly onRead: () => void;
  /** onReport is given each report about a policy before anybody reads it. */
  readonly onReport: (report: PolicyReport) => void;
  /** acknowledge tells the Worker that so many items have been delivered. */
  readonly acknowledge: (count: number) => void;
}

/** Readers are the streams of a session. */
export class Readers {
  readonly #options: ReadersOptions;
  readonly #reports = this.#channel<Exclude<Report, Transition>>();
  readonly #matches = this.#channel<Match>();
  readonly #transitions = this.#channel<Transition>(() => this.#options.onRead());
  /** #sampled are the readers that do with a sample, of the size that was asked for last. */
  readonly #sampled = this.#channel<Transition>(() => this.#options.onRead());
  readonly #events = this.#channel<EventData>(() => this.#options.onRead());
  readonly #all = [
    this.#events,
    this.#transitions,
    this.#sampled,
    this.#matches,
    this.#reports,
  ] as const;
  #sample = 0;
  #eventsOptions: EventsOptions = {};
  #eventsSerial = 0;
  #missed = 0;
  #unacknowledged = 0;

  constructor(options: ReadersOptions) {
    this.#options = options;
  }

  /** wanted is what the Worker has to deliver beyond reports. */
  get wanted(): Operations["listen"]["ask"] {
    const whole = this.#transitions.size > 0 ? {} : null;
    const sampled = this.#sampled.size > 0 ? { sample: this.#sample } : null;
    return {
      events: this.#events.size === 0
        ? null
        : { serial: this.#eventsSerial, options: this.#eventsOptions },
      transitions: whole ?? sampled,
    };
  }

  /** matches reads each match, reports each report that is no transition. */
  matches(): AsyncIterableIterator<Match> {
    return this.#matches.read();
  }

  reports(): AsyncIterableIterator<Exclude<Report, Transition>> {
    return this.#reports.read();
  }

  /** transitions reads each move, or with `sample` some of them. */
  transitions(sample: number | undefined): AsyncIterableIterator<Transition> {
    if (sample !== undefined) this.#sample = sample;
    const reader = (sample === undefined ? this.#transitions : this.#sampled).read();
    this.#options.onRead();
    return reader;
  }

  /** events reads events as `options` say. */
  events(options: EventsOptions): AsyncIterableIterator<EventData> {
    this.#eventsOptions = options;
    this.#eventsSerial++;
    // What is under way when the Worker stops to wait must still find a place.
    const reader = this.#events.read(options.lossless === true ? Infinity : undefined);
    this.#options.onRead();
    return reader;
  }

  /** deliver hands out what has come from the Worker. */
  deliver({ events, transitions, reports, ts }: Batch): void {
    for (const event of events) this.#events.send(event);
    for (const transition of transitions) {
      this.#options.onReport(transition);
      this.#transitions.send(transition);
      this.#sampled.send(transition);
    }
    for (const report of reports) {
      if ("policy" in report) this.#options.onReport(report);
      this.#reports.send(report);
      if (report.type === "match") this.#matches.send(report);
    }
    this.#tellMissed(ts);
    this.#unacknowledged += events.length + transitions.length + reports.length;
    this.acknowledge();
  }

  /** acknowledge lets the Worker go on, unless some reader is far behind. */
  acknowledge(): void {
    if (this.#unacknowledged === 0) return;
    if (this.#all.some((channel) => channel.backlog > BACKLOG)) return;
    this.#options.acknowledge(this.#unacknowledged);
    this.#unacknowledged = 0;
  }

  /** close ends every reader, with an error by rejecting. */
  close(error?: Error): void {
    for (const channel of this.#all) channel.close(error);
  }

  /** #tellMissed reports what readers that are too far behind did not get. */
  #tellMissed(ts: number): void {
    if (this.#missed === 0) return;
    this.#reports.send({ type: "lost", count: this.#missed, cause: "view fell behind", ts });
    this.#missed = 0;
  }

  #channel<T>(onEnd?: () => void): Channel<T> {
    return new Channel<T>({
      onTake: () => this.acknowledge(),
      onDrop: () => this.#missed++,
      ...(onEnd === undefined ? {} : { onEnd }),
    });
  }
}
