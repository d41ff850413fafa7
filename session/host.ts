/**
 * What the Worker holds: the engine, the kernel's source once a target is attached, and the loop
 * that brings records from the one to the other.
 */
import { setImmediate } from "node:timers";
import { interestOf } from "../compiler/interest.ts";
import type { Machine } from "../compiler/machine.ts";
import { byName } from "../engine/changes.ts";
import { decode } from "../engine/decode.ts";
import { Engine } from "../engine/engine.ts";
import { TYPE } from "../engine/layout.ts";
import { RecordView } from "../engine/record.ts";
import type { RunStatus, Summary } from "../engine/report.ts";
import { BpfSource } from "../sensor/bpf_source.ts";
import { Recorder } from "../sensor/recorder.ts";
import { SensorError } from "../sensor/errors.ts";
import { processName } from "../sensor/processes.ts";
import { Families } from "./families.ts";
import { Losses } from "./losses.ts";
import { Outbox } from "./outbox.ts";
import type { Batch, Operations, Request } from "./protocol.ts";
import { Starts } from "./starts.ts";
import { delivers, withCapture } from "./streams.ts";
import type { EventsOptions, Target } from "./types.ts";

/** IDLE_MS is the longest sleep: how late a session notices that it is being closed. */
const IDLE_MS = 100;

/** EVERYTHING is what a recording asks of the sensor. */
const EVERYTHING: EventsOptions = { capture: "phases" };

/** Host carries out what the session's other side asks for. */
export class Host {
  readonly #outbox: Outbox;
  readonly #onFault: (error: unknown) => void;
  readonly #engine: Engine;
  #machines: ReadonlyMap<string, Machine> = new Map();
  readonly #targets = new Map<number, { readonly name: string; readonly follow: boolean }>();
  readonly #families = new Families();
  readonly #starts = new Starts();
  readonly #view = new RecordView();
  readonly #visit = (bytes: Uint8Array, offset: number, ts: number) =>
    this.#record(bytes, offset, ts);
  readonly #decode = (view: RecordView) => decode(view, this.#engine.state);
  #ringBytes: number | undefined;
  #source: BpfSource | null = null;
  #pump: Promise<void> | null = null;
  #closing = false;
  #all = false;
  #stream: EventsOptions | null = null;
  #recorder: Recorder | null = null;
  #idle: (() => void)[] = [];
  #now = 0;
  #events = 0;
  #matches = 0;
  #dismissed = 0;
  #suppressed = 0;
  readonly #losses = new Losses();

