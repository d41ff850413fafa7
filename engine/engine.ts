/**
 * The engine: loaded machines on one side, events in order on the other, matches between. It knows
 * no clock but the events', and an event that moves nothing allocates nothing, except to remember
 * a process that is new.
 */
import { callId } from "../compiler/kinds/kinds.ts";
import type { Machine } from "../compiler/machine.ts";
import { byName } from "./changes.ts";
import { Clock } from "./clock.ts";
import { Dispatch } from "./dispatch.ts";
import { changesFolder } from "./folders.ts";
import { KNOWN, TYPE } from "./layout.ts";
import { type EngineSink, Moves } from "./moves.ts";
import { bind, type Binding, Policy, sameMachine } from "./policy.ts";
import { Predicates } from "./predicates.ts";
import { Processes } from "./processes.ts";
import type { RecordView } from "./record.ts";
import type { PolicyCounters, RunStatus } from "./report.ts";
import { statusReport } from "./reports.ts";
import type { Run, Runs } from "./runs.ts";
import type { State } from "./state.ts";
import { Subjects } from "./subjects.ts";

export type { EngineSink };

/** EngineOptions: host is the name of the machine, for events that do not say where they are from. */
export interface EngineOptions {
  readonly host?: string;
}

const EXIT_THREAD = callId("exit");

/** Engine judges events against the policies that are loaded. */
export class Engine {
  readonly #host: string | null;
  readonly #clock = new Clock();
  readonly #processes = new Processes();
  readonly #subjects: Subjects;
  readonly #moves: Moves;
  #policies: ReadonlyMap<string, Policy> = new Map();
  #predicates: Predicates;
  #dispatch = new Dispatch([]);

  constructor(sink: EngineSink, options: EngineOptions = {}) {
    this.#host = options.host ?? null;
    this.#subjects = new Subjects(this.#host, this.#processes, ({ runs }) => {
      for (const each of runs) if (each !== undefined) this.#moves.endAll(each, "subject");
    });
    this.#moves = new Moves(sink, this.#clock, this.#subjects, this.#processes);
    this.#predicates = new Predicates(this.#host, this.#processes);
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
      .flatMap((each) =>
        [...this.#live(each).take(limit)].map(([runs, run]) => this.#status(runs, run))
      );
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
    for (const [, { state }] of this.#live(policy)) {
      live++;
      standing[state] = (standing[state] ?? 0) + 1;
    }
    return { live, standing };
  }

  #judge(view: RecordView): void {
    const { kind, phase } = view;
    const cell = this.#dispatch.cell(kind, phase);
    if (cell === undefined) return;
    this.#predicates.begin();
    this.#moves.begin();
    this.#moves.judge(cell, this.#predicates, view, kind, phase);
  }

  #machines(): Map<string, Machine> {
    return new Map([...this.#policies].map(([name, { machine }]) => [name, machine]));
  }

  #install(wanted: ReadonlyMap<string, Machine>): void {
    const predicates = new Predicates(this.#host, this.#processes);
    const bindings = [...wanted.values()].map((machine) => bind(machine, predicates));
    // Up to here nothing has changed, from here on nothing can fail.
    this.#predicates = predicates;
    const former = this.#policies;
    const kept = this.#keep(bindings);
    for (const [name, policy] of former) {
      if (kept.has(name)) continue;
      for (const runs of policy.active) this.#moves.endAll(runs, "reload");
    }
    const free = freeSlots(new Set([...kept.values()].map(({ slot }) => slot)));
    this.#policies = new Map(bindings.map((binding) => {
      const { name } = binding.machine;
      return [name, kept.get(name) ?? new Policy(free.next().value, binding)];
    }));
    this.#moves.fit(Math.max(1, ...bindings.map(({ machine }) => machine.states.length)));
    this.#dispatch = new Dispatch([...this.#policies.values()]);
  }

  /** #keep binds anew, and returns, the policies that go on as they are. */
  #keep(bindings: readonly Binding[]): ReadonlyMap<string, Policy> {
    const kept = new Map<string, Policy>();
    for (const binding of bindings) {
      const policy = this.#policies.get(binding.machine.name);
      if (policy === undefined || !sameMachine(policy.machine, binding.machine)) continue;
      policy.rebind(binding);
      kept.set(binding.machine.name, policy);
    }
    return kept;
  }

  /** #live yields the runs whose time is not over. */
  *#live({ machine, active }: Policy): Generator<readonly [Runs, Run]> {
    for (const runs of active) {
      for (const run of runs.at) {
        if (run !== undefined && !this.#moves.expired(machine, run)) yield [runs, run];
      }
    }
  }

  #status(runs: Runs, run: Run): RunStatus {
    const { within } = runs.policy.machine;
    return statusReport(runs, run, {
      start: this.#clock.absolute(run.first),
      since: this.#clock.absolute(run.since),
      left: within === null ? null : run.first + within - this.#clock.now,
    }, this.#moves.tainted(run));
  }
}

function* freeSlots(taken: ReadonlySet<number>): Generator<number, never> {
  for (let slot = 0;; slot++) if (!taken.has(slot)) yield slot;
}
