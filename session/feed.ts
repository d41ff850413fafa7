/**
 * The way of the records: from the kernel's source, once a target is attached, through the engine
 * to whoever recorded or watches them.
 */
import { setImmediate } from "node:timers";
import { decode } from "../engine/decode.ts";
import type { Engine } from "../engine/engine.ts";
import { TYPE } from "../engine/layout.ts";
import { RecordView } from "../engine/record.ts";
import { BpfSource } from "../sensor/kernel/bpf_source.ts";
import { SensorError } from "../sensor/errors.ts";
import { hostName } from "../sensor/native/host_name.ts";
import { processName } from "../sensor/processes/processes.ts";
import { Recorder } from "../sensor/recordings/recorder.ts";
import type { Interest } from "../compiler/interest.ts";
import { Appetite, type Change } from "./appetite.ts";
import { EventBuffer } from "./buffer.ts";
import { SessionClosed } from "./errors.ts";
import { EventStream } from "./event_stream.ts";
import { Losses } from "./losses.ts";
import type { Outbox } from "./outbox.ts";
import type { Operations } from "./protocol.ts";
import { query } from "./query.ts";
import type { Tried } from "./tried.ts";
import { Watched } from "./watched.ts";
import { Starts } from "./starts.ts";
import { withCapture } from "./streams.ts";
import type { Clock, EventsOptions, Query, QueryResult, SessionOptions, Target } from "./types.ts";

/** IDLE_MS is the longest sleep: how late a session notices that it is being closed. */
const IDLE_MS = 100;

/** EVERYTHING is what a recording and the buffer ask of the sensor. */
const EVERYTHING: EventsOptions = { capture: "phases" };

/** BUFFER_MAX is how many calls a buffer has room for at most: what it takes is bounded. */
const BUFFER_MAX = 1_000_000;

/** CROWDED is how much of the ring may be taken before the buffer makes do with less. */
const CROWDED = 0.5;

/** FeedParts are what a feed is joined to. */
export interface FeedParts {
  readonly engine: Engine;
  readonly outbox: Outbox;
  /** interest is what the policies need at this moment. */
  readonly interest: () => Interest;
  /** onFault is told what ends the feed. */
  readonly onFault: (error: unknown) => void;
  /** tried is told of each call. */
  readonly tried: Tried;
}

/** FeedOptions are those of the session that the feed goes by. */
export type FeedOptions = Pick<SessionOptions, "ringBytes" | "buffer">;

/** Feed brings records to the engine for as long as the session lives. */
export class Feed {
  readonly #parts: FeedParts;
  readonly #view = new RecordView();
  readonly #visit = (bytes: Uint8Array, offset: number, ts: number) =>
    this.#record(bytes, offset, ts);
  readonly #decode = (view: RecordView) => decode(view, this.#parts.engine.state);
  readonly #ringBytes: number | undefined;
  #source: BpfSource | null = null;
  #pump: Promise<void> | null = null;
  #closing = false;
  /** #streams are those of events that are read. */
  #streams: readonly EventStream[] = [];
  #recorder: Recorder | null = null;
  /** #recordedFrom is how many calls there were before the recording. */
  #recordedFrom = 0;
  #buffer: EventBuffer | null = null;
  /** #appetite says whether the sensor is asked for every call, for the buffer to have them. */
  #appetite = new Appetite();
  /** #phases are those that the policies need, of each kind. */
  #phases: Interest["phases"] = new Map();
  #now = 0;
  #events = 0;
  /** watched are the targets; starts knows which commands have come to run; losses what was lost. */
  readonly watched: Watched;
  readonly starts = new Starts();
  readonly losses = new Losses();

