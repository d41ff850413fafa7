/**
 * The engine: loaded machines on one side, events in order on the other, matches between. It knows
 * no clock but the events', and an event that moves nothing allocates nothing, except to remember
 * a process that is new.
 */
import { callId } from "../compiler/kinds/kinds.ts";
import type { Machine } from "../compiler/machine.ts";
import type { Budget } from "../compiler/regex/group.ts";
import { byName } from "./changes.ts";
import { Clock } from "./clock.ts";
import { Dispatch } from "./dispatch.ts";
import { changesFolder } from "./folders.ts";
import { KNOWN, TYPE } from "./layout.ts";
import { type EngineSink, Moves } from "./moves.ts";
import { bind, type Binding, Policy, sameMachine, unbind } from "./policy.ts";
import { Predicates } from "./predicates.ts";
import { Processes } from "./processes.ts";
import type { RecordView } from "./record.ts";
import type { PolicyCounters, RunStatus } from "./report.ts";
import { statusReport } from "./reports.ts";
import type { Run } from "./runs.ts";
import type { State } from "./state.ts";
import { Subjects } from "./subjects.ts";

export type { EngineSink };

/** EngineOptions are what an engine can be told beforehand. */
export interface EngineOptions {
  /** host is the name of the machine, for events that do not say where they are from. */
  readonly host?: string;
  /** budget bounds the tables that texts are searched with: see compiler/regex/group.ts. */
  readonly budget?: Budget;
}

const EXIT_THREAD = callId("exit");

/** Engine judges events against the policies that are loaded. */
export class Engine {
  readonly #clock = new Clock();
  readonly #processes = new Processes();
  readonly #subjects: Subjects;
  readonly #moves: Moves;
  readonly #predicates: Predicates;
  #policies: ReadonlyMap<string, Policy> = new Map();
  /** #cooling are the policies that have to remember when they reported. */
  #cooling: readonly Policy[] = [];
  #dispatch = new Dispatch([]);