  constructor(post: (batch: Batch) => void, onFault: (error: unknown) => void) {
    this.#onFault = onFault;
    this.#outbox = new Outbox(post);
    this.#engine = new Engine({
      match: (match) => {
        this.#matches++;
        this.#outbox.report(match);
      },
      dismissed: (end) => {
        this.#dismissed++;
        this.#outbox.report(end);
      },
      suppressed: (end) => {
        this.#suppressed++;
        this.#outbox.report(end);
      },
      transition: (move) => this.#outbox.transition(move),
    }, { host: Deno.hostname() });
  }

  /** acknowledge takes note that the other side has taken in `count` items. */
  acknowledge(count: number): void {
    this.#outbox.acknowledge(count);
  }

  /** answer carries out a request; it throws a SensorError where the machine cannot. */
  async answer(request: Request): Promise<Operations[keyof Operations]["answer"]> {
    switch (request.operation) {
      case "open":
        this.#ringBytes = request.ask.ringBytes;
        return null;
      case "clock":
        return { start: this.#source?.start ?? null, host: Deno.hostname() };
      case "load":
        return this.#load(request.ask);
      case "drop":
        return this.#drop(request.ask);
      case "replace":
        return this.#replace(request.ask);
      case "counters":
        return this.#engine.counters();
      case "start":
        this.#start();
        return null;
      case "attach":
        return this.#attach(request.ask);
      case "runs":
        return await this.#starts.runs(request.ask);
      case "attachAll":
        this.#start().attachAll();
        this.#all = true;
        return null;
      case "detach":
        return this.#detach(request.ask);
      case "record":
        return this.#startRecording(request.ask);
      case "targets":
        return [...this.#targets.keys()].map((pid) => this.#target(pid));
      case "states":
        return this.#runs(request.ask ?? undefined);
      case "summary":
        return this.#summary();
      case "idle":
        return await this.#whenIdle();
      case "listen":
        this.#stream = request.ask.events;
        this.#engine.transitions = request.ask.transitions;
        this.#declareInterest();
        return null;
      case "close":
        return await this.#close();
    }
  }

  #load(machines: readonly Machine[]): null {
    return this.#replace([...this.#machines.values(), ...machines]);
  }

  #drop(name: string): boolean {
    const known = this.#machines.has(name);
    this.#replace([...this.#machines.values()].filter((machine) => machine.name !== name));
    return known;
  }

  /**
   * #replace exchanges the policies: no event is judged meanwhile, and what either set needs is
   * captured until it is done. Of two policies of one name the later one counts.
   */
  #replace(machines: readonly Machine[]): null {
    try {
      this.#declareInterest([...this.#machines.values(), ...machines]);
      this.#engine.replace(machines);
      this.#machines = byName(machines);
    } finally {
      this.#declareInterest();
    }
    // What the former policies had to say goes out before the answer.
    this.#outbox.flush(this.#now);
    return null;
  }

  #declareInterest(machines: Iterable<Machine> = this.#machines.values()): void {
    const stream = this.#recorder === null ? this.#stream : EVERYTHING;
    this.#source?.setInterest(withCapture(interestOf([...machines]), stream));
  }

  /** #start loads the sensor into the kernel, once, and begins to read. */
  #start(): BpfSource {
    if (this.#source !== null) return this.#source;
    const options = this.#ringBytes === undefined ? {} : { ringBytes: this.#ringBytes };
    this.#source = BpfSource.open(options);
    this.#recorder?.begin({ start: this.#source.start, host: Deno.hostname() });
    this.#declareInterest();
    this.#pump = this.#read(this.#source).catch((error) => this.#fail(error));
    return this.#source;
  }

  /** #fail ends everything at once: what was read last may be in no recording. */
  #fail(error: unknown): void {
    this.#closing = true;
    this.#source?.close();
    this.#recorder?.abandon();
    this.#onFault(error);
  }

  #startRecording({ path, ...options }: Operations["record"]["ask"]): null {
    if (this.#recorder !== null) {
      throw new SensorError("output", `Cannot record to "${path}": this session is recorded`);
    }
    this.#recorder = new Recorder(path, options);
    if (this.#source === null) return null;
    this.#recorder.begin({ start: this.#source.start, host: Deno.hostname() });
    this.#declareInterest();
    return null;
  }

  #attach(ask: Operations["attach"]["ask"]): Target {
    const source = this.#start();
    source.attach(ask.pid, { follow: ask.follow, waitForExec: ask.command !== null });
    const name = ask.command?.join(" ") ?? processName(ask.pid);
    this.#targets.set(ask.pid, { name, follow: ask.follow });
    this.#families.set(ask.pid, source.processes(ask.pid));
    if (ask.command !== null) this.#starts.expect(ask.pid);
    return this.#target(ask.pid);
  }

  #detach(pid: number): boolean {
    if (!this.#targets.delete(pid)) return false;
    this.#source?.detach(pid);
    this.#source?.drain(this.#visit);
    this.#forget(pid);
    this.#settleIdle();
    return true;
  }

  #target(pid: number): Target {
    const { name, follow } = this.#targets.get(pid) ?? { name: "", follow: true };
    return { pid, name, follow, processes: this.#families.size(pid) };
  }

  #whenIdle(): Promise<null> {
    return new Promise((resolve) => {
      this.#idle.push(() => resolve(null));
      this.#settleIdle();
    });
  }

  #settleIdle(): void {
    if (!this.#families.empty || this.#all) return;
    this.#outbox.flush(this.#now);
    for (const settle of this.#idle.splice(0)) settle();
  }

  /** #runs lists live runs with what is left of their time now, not at the latest event. */
  #runs(policy: string | undefined): readonly RunStatus[] {
    const passed = Math.max(0, (this.#source?.now() ?? 0) - this.#now);
    return this.#engine.runs(policy).flatMap((run) => {
      if (run.left === null) return [run];
      return run.left < passed ? [] : [{ ...run, left: run.left - passed }];
    });
  }

  #summary(): Summary {
    return {
      type: "summary",
      events: this.#events,
      matches: this.#matches,
      dismissed: this.#dismissed,
      suppressed: this.#suppressed,
      ...this.#losses.summary,
      skipped: 0,
      policies: this.#machines.size,
    };
  }

  async #close(): Promise<Summary> {
    this.#closing = true;
    await this.#pump;
    this.#source?.close();
    this.#source = null;
    this.#starts.settleAll();
    this.#outbox.flush(this.#now);
    this.#recorder?.close();
    this.#recorder = null;
    return this.#summary();
  }

  /** #read is the loop: drain, tell, sleep while there is nothing. It ends when closing. */
  async #read(source: BpfSource): Promise<void> {
    while (!this.#closing) {
      // Whoever waits for a command to run may be the one who should read.
      const wait = this.#outbox.full && this.#stream?.lossless === true && !this.#starts.pending;
      const read = wait ? 0 : source.drain(this.#visit);
      this.#tellLosses(source);
      this.#outbox.flush(this.#now);
      this.#recorder?.tick();
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
    this.#engine.process(view);
    this.#recorder?.record(view, this.#decode);
    switch (view.type) {
      case TYPE.call:
        this.#events++;
        this.#deliver(view);
        return;
      case TYPE.fork:
        this.#families.born(view.root, view.pid);
        return;
      case TYPE.exec:
        this.#starts.settle(view.pid, true);
        return;
      case TYPE.exit:
        this.#died(view.root, view.pid);
        return;
    }
  }

  #deliver(view: RecordView): void {
    if (this.#stream === null || !delivers(this.#stream, view)) return;
    if (this.#outbox.full && this.#stream.lossless !== true) this.#outbox.miss();
    else this.#outbox.event(this.#decode(view));
  }

  #died(root: number, pid: number): void {
    this.#starts.settle(pid, false);
    this.#families.died(root, pid);
    if (this.#families.size(root) > 0) return;
    this.#targets.delete(root);
    this.#settleIdle();
  }

  /** #forget ends everything that is known of a root's tree. */
  #forget(root: number): void {
    this.#engine.release(root);
    this.#starts.settle(root, true);
    this.#recorder?.release(root, this.#now);
    this.#families.forget(root);
    this.#targets.delete(root);
  }

  /** #recount corrects after a loss who is alive: the record of a death may have been lost. */
  #recount(source: BpfSource): void {
    // First what has come, so that no birth in it revives a process whose death was lost.
    source.drain(this.#visit);
    this.#starts.settleAll();
    const gone: number[] = [];
    for (const root of this.#families.roots()) {
      const alive = source.processes(root);
      if (alive.length > 0) this.#families.set(root, alive);
      else gone.push(root);
    }
    if (gone.length === 0) return;
    // What they did before they ended may not have been judged yet.
    source.drain(this.#visit);
    for (const root of gone) this.#forget(root);
    this.#settleIdle();
  }

  /** #tellLosses reports holes to the engine and the user, and mends what they may have hidden. */
  #tellLosses(source: BpfSource): void {
    const losses = source.losses();
    for (const { cause, count } of losses) {
      this.#losses.add(count, cause);
      this.#engine.lost(count, cause, this.#now);
      this.#recorder?.lost({ count, cause }, this.#now);
      this.#outbox.report({ type: "lost", count, cause, ts: this.#now });
    }
    if (losses.length > 0) this.#recount(source);
    for (const message of source.warnings()) {
      this.#outbox.report({ type: "warning", message, ts: this.#now });
    }
  }
}
