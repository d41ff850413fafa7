/** A session without a kernel: tests say what happens in it. */
import type { Machine } from "../../compiler/machine.ts";
import { byName, changesBetween, type PolicyChanges } from "../../engine/changes.ts";
import type { EventData, Match, Summary, Transition } from "../../engine/report.ts";
import { EventBuffer } from "../../session/buffer.ts";
import { Channel } from "../../session/channel.ts";
import { query } from "../../session/query.ts";
import type { Selection } from "../../sensor/processes/selection.ts";
import type {
  Attached,
  Child,
  EventsOptions,
  LiveRun,
  LiveSession,
  PolicyReport,
  PolicyStatus,
  Query,
  QueryResult,
  RecordOptions,
  Report,
  StatesOptions,
  Target,
} from "../../session/types.ts";
import { statusOf } from "../../repl/policies/policy.ts";

/** FakeSession is a session whose targets and reports a test makes up. */
export class FakeSession implements LiveSession {
  readonly clock = { start: null, host: "fake" };
  readonly loaded = new Map<string, Machine>();
  readonly watched = new Map<number, Target>();
  readonly started: (readonly string[])[] = [];
  ringBytes: number | undefined;
  readonly selected: Selection[] = [];
  readonly recorded: (readonly [path: string, options: RecordOptions | undefined])[] = [];
  readonly sent = new Channel<Exclude<Report, Transition>>();
  readonly happened = new Channel<EventData>();
  readonly moved = new Channel<Transition>();
  runs: readonly LiveRun[] = [];
  /** buffer holds what tests put into it. */
  buffer: EventBuffer | null = new EventBuffer(1000);
  /** listened are the streams of events that were asked for. */
  readonly listened: EventsOptions[] = [];
  closed = false;
  /** refuse makes attach and run fail, refuseLoad load. */
  refuse: Error | null = null;
  refuseLoad: Error | null = null;
  /** #judged are the machines of reports, as they were then. */
  readonly #judged = new WeakMap<object, Machine>();
  #matches = 0;
  #idle: (() => void)[] = [];

  /** report sends a report to all readers. */
  report(report: Exclude<Report, Transition>): void {
    if (report.type === "match") this.#matches++;
    const machine = "policy" in report ? this.loaded.get(report.policy) : undefined;
    if (machine !== undefined) this.#judged.set(report, machine);
    this.sent.send(report);
  }

  /** settle makes idle() settle. */
  settle(): void {
    for (const done of this.#idle.splice(0)) done();
  }

  async load(machines: readonly Machine[]): Promise<void> {
    await this.#check(this.refuseLoad);
    for (const machine of machines) this.loaded.set(machine.name, machine);
  }

  drop(name: string): Promise<boolean> {
    return Promise.resolve(this.loaded.delete(name));
  }

  async replace(machines: readonly Machine[]): Promise<PolicyChanges> {
    await this.#check(this.refuseLoad);
    const changes = changesBetween(this.loaded, byName(machines));
    this.loaded.clear();
    for (const machine of machines) this.loaded.set(machine.name, machine);
    return changes;
  }

  policyOf(report: PolicyReport): Machine | null {
    return this.#judged.get(report) ?? null;
  }

  policies(): Promise<readonly PolicyStatus[]> {
    return Promise.resolve([...this.loaded.values()].map(statusOf));
  }

  async attach(pid: number, options: { readonly follow?: boolean } = {}): Promise<Target> {
    await this.#check();
    const target = { pid, name: `p${pid}`, follow: options.follow ?? true, processes: 1 };
    this.watched.set(pid, target);
    return target;
  }

  async attachEvery(selection: Selection): Promise<Attached> {
    await this.#check();
    this.selected.push(selection);
    return { found: [1, 2], targets: [await this.attach(1)] };
  }

  attachAll(): Promise<void> {
    return this.#check();
  }

  detach(pid: number): Promise<boolean> {
    return Promise.resolve(this.watched.delete(pid));
  }

  processes(): Promise<readonly number[]> {
    return Promise.resolve([...this.watched.keys()]);
  }

  targets(): Promise<readonly Target[]> {
    return Promise.resolve([...this.watched.values()]);
  }

  async run(command: readonly string[]): Promise<Child> {
    await this.#check();
    this.started.push(command);
    return { pid: 4242, status: Promise.resolve({ code: 0, signal: null }), kill() {}, unref() {} };
  }

  record(path: string, options?: RecordOptions): Promise<void> {
    this.recorded.push([path, options]);
    return Promise.resolve();
  }

  stopRecording(): Promise<number | null> {
    return Promise.resolve(this.recorded.splice(0).length > 0 ? 0 : null);
  }

  states(policy?: string, _options: StatesOptions = {}): Promise<readonly LiveRun[]> {
    return Promise.resolve(
      this.runs.filter((run) => policy === undefined || run.policy === policy),
    );
  }

  query(ask: Query): Promise<QueryResult> {
    return query(this.buffer, ask, this.clock.host);
  }

  keep(events: number): Promise<void> {
    this.buffer = events === 0 ? null : new EventBuffer(events);
    return Promise.resolve();
  }

  idle(): Promise<void> {
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  summary(): Promise<Summary> {
    return Promise.resolve({
      type: "summary",
      events: 7,
      matches: this.#matches,
      dismissed: 0,
      suppressed: 0,
      dropped: 0,
      skipped: 0,
      policies: this.loaded.size,
    });
  }

  matches(): AsyncIterableIterator<Match> {
    throw new Error("The shell reads reports");
  }

  reports(): AsyncIterableIterator<Exclude<Report, Transition>> {
    return this.sent.read();
  }

  events(options: EventsOptions = {}): AsyncIterableIterator<EventData> {
    this.listened.push(options);
    return this.happened.read();
  }

  transitions(): AsyncIterableIterator<Transition> {
    return this.moved.read();
  }

  close(): Promise<Summary> {
    this.closed = true;
    for (const channel of [this.sent, this.happened, this.moved]) channel.close();
    return this.summary();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #check(refusal = this.refuse): Promise<void> {
    return refusal === null ? Promise.resolve() : Promise.reject(refusal);
  }
}

/** shadowMatch is a match of `policy` with one event. */
export function shadowMatch(policy: string): Match {
  const event: EventData = {
    ts: 1_500_000,
    pid: 4242,
    tid: 4242,
    comm: "sh",
    kind: "openat",
    args: { pathname: "/etc/shadow" },
    ret: 3,
  };
  return {
    type: "match",
    policy,
    severity: "medium",
    subject: { by: "tree", id: 4242 },
    start: event.ts,
    end: event.ts,
    blocks: [],
    steps: [{ line: 1, count: 1, first: event }],
  };
}