  constructor(sink: EngineSink, options: EngineOptions = {}) {
    const host = options.host ?? null;
    this.#subjects = new Subjects(host, this.#processes, (subject) => {
      if (subject.waiting !== null) this.#moves.end(subject.runs(), "subject");
      for (const { reported } of this.#cooling) reported.delete(subject);
    });
    this.#moves = new Moves(sink, this.#clock, this.#subjects, this.#processes);
    this.#predicates = new Predicates(host, this.#processes, options.budget);
  }

  /** transitions: the sink is told of every move. Otherwise none of those reports is built. */
  get transitions(): boolean {
    return this.#moves.transitions;
  }

  set transitions(wanted: boolean) {
    this.#moves.transitions = wanted;
  }

  /**
   * load adds policies. One of a name that is loaded takes its place: its runs end, unless the
   * machine is the same but for where it was written. It throws a TypeError, and changes nothing,
   * where a machine does not fit the table of kinds.
   */
  load(machines: readonly Machine[]): void {
    const wanted = this.#machines();
    for (const machine of machines) wanted.set(machine.name, machine);
    this.#install(wanted);
  }

  /**
   * replace makes `machines` all that is loaded: of a policy that is the same but for where it was
   * written the runs and counts go on, every other one's runs end. It throws as load does.
   */
  replace(machines: readonly Machine[]): void {
    this.#install(byName(machines));
  }

  /** drop unloads a policy, ends its runs, and tells whether there was one. */
  drop(name: string): boolean {
    const wanted = this.#machines();
    if (!wanted.delete(name)) return false;
    this.#install(wanted);
    return true;
  }

  /** process takes in the next event. Events come in the order in which they happened. */
  process(view: RecordView): void {
    if (view.type === KNOWN) {
      // It is no event: what was read later may come between events that happened earlier.
      this.#processes.know(view);
      this.#subjects.arrive(view);
      return;
    }
    this.#clock.advance(view);
    switch (view.type) {
      case TYPE.call:
        this.#subjects.arrive(view);
        if (changesFolder(view)) this.#processes.chdir(view);
        this.#judge(view);
        if (view.call === EXIT_THREAD) this.#subjects.exitThread(view);
        return;
      case TYPE.fork:
        this.#processes.fork(view);
        this.#subjects.arrive(view);
        return;
      case TYPE.exec:
        this.#processes.exec(view);
        this.#subjects.arrive(view);
        return;
      case TYPE.exit:
        this.#processes.look(view);
        this.#subjects.exit(view);
        return;
    }
  }

  /** state is what is known of the process of the latest event. */
  get state(): State {
    return this.#processes.current.state;
  }

  /** release ends what ends with the tree of `root`, as if it had exited: it is watched no more. */
  release(root: number): void {
    this.#subjects.release(root);
  }

  /** lost says that events are missing: what the live runs wait for may have been among them. */
  lost(_count: number, _cause: string, _ts: number): void {
    this.#moves.taint();
  }

  /** runs lists the live runs, of one policy or of all; of each policy at most `limit`. */
  runs(policy?: string, limit = Infinity): readonly RunStatus[] {
    return [...this.#policies.values()]
      .filter(({ machine }) => policy === undefined || machine.name === policy)
      .flatMap((each) => [...this.#live(each).take(limit)].map((run) => this.#status(run)));
  }

  /** counters tells what each policy has done since it was loaded. */
  counters(): readonly PolicyCounters[] {
    return [...this.#policies.values()].map((policy) => ({
      policy: policy.machine.name,
      begun: policy.begun,
      advanced: policy.advanced,
      matches: policy.matches,
      dismissed: policy.dismissed,
      suppressed: policy.suppressed,
      ...this.#standing(policy),
    }));
  }

  #standing(policy: Policy): Pick<PolicyCounters, "live" | "standing"> {
    const standing = policy.machine.states.map(() => 0);
    let live = 0;
    for (const { state } of this.#live(policy)) {
      live++;
      standing[state] = (standing[state] ?? 0) + 1;
    }
    return { live, standing };
  }

  #judge(view: RecordView): void {
    const { kind, phase } = view;
    this.#predicates.begin();
    this.#moves.judge(this.#dispatch.cell(kind, phase), this.#predicates, view, kind, phase);
  }

  #machines(): Map<string, Machine> {
    return new Map([...this.#policies].map(([name, { machine }]) => [name, machine]));
  }

  #install(wanted: ReadonlyMap<string, Machine>): void {
    const former = this.#policies;
    const kept = new Map<string, Policy>();
    for (const [name, machine] of wanted) {
      const policy = former.get(name);
      if (policy !== undefined && sameMachine(policy.machine, machine)) kept.set(name, policy);
    }
    const fresh = this.#bind([...wanted.values()].filter(({ name }) => !kept.has(name)));
    // Up to here nothing has changed, from here on nothing can fail.
    for (const [name, policy] of former) {
      if (kept.has(name)) continue;
      this.#moves.end(policy.runs.all(), "reload");
      unbind(policy.binding, this.#predicates);
    }
    this.#policies = new Map(Array.from(wanted, ([name, machine]) => {
      const policy = kept.get(name);
      policy?.rename(machine);
      // What is not kept is bound afresh.
      return [name, policy ?? new Policy(fresh.get(name)!)];
    }));
    let order = 0;
    for (const policy of this.#policies.values()) policy.order = order++;
    const all = [...this.#policies.values()];
    this.#cooling = all.filter(({ machine }) => machine.cooldown !== null);
    this.#dispatch = new Dispatch(all);
  }

  /** #bind binds machines, all of them or none. */
  #bind(machines: readonly Machine[]): ReadonlyMap<string, Binding> {
    const bindings = new Map<string, Binding>();
    try {
      for (const machine of machines) bindings.set(machine.name, bind(machine, this.#predicates));
      return bindings;
    } catch (error) {
      for (const binding of bindings.values()) unbind(binding, this.#predicates);
      throw error;
    }
  }

  /** #live yields the runs whose time is not over. */
  *#live({ runs }: Policy): Generator<Run> {
    for (const run of runs.all()) if (!this.#moves.expired(run)) yield run;
  }

  #status(run: Run): RunStatus {
    const { within } = run.policy.machine;
    return statusReport(run, {
      start: this.#clock.absolute(run.first),
      since: this.#clock.absolute(run.since),
      left: within === null ? null : run.first + within - this.#clock.now,
    }, this.#moves.tainted(run));
  }
}
