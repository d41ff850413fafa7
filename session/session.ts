/**
 * The session: policies, targets, the sensor and the engine as one object. The engine and the
 * sensor live in a Worker (session/worker.ts), so that a flood of events never holds up whoever
 * uses the session; this side keeps the list of policies and hands out the streams.
 */
import { KINDS } from "../compiler/kinds/kinds.ts";
import type { Machine } from "../compiler/machine.ts";
import { byName, changesBetween, type PolicyChanges } from "../engine/changes.ts";
import type { EventData, Match, Summary, Transition } from "../engine/report.ts";
import { SensorError } from "../sensor/errors.ts";
import { launch } from "../sensor/launch.ts";
import { select, type Selection } from "../sensor/selection.ts";
import { Channel } from "./channel.ts";
import { SessionClosed } from "./errors.ts";
import type { Batch, Message, Operations, Refusal, Request } from "./protocol.ts";
import type {
  Attached,
  Child,
  Clock,
  EventsOptions,
  LiveRun,
  LiveSession,
  PolicyReport,
  PolicyStatus,
  Query,
  QueryResult,
  RecordOptions,
  Report,
  RunOptions,
  SessionOptions,
  StatesOptions,
  Target,
  TransitionsOptions,
} from "./types.ts";

/** refused throws that a command could not be started, unless a signal has ended it before. */
async function refused([name]: readonly string[], child: Child): Promise<void> {
  if ((await child.status).signal !== null) return;
  throw new SensorError("command", `Cannot start "${name}": the system refuses to run it`, {
    remedy: "See that it is made for this machine, and that what its first line names is there",
  });
}

/** BACKLOG is how many items a reader may be behind before the Worker is no longer acknowledged. */
const BACKLOG = 10_000;

/**
 * openSession starts a session on this machine. Nothing is loaded into the kernel before the first
 * target is attached; what the machine lacks is told there, by a SensorError.
 */
export async function openSession(options: SessionOptions = {}): Promise<LiveSession> {
  const session = new WorkerSession();
  await session.open(options);
  return session;
}

class WorkerSession implements LiveSession {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  readonly #pending = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
  >();
  #machines: ReadonlyMap<string, Machine> = new Map();
  /** #policies has the machine that each report is about: the name may be another's by now. */
  readonly #policies = new WeakMap<PolicyReport, Machine>();
  readonly #reports = this.#channel<Exclude<Report, Transition>>();
  readonly #matches = this.#channel<Match>();
  readonly #transitions = this.#channel<Transition>(() => this.#listen());
  /** #sampled are the readers that do with a sample, of the size that was asked for last. */
  readonly #sampled = this.#channel<Transition>(() => this.#listen());
  #sample = 0;
  readonly #events = this.#channel<EventData>(() => this.#listen());
  #missed = 0;
  #eventsOptions: EventsOptions = {};
  #eventsSerial = 0;
  #unacknowledged = 0;
  #nextId = 1;
  #clock: Clock = { start: null, host: null };
  #closed: Promise<Summary> | null = null;
  #failure: Error | null = null;

