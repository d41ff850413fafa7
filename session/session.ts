/**
 * The session: policies, targets, the sensor and the engine as one object. The engine and the
 * sensor live in a Worker (session/worker.ts), so that a flood of events never holds up whoever
 * uses the session; this side keeps the list of policies and hands out the streams.
 */
import { fileURLToPath } from "node:url";
import { KINDS } from "../compiler/kinds/kinds.ts";
import type { Machine } from "../compiler/machine.ts";
import { byName, changesBetween, type PolicyChanges } from "../engine/changes.ts";
import type { EventData, Match, Summary, Transition } from "../engine/report.ts";
import { SensorError } from "../sensor/errors.ts";
import { launch } from "../sensor/processes/launch.ts";
import { select, type Selection } from "../sensor/processes/selection.ts";
import { Calls, errorOf } from "./calls.ts";
import { SessionClosed } from "./errors.ts";
import type { Message } from "./protocol.ts";
import { Readers } from "./readers.ts";
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
  StreamOptions,
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

/**
 * openSession starts a session on this machine. Nothing is loaded into the kernel before the first
 * target is attached; what the machine lacks is told there, by a SensorError.
 */
export async function openSession(options: SessionOptions = {}): Promise<LiveSession> {
  await requireOwnFiles();
  const session = new WorkerSession();
  await session.open(options);
  return session;
}

/** requireOwnFiles throws where Deno may not read what the Worker is made of: it would say so twice. */
async function requireOwnFiles(): Promise<void> {
  const file = new URL("./worker.ts", import.meta.url);
  if (file.protocol !== "file:") return;
  const { state } = await Deno.permissions.request({ name: "read", path: file });
  if (state === "granted") return;
  throw new SensorError("privilege", "Cannot start a session: Deno may not read its files", {
    remedy: `Give Deno --allow-read=${fileURLToPath(new URL("..", file)).replace(/\/$/, "")}`,
  });
}

