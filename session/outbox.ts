/**
 * The Worker's outgoing side: what happened is collected and sent in batches, and what is
 * outstanding (sent, not yet acknowledged) is bounded. Past the bound, events and transitions that
 * somebody watches are left out and counted, or, where the watcher asked for every one, the caller
 * is told to stop reading until there is room.
 */
import type { Dismissed, EventData, Lost, Match, Transition } from "../engine/report.ts";
import type { Batch } from "./protocol.ts";
import type { Warning } from "./types.ts";

/** OUTSTANDING is how many items may be on the way or unread on the other side. */
export const OUTSTANDING = 50_000;

/** Outbox collects reports and sends them through `post`. */
export class Outbox {
  readonly #post: (batch: Batch) => void;
  #reports: (Match | Dismissed | Lost | Warning)[] = [];
  #transitions: Transition[] = [];
  #events = new Map<number, EventData[]>();
  #eventCount = 0;
  #outstanding = 0;
  #missed = 0;

  constructor(post: (batch: Batch) => void) {
    this.#post = post;
  }

  /** full is true while nothing should be added that can wait or be left out. */
  get full(): boolean {
    return this.#outstanding + this.#collected() >= OUTSTANDING;
  }

  /** report adds what is never left out. */
  report(report: Match | Dismissed | Lost | Warning): void {
    this.#reports.push(report);
  }

  /** transition adds a move of a run, or counts it as missed where there is no room. */
  transition(transition: Transition): void {
    if (this.full) this.#missed++;
    else this.#transitions.push(transition);
  }

  /** event adds an event of a stream; the caller asks `full` first, for decoding costs. */
  event(serial: number, event: EventData): void {
    const events = this.#events.get(serial);
    if (events === undefined) this.#events.set(serial, [event]);
    else events.push(event);
    this.#eventCount++;
  }

  /** miss counts an event that a slow reader does not get. */
  miss(): void {
    this.#missed++;
  }

  /** flush sends what has been collected. `ts` is the engine's latest time. */
  flush(ts: number): void {
    if (this.#missed > 0 && !this.full) {
      this.report({ type: "lost", count: this.#missed, cause: "view fell behind", ts });
      this.#missed = 0;
    }
    const count = this.#collected();
    if (count === 0) return;
    this.#outstanding += count;
    this.#post({
      ts,
      reports: this.#reports,
      transitions: this.#transitions,
      events: this.#events,
    });
    this.#reports = [];
    this.#transitions = [];
    this.#events = new Map();
    this.#eventCount = 0;
  }

  /** acknowledge takes note of items that were taken in on the other side. */
  acknowledge(count: number): void {
    this.#outstanding -= count;
  }

  #collected(): number {
    return this.#reports.length + this.#transitions.length + this.#eventCount;
  }
}