  async open(options: SessionOptions): Promise<void> {
    this.#worker.onmessage = ({ data }: MessageEvent<Message>) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(new Error(`Cannot go on: the sensor's thread failed: ${event.message}`));
    };
    try {
      const { policies: _policies, ...rest } = options;
      await this.#ask("open", rest);
      await this.#readClock();
      if (options.policies !== undefined) await this.load(options.policies);
    } catch (error) {
      this.#worker.terminate();
      throw error;
    }
  }

  get clock(): Clock {
    return this.#clock;
  }

  async load(machines: readonly Machine[]): Promise<void> {
    await this.#ask("load", machines);
    this.#machines = byName([...this.#machines.values(), ...machines]);
  }

  async drop(name: string): Promise<boolean> {
    const known = await this.#ask("drop", name);
    this.#machines = byName(this.#machines.values().filter((machine) => machine.name !== name));
    return known;
  }

  async replace(machines: readonly Machine[]): Promise<PolicyChanges> {
    await this.#ask("replace", machines);
    const former = this.#machines;
    this.#machines = byName(machines);
    return changesBetween(former, this.#machines);
  }

  policyOf(report: PolicyReport): Machine | null {
    return this.#policies.get(report) ?? null;
  }

  async policies(): Promise<readonly PolicyStatus[]> {
    const counters = await this.#ask("counters", null);
    return counters.flatMap((one) => {
      const machine = this.#machines.get(one.policy);
      if (machine === undefined) return [];
      return [{
        ...one,
        subject: machine.subject,
        severity: machine.severity,
        states: machine.states.length,
        waits: [...new Set(machine.steps.map((step) => KINDS[step.kind]?.name ?? "call"))],
        file: machine.file,
      }];
    });
  }

  async attach(pid: number, options: { readonly follow?: boolean } = {}): Promise<Target> {
    const target = await this.#ask("attach", {
      pid,
      follow: options.follow ?? true,
      command: null,
    });
    await this.#readClock();
    return target;
  }

  async attachEvery(
    selection: Selection,
    options: { readonly follow?: boolean } = {},
  ): Promise<Attached> {
    const found = select(selection);
    const targets: Target[] = [];
    let refusal: unknown;
    for (const pid of found) {
      try {
        targets.push(await this.attach(pid, options));
      } catch (error) {
        // It has gone, or belongs to the tree of one before it.
        if (!(error instanceof SensorError && error.code === "target")) throw error;
        refusal ??= error;
      }
    }
    if (targets.length === 0) throw refusal;
    return { found, targets };
  }

  async attachAll(): Promise<void> {
    await this.#ask("attachAll", null);
    await this.#readClock();
  }

  detach(pid: number): Promise<boolean> {
    return this.#ask("detach", pid);
  }

  processes(): Promise<readonly number[]> {
    return this.#ask("processes", null);
  }

  targets(): Promise<readonly Target[]> {
    return this.#ask("targets", null);
  }

  async run(command: readonly string[], options: RunOptions = {}): Promise<Child> {
    // Loading takes half a second, in which whoever ends this program would leave the command
    // behind, stopped; and a machine that cannot watch is told before anything is started.
    await this.#ask("start", null);
    const child = await launch(command, {
      ...options,
      attach: async (pid) => {
        await this.#ask("attach", { pid, follow: options.follow ?? true, command });
      },
    });
    await this.#readClock();
    if (!await this.#ask("runs", child.pid)) await refused(command, child);
    return child;
  }

  async record(path: string, options: RecordOptions = {}): Promise<void> {
    await this.#ask("record", { path, ...options });
  }

  stopRecording(): Promise<boolean> {
    return this.#ask("endRecord", null);
  }

  states(policy?: string, options: StatesOptions = {}): Promise<readonly LiveRun[]> {
    return this.#ask("states", { policy: policy ?? null, ...options });
  }

  query(query: Query): Promise<QueryResult> {
    return this.#ask("query", query);
  }

  async keep(events: number): Promise<void> {
    await this.#ask("keep", events);
  }

  summary(): Promise<Summary> {
    return this.#ask("summary", null);
  }

  async idle(): Promise<void> {
    await this.#ask("idle", null);
  }

  matches(): AsyncIterableIterator<Match> {
    return this.#matches.read();
  }

  reports(): AsyncIterableIterator<Exclude<Report, Transition>> {
    return this.#reports.read();
  }

  transitions({ sample }: TransitionsOptions = {}): AsyncIterableIterator<Transition> {
    const channel = sample === undefined ? this.#transitions : this.#sampled;
    if (sample !== undefined) this.#sample = sample;
    const reader = channel.read();
    this.#listen();
    return reader;
  }

  events(options: EventsOptions = {}): AsyncIterableIterator<EventData> {
    this.#eventsOptions = options;
    this.#eventsSerial++;
    // What is under way when the Worker stops to wait must still find a place.
    const reader = this.#events.read(options.lossless === true ? Infinity : undefined);
    this.#listen();
    return reader;
  }

  close(): Promise<Summary> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #end(): Promise<Summary> {
    try {
      return await this.#ask("close", null);
    } finally {
      this.#worker.terminate();
      for (const channel of this.#channels()) channel.close();
      this.#fail(new SessionClosed());
    }
  }

  #ask<O extends keyof Operations>(
    operation: O,
    ask: Operations[O]["ask"],
  ): Promise<Operations[O]["answer"]> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, {
        resolve: (value) => resolve(value as Operations[O]["answer"]),
        reject,
      });
      this.#worker.postMessage({ id, operation, ask } as Request);
    });
  }

  #hear(message: Message): void {
    switch (message.type) {
      case "answer":
        this.#pending.get(message.id)?.resolve(message.value);
        this.#pending.delete(message.id);
        break;
      case "refusal":
        this.#pending.get(message.id)?.reject(errorOf(message.refusal));
        this.#pending.delete(message.id);
        break;
      case "batch":
        this.#deliver(message.batch);
        break;
      case "failed":
        this.#fail(errorOf(message.refusal));
        break;
    }
  }

  #deliver(batch: Batch): void {
    for (const event of batch.events) this.#events.send(event);
    for (const transition of batch.transitions) {
      this.#attribute(transition);
      this.#transitions.send(transition);
      this.#sampled.send(transition);
    }
    for (const report of batch.reports) {
      if ("policy" in report) this.#attribute(report);
      this.#reports.send(report);
      if (report.type === "match") this.#matches.send(report);
    }
    this.#tellMissed(batch.ts);
    this.#unacknowledged += batch.events.length + batch.transitions.length + batch.reports.length;
    this.#acknowledge();
  }

  /** #attribute works because the Worker tells what a set found before it says it is replaced. */
  #attribute(report: PolicyReport): void {
    const machine = this.#machines.get(report.policy);
    if (machine !== undefined) this.#policies.set(report, machine);
  }

  /** #tellMissed reports what readers that are too far behind did not get. */
  #tellMissed(ts: number): void {
    if (this.#missed === 0) return;
    this.#reports.send({ type: "lost", count: this.#missed, cause: "view fell behind", ts });
    this.#missed = 0;
  }

  #channel<T>(onEnd?: () => void): Channel<T> {
    return new Channel<T>({
      onTake: () => this.#acknowledge(),
      onDrop: () => this.#missed++,
      ...(onEnd === undefined ? {} : { onEnd }),
    });
  }

  /** #acknowledge lets the Worker go on, unless some reader is far behind. */
  #acknowledge(): void {
    if (this.#unacknowledged === 0 || this.#closed !== null) return;
    if (this.#channels().some((channel) => channel.backlog > BACKLOG)) return;
    this.#worker.postMessage({ acknowledged: this.#unacknowledged });
    this.#unacknowledged = 0;
  }

  #listen(): void {
    if (this.#closed !== null || this.#failure !== null) return;
    void this.#ask("listen", {
      events: this.#events.size > 0
        ? { serial: this.#eventsSerial, options: this.#eventsOptions }
        : null,
      transitions: this.#transitions.size > 0
        ? {}
        : this.#sampled.size > 0
        ? { sample: this.#sample }
        : null,
    });
    this.#acknowledge();
  }

  async #readClock(): Promise<void> {
    if (this.#clock.start === null) this.#clock = await this.#ask("clock", null);
  }

  #channels() {
    return [
      this.#events,
      this.#transitions,
      this.#sampled,
      this.#matches,
      this.#reports,
    ] as const;
  }

  /** #fail rejects whatever is asked now or later, and what is being read. */
  #fail(error: Error): void {
    this.#failure ??= error;
    for (const channel of this.#channels()) channel.close(error);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

function errorOf({ code, message, remedy }: Refusal): SensorError {
  return new SensorError(code, message, { remedy });
}