class WorkerSession implements LiveSession {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  readonly #calls = new Calls((request) => this.#worker.postMessage(request));
  readonly #readers = new Readers({
    onRead: () => this.#listen(),
    onReport: (report) => this.#attribute(report),
    onFail: () => this.#readersTold = true,
    acknowledge: (count) => {
      if (this.#closed === null) this.#worker.postMessage({ acknowledged: count });
    },
  });
  #machines: ReadonlyMap<string, Machine> = new Map();
  /** #policies has the machine that each report is about: the name may be another's by now. */
  readonly #policies = new WeakMap<PolicyReport, Machine>();
  #clock: Clock = { start: null, host: null };
  #closed: Promise<Summary> | null = null;
  /** #readersTold: a reader has been told why the session has failed. */
  #readersTold = false;

  async open(options: SessionOptions): Promise<void> {
    this.#worker.onmessage = ({ data }: MessageEvent<Message>) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const message = `Cannot go on: the sensor's thread failed: ${event.message}`;
      this.#fail(new SensorError("fault", message));
    };
    try {
      const { policies: _policies, ...rest } = options;
      await this.#calls.ask("open", rest);
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
    await this.#calls.ask("load", machines);
    this.#machines = byName([...this.#machines.values(), ...machines]);
  }

  async drop(name: string): Promise<boolean> {
    const known = await this.#calls.ask("drop", name);
    this.#machines = byName(this.#machines.values().filter((machine) => machine.name !== name));
    return known;
  }

  async replace(machines: readonly Machine[]): Promise<PolicyChanges> {
    await this.#calls.ask("replace", machines);
    const former = this.#machines;
    this.#machines = byName(machines);
    return changesBetween(former, this.#machines);
  }

  policyOf(report: PolicyReport): Machine | null {
    return this.#policies.get(report) ?? null;
  }

  async policies(): Promise<readonly PolicyStatus[]> {
    const counters = await this.#calls.ask("counters", null);
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
    const target = await this.#calls.ask("attach", {
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
    await this.#calls.ask("attachAll", null);
    await this.#readClock();
  }

  detach(pid: number): Promise<boolean> {
    return this.#calls.ask("detach", pid);
  }

  processes(): Promise<readonly number[]> {
    return this.#calls.ask("processes", null);
  }

  targets(): Promise<readonly Target[]> {
    return this.#calls.ask("targets", null);
  }

  async run(command: readonly string[], options: RunOptions = {}): Promise<Child> {
    // Loading takes half a second, in which whoever ends this program would leave the command
    // behind, stopped; and a machine that cannot watch is told before anything is started.
    await this.#calls.ask("start", null);
    const child = await launch(command, {
      ...options,
      attach: async (pid) => {
        await this.#calls.ask("attach", { pid, follow: options.follow ?? true, command });
      },
    });
    await this.#readClock();
    if (!await this.#calls.ask("runs", child.pid)) await refused(command, child);
    return child;
  }

  async record(path: string, options: RecordOptions = {}): Promise<void> {
    await this.#calls.ask("record", { path, ...options });
  }

  stopRecording(): Promise<number | null> {
    return this.#calls.ask("endRecord", null);
  }

  states(policy?: string, options: StatesOptions = {}): Promise<readonly LiveRun[]> {
    return this.#calls.ask("states", { policy: policy ?? null, ...options });
  }

  query(query: Query): Promise<QueryResult> {
    return this.#calls.ask("query", query);
  }

  async keep(events: number): Promise<void> {
    await this.#calls.ask("keep", events);
  }

  summary(): Promise<Summary> {
    return this.#calls.ask("summary", null);
  }

  async idle(): Promise<void> {
    await this.#calls.ask("idle", null);
  }

  matches(options: StreamOptions = {}): AsyncIterableIterator<Match, undefined> {
    return this.#readers.matches(options);
  }

  reports(
    options: StreamOptions = {},
  ): AsyncIterableIterator<Exclude<Report, Transition>, undefined> {
    return this.#readers.reports(options);
  }

  transitions(options: TransitionsOptions = {}): AsyncIterableIterator<Transition, undefined> {
    return this.#readers.transitions(options);
  }

  events(options: EventsOptions = {}): AsyncIterableIterator<EventData, undefined> {
    return this.#readers.events(options);
  }

  close(): Promise<Summary> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  /** What the script knows already is not thrown again: it would hide what it is about to throw. */
  async [Symbol.asyncDispose](): Promise<void> {
    const told = this.#readersTold || this.#calls.told;
    try {
      await this.close();
    } catch (error) {
      if (!told) throw error;
    }
  }

  async #end(): Promise<Summary> {
    try {
      return await this.#calls.ask("close", null);
    } finally {
      this.#worker.terminate();
      this.#readers.close();
      this.#fail(new SessionClosed());
    }
  }

  #hear(message: Message): void {
    switch (message.type) {
      case "answer":
        this.#calls.answer(message.id, message.value);
        break;
      case "refusal":
        this.#calls.refuse(message.id, message.refusal);
        break;
      case "batch":
        this.#readers.deliver(message.batch);
        break;
      case "failed":
        this.#fail(errorOf(message.refusal));
        break;
    }
  }

  /** #attribute works because the Worker tells what a set found before it says it is replaced. */
  #attribute(report: PolicyReport): void {
    const machine = this.#machines.get(report.policy);
    if (machine !== undefined) this.#policies.set(report, machine);
  }

  #listen(): void {
    if (this.#closed !== null || this.#calls.failed) return;
    // Where the session fails meanwhile, whoever reads is told; nobody waits for this answer.
    this.#calls.ask("listen", this.#readers.wanted).catch(() => {});
    this.#readers.acknowledge();
  }

  async #readClock(): Promise<void> {
    if (this.#clock.start === null) this.#clock = await this.#calls.ask("clock", null);
  }

  /** #fail rejects whatever is asked now or later, and what is being read. */
  #fail(error: Error): void {
    // In this order: a reader that ends would ask the Worker for less.
    this.#calls.fail(error);
    this.#readers.close(error);
  }
}