  constructor(parts: FeedParts, { ringBytes, buffer = 0 }: FeedOptions) {
    this.#parts = parts;
    this.#ringBytes = ringBytes;
    this.watched = new Watched(() => parts.outbox.flush(this.#now));
    this.keep(buffer);
  }

  /** now is the time of the latest event, in ns; events is how many calls there were. */
  get now(): number {
    return this.#now;
  }

  get events(): number {
    return this.#events;
  }

  /** passed is how long ago the latest event was, in ns. */
  get passed(): number {
    return Math.max(0, (this.#source?.now() ?? 0) - this.#now);
  }

  /** clock tells what times count from. */
  get clock(): Clock {
    return { start: this.#source?.start ?? null, host: hostName() };
  }

  /** declare tells the sensor what is wanted now. */
  declare(interest: Interest): void {
    this.#phases = interest.phases;
    const buffered = this.#buffer !== null && this.#appetite.wide;
    const wanted = this.#streams.map(({ options }) => options);
    if (buffered || this.#recorder !== null) wanted.push(EVERYTHING);
    this.#source?.setInterest(wanted.reduce(withCapture, interest));
  }

  /** keep makes the buffer one of the last `calls` calls; 0: none. What it has stays in it. */
  keep(calls: number): void {
    const former = this.#buffer;
    const limit = Math.min(BUFFER_MAX, Math.trunc(calls));
    this.#buffer = limit >= 1 ? new EventBuffer(limit) : null;
    if (former?.complete === false) this.#buffer?.narrowed(true);
    const view = new RecordView();
    for (let serial = former?.first ?? 0; former !== null && serial < former.next; serial++) {
      const state = former.read(serial, view);
      if (former.holes.has(serial)) this.#buffer?.lost();
      this.#buffer?.add(view, state);
    }
    this.#appetite = new Appetite();
    this.#buffer?.narrowed(false);
    this.declare(this.#parts.interest());
  }

  /** query runs machines over the buffer. */
  query(ask: Query): Promise<QueryResult> {
    return query(this.#buffer, ask, hostName());
  }

  /** listen says which streams of events are read. One that is read already goes on. */
  listen(wanted: Operations["listen"]["ask"]["events"]): void {
    const outbox = this.#parts.outbox;
    const former = new Map(this.#streams.map((stream) => [stream.serial, stream]));
    const begun: EventStream[] = [];
    this.#streams = [...wanted].map(([serial, options]) => {
      const known = former.get(serial);
      if (known !== undefined) return known;
      const stream = new EventStream(serial, options, { outbox, decode: this.#decode });
      begun.push(stream);
      return stream;
    });
    const ended = [...former.values()].filter(({ serial }) => !wanted.has(serial));
    for (const stream of ended) stream.end();
    if (ended.length + begun.length > 0) this.declare(this.#parts.interest());
    for (const stream of begun) {
      stream.begin(this.#buffer, hostName())
        .then(() => outbox.flush(this.#now), (error) => this.#fail(error));
    }
  }

  /** start loads the sensor into the kernel, once, and begins to read. */
  start(): BpfSource {
    if (this.#source !== null) return this.#source;
    if (this.#closing) throw new SessionClosed();
    const options = this.#ringBytes === undefined ? {} : { ringBytes: this.#ringBytes };
    this.#source = BpfSource.open(options);
    this.#recorder?.begin(this.clock);
    this.declare(this.#parts.interest());
    this.#pump = this.#read(this.#source).catch((error) => this.#fail(error));
    return this.#source;
  }

  /** #fail ends everything at once: what was read last may be in no recording. */
  #fail(error: unknown): void {
    this.#closing = true;
    this.#source?.close();
    // What is asked of it still, such as by a reader that ends, must not reach what is closed.
    this.#source = null;
    this.#recorder?.abandon();
    this.#parts.onFault(error);
  }

  /** record writes all that comes to a file. It throws a SensorError where it cannot. */
  record({ path, ...options }: Operations["record"]["ask"]): void {
    if (this.#recorder !== null) {
      throw new SensorError("output", `Cannot record to "${path}": this session is recorded`);
    }
    this.#recorder = new Recorder(path, options);
    this.#recordedFrom = this.#events;
    if (this.#source === null) return;
    this.#recorder.begin(this.clock);
    this.declare(this.#parts.interest());
  }

  /** endRecord completes the recording and tells how many calls it has; null: there was none. */
  endRecord(): number | null {
    const recorder = this.#recorder;
    this.#recorder = null;
    if (recorder === null) return null;
    recorder.close();
    this.declare(this.#parts.interest());
    return this.#events - this.#recordedFrom;
  }

  /** attach watches a process, or a command that it will run. It throws a SensorError. */
  attach(ask: Operations["attach"]["ask"]): Target {
    const source = this.start();
    source.attach(ask.pid, { follow: ask.follow, waitForExec: ask.command !== null });
    const name = ask.command?.join(" ") ?? processName(ask.pid);
    if (ask.command !== null) this.starts.expect(ask.pid);
    return this.watched.add(ask.pid, { name, follow: ask.follow }, source.processes(ask.pid));
  }

  /** attachAll watches every process of the machine. */
  attachAll(): void {
    this.start().attachAll();
    this.watched.addAll();
  }

  /** detach ends the watch on a tree, and tells whether there was one. */
  detach(pid: number): boolean {
    if (!this.watched.has(pid)) return false;
    this.#source?.detach(pid);
    this.#source?.drain(this.#visit);
    this.#forget(pid);
    this.watched.settleIdle();
    return true;
  }

  /** close takes the sensor out of the kernel when all that has come is judged. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#pump;
    this.#source?.close();
    this.#source = null;
    this.starts.settleAll();
    this.#parts.outbox.flush(this.#now);
    this.#recorder?.close();
    this.#recorder = null;
  }

  /** #read is the loop: drain, tell, sleep while there is nothing. It ends when closing. */
  async #read(source: BpfSource): Promise<void> {
    while (!this.#closing) {
      // Whoever waits for a command to run may be the one who should read.
      const wait = this.#parts.outbox.full && this.#lossless && !this.starts.pending;
      // What the policies wait for is not to be lost for the buffer's sake.
      if (source.filled > CROWDED) this.#adapt(this.#appetite.lost(performance.now()));
      const read = wait ? 0 : source.drain(this.#visit);
      this.#tellLosses(source);
      this.#parts.outbox.flush(this.#now);
      this.#recorder?.tick();
      this.#adapt(this.#appetite.look(this.#events, performance.now()));
      if (wait) await new Promise((resolve) => setTimeout(resolve, 1));
      else if (read > 0) await new Promise((resolve) => setImmediate(resolve));
      else await source.wait(IDLE_MS);
    }
    source.drain(this.#visit);
    this.#tellLosses(source);
  }

  #record(bytes: Uint8Array, offset: number, ts: number): void {
    const view = this.#view;
    view.at(bytes, offset, ts);
    this.#now = ts;
    const { engine } = this.#parts;
    engine.process(view);
    this.#buffer?.add(view, engine.state);
    this.#recorder?.record(view, this.#decode);
    for (const stream of this.#streams) stream.take(view, engine.state, this.#phases);
    switch (view.type) {
      case TYPE.call:
        this.#events++;
        this.#parts.tried.count(view);
        return;
      case TYPE.fork:
        this.watched.born(view.root, view.pid);
        return;
      case TYPE.exec:
        this.starts.settle(view.pid, true);
        return;
      case TYPE.exit:
        this.starts.settle(view.pid, false);
        this.watched.died(view.root, view.pid);
        return;
    }
  }

  /** #lossless: some stream's reader wants every event, though all else waits for it. */
  get #lossless(): boolean {
    return this.#streams.some(({ options }) => options.lossless === true);
  }

  /** #forget ends everything that is known of a root's tree. */
  #forget(root: number): void {
    this.#parts.engine.release(root);
    this.starts.settle(root, true);
    this.#recorder?.release(root, this.#now);
    this.watched.forget(root);
  }

  /** #recount corrects after a loss who is alive: the record of a death may have been lost. */
  #recount(source: BpfSource): void {
    // First what has come, so that no birth in it revives a process whose death was lost.
    source.drain(this.#visit);
    this.starts.settleAll();
    const gone: number[] = [];
    for (const root of this.watched.roots()) {
      const alive = source.processes(root);
      if (alive.length > 0) this.watched.correct(root, alive);
      else gone.push(root);
    }
    if (gone.length === 0) return;
    // What they did before they ended may not have been judged yet.
    source.drain(this.#visit);
    for (const root of gone) this.#forget(root);
    this.watched.settleIdle();
  }

  /** #adapt changes what is captured for the buffer's sake. */
  #adapt(change: Change | null): void {
    if (change === null || this.#buffer === null) return;
    this.#buffer.narrowed(!change.wide);
    this.declare(this.#parts.interest());
    if (change.wide || this.#recorder !== null) return;
    const pause = `${change.pause / 1000} s`;
    const message = `Too much for the buffer: for ${pause} it keeps only what the policies need`;
    this.#parts.outbox.report({ type: "warning", message, ts: this.#now });
  }

  /** #tellLosses reports holes to the engine and the user, and mends what they may have hidden. */
  #tellLosses(source: BpfSource): void {
    const losses = source.losses();
    for (const loss of losses) {
      const { cause, count, cpus } = loss;
      this.losses.add(loss);
      this.#parts.engine.lost(count, cause, this.#now);
      this.#recorder?.lost({ count, cause }, this.#now);
      this.#parts.outbox.report({ type: "lost", count, cause, cpus, ts: this.#now });
    }
    if (losses.length > 0) {
      this.#buffer?.lost();
      this.#adapt(this.#appetite.lost(performance.now()));
      this.#recount(source);
    }
    for (const message of source.warnings()) {
      this.#parts.outbox.report({ type: "warning", message, ts: this.#now });
    }
  }
}
