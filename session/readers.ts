/**
 * What a session tells without being asked, to whoever reads it: reports, matches, moves of runs,
 * events. The Worker has only so much under way; what has been delivered is acknowledged as long as
 * no reader is far behind.
 */
import type { EventData, Match, Transition } from "../engine/report.ts";
import { Channel } from "./channel.ts";
import type { Batch, Operations } from "./protocol.ts";
import type {
  EventsOptions,
  PolicyReport,
  Report,
  StreamOptions,
  TransitionsOptions,
} from "./types.ts";

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
  /** onFail is told when a reader has been given the error that ended the session. */
  readonly onFail: () => void;
}

/** EventsRead is a stream of events that somebody reads. */
interface EventsRead {
  readonly options: EventsOptions;
  readonly channel: Channel<EventData>;
}

/** Readers are the streams of a session. */
export class Readers {
  readonly #options: ReadersOptions;
  readonly #reports = this.#channel<Exclude<Report, Transition>>();
  readonly #matches = this.#channel<Match>();
  readonly #transitions = this.#channel<Transition>(() => this.#options.onRead());
  /** #sampled are the readers that do with a sample, of the size that was asked for last. */
  readonly #sampled = this.#channel<Transition>(() => this.#options.onRead());
  readonly #fixed = [this.#transitions, this.#sampled, this.#matches, this.#reports] as const;
  /** #events has each stream of events by its serial: what it wants, and its one reader. */
  readonly #events = new Map<number, EventsRead>();
  #nextSerial = 1;
  #ended = false;
  #sample = 0;
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
      events: new Map([...this.#events].map(([serial, { options }]) => [serial, options])),
      transitions: whole ?? sampled,
    };
  }

  /** matches reads each match, reports each report that is no transition. */
  matches(options: StreamOptions): AsyncIterableIterator<Match, undefined> {
    return this.#matches.read(options);
  }

  reports(options: StreamOptions): AsyncIterableIterator<Exclude<Report, Transition>, undefined> {
    return this.#reports.read(options);
  }

  /** transitions reads each move, or with `sample` some of them. */
  transitions(
    { sample, signal }: TransitionsOptions,
  ): AsyncIterableIterator<Transition, undefined> {
    if (sample !== undefined) this.#sample = sample;
    const reader = (sample === undefined ? this.#transitions : this.#sampled).read({ signal });
    this.#options.onRead();
    return reader;
  }

  /** events reads events as `options` say. */
  events({ signal, ...options }: EventsOptions): AsyncIterableIterator<EventData, undefined> {
    const serial = this.#nextSerial++;
    const channel = this.#channel<EventData>(() => {
      this.#events.delete(serial);
      this.#options.onRead();
    });
    if (this.#ended) channel.close();
    else this.#events.set(serial, { options, channel });
    // What is under way when the Worker stops to wait must still find a place.
    const reader = channel.read({ signal, ...(options.lossless ? { limit: Infinity } : {}) });
    this.#options.onRead();
    return reader;
  }

  /** deliver hands out what has come from the Worker. */
  deliver({ events, transitions, reports, ts }: Batch): void {
    let delivered = transitions.length + reports.length;
    for (const [serial, ofStream] of events) {
      const channel = this.#events.get(serial)?.channel;
      for (const event of ofStream) channel?.send(event);
      delivered += ofStream.length;
    }
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
    this.#unacknowledged += delivered;
    this.acknowledge();
  }

  /** acknowledge lets the Worker go on, unless some reader is far behind. */
  acknowledge(): void {
    if (this.#unacknowledged === 0) return;
    if (this.#anyBehind()) return;
    this.#options.acknowledge(this.#unacknowledged);
    this.#unacknowledged = 0;
  }

  /** close ends every reader, with an error by rejecting. */
  close(error?: Error): void {
    this.#ended = true;
    for (const channel of this.#fixed) channel.close(error);
    for (const { channel } of this.#events.values()) channel.close(error);
  }

  /** #tellMissed reports what readers that are too far behind did not get. */
  #tellMissed(ts: number): void {
    if (this.#missed === 0) return;
    this.#reports.send({ type: "lost", count: this.#missed, cause: "view fell behind", ts });
    this.#missed = 0;
  }

  #anyBehind(): boolean {
    for (const channel of this.#fixed) if (channel.backlog > BACKLOG) return true;
    for (const { channel } of this.#events.values()) if (channel.backlog > BACKLOG) return true;
    return false;
  }

  #channel<T>(onEnd?: () => void): Channel<T> {
    return new Channel<T>({
      onTake: () => this.acknowledge(),
      onDrop: () => this.#missed++,
      onFail: () => this.#options.onFail(),
      ...(onEnd === undefined ? {} : { onEnd }),
    });
  }
}
