/**
 * A stream of events that somebody watches: what of the records belongs to it, the past that it
 * begins with, and what becomes of it where its reader is slow.
 */
import type { Interest } from "../compiler/interest.ts";
import type { Machine } from "../compiler/machine.ts";
import { TYPE } from "../engine/layout.ts";
import { RecordView } from "../engine/record.ts";
import type { EventData } from "../engine/report.ts";
import type { State } from "../engine/state.ts";
import type { EventBuffer } from "./buffer.ts";
import type { Outbox } from "./outbox.ts";
import { Probe } from "./probe.ts";
import { walk } from "./query.ts";
import { delivers } from "./streams.ts";
import type { EventsOptions } from "./types.ts";

/** EventStream hands events to the outbox. */
export class EventStream {
  readonly serial: number;
  readonly options: EventsOptions;
  readonly #outbox: Outbox;
  readonly #decode: (view: RecordView) => EventData;
  /** #probe finds what `where` asks for, once the stream has come to the present. */
  #probe: Probe | null = null;
  /** #past is what it has found before; null: that is over. */
  #past: EventData[] | null = [];
  #ended = false;

  /** `serial` tells its events from those of other streams. */
  constructor(
    serial: number,
    options: EventsOptions,
    parts: { readonly outbox: Outbox; readonly decode: (view: RecordView) => EventData },
  ) {
    this.serial = serial;
    this.options = options;
    this.#outbox = parts.outbox;
    this.#decode = parts.decode;
  }

  /** begin shows what the stream wants of the buffer, and from then on what comes. */
  async begin(buffer: EventBuffer | null, host: string): Promise<void> {
    const { where, past: limit = 0 } = this.options;
    if (where === undefined) return;
    const probe = this.#prober(where, host);
    if (limit > 0) await this.#catchUp(probe, buffer, limit);
    if (this.#ended) return;
    // From the last record of the buffer to here nothing has been waited for: nothing is missed.
    const past = this.#past ?? [];
    for (const event of past.slice(Math.max(0, past.length - limit))) this.#give(event);
    this.#past = null;
    this.#probe = probe;
  }

  /** end ends it: what it has begun to look for is given up. */
  end(): void {
    this.#ended = true;
    this.#probe = null;
  }

  /** take shows a record that belongs to the stream; `needed` are the policies' phases. */
  take(view: RecordView, state: State, needed: Interest["phases"]): void {
    if (this.options.where !== undefined) {
      this.#probe?.process(view, state);
    } else if (view.type === TYPE.call && delivers(this.options, view, needed)) {
      if (this.#full) this.#outbox.miss();
      else this.#give(this.#decode(view));
    }
  }

  /** #full: there is no room, and the reader did not ask for every event. */
  get #full(): boolean {
    return this.#outbox.full && this.options.lossless !== true;
  }

  #give(event: EventData): void {
    this.#outbox.event(this.serial, event);
  }

  #prober(where: Machine, host: string): Probe {
    return new Probe([where], {
      match: ({ steps: [step] }) => {
        if (step === undefined) return;
        if (this.#past !== null) this.#past.push(step.first);
        else if (this.#full) this.#outbox.miss();
        else this.#give(step.first);
      },
      dismissed() {},
      suppressed() {},
    }, host);
  }

  async #catchUp(probe: Probe, buffer: EventBuffer | null, limit: number): Promise<void> {
    const view = new RecordView();
    await walk(buffer, {
      record: (serial, at) => {
        const state = at.read(serial, view);
        if (at.holes.has(serial)) probe.lost(view.ts);
        probe.process(view, state);
        const past = this.#past ?? [];
        if (past.length >= 2 * limit) past.splice(0, past.length - limit);
      },
      goesOn: () => !this.#ended,
    });
  }
}
