/**
 * How runs move: section 7 of docs/language.md. For each event and policy all runs of the subject
 * are judged against the configuration before the event, and then moved at once.
 */
import type { Machine } from "../compiler/machine.ts";
import type { Clock } from "./clock.ts";
import { decode } from "./decode.ts";
import type { Cell } from "./dispatch.ts";
import { ENDED, type Policy, STAY } from "./policy.ts";
import type { Predicates } from "./predicates.ts";
import type { Processes } from "./processes.ts";
import { copyOf, type RecordView } from "./record.ts";
import type { Dismissed, EventData, Match, Transition, TransitionCause } from "./report.ts";
import { endReport, lineOf, matchReport, subjectId } from "./reports.ts";
import { type Proof, Run, Runs } from "./runs.ts";
import type { Subjects } from "./subjects.ts";

/** EngineSink is told what happens, while the event is processed. It must not call the engine. */
export interface EngineSink {
  match(match: Match): void;
  dismissed(end: Dismissed): void;
  suppressed(end: Dismissed): void;
  /** transition is told every move while `engine.transitions` is true. */
  transition?(move: Transition): void;
}

/** Mover is a run on its way along an edge. */
interface Mover {
  readonly run: Run;
  readonly from: number;
  readonly edge: number;
}

/** Moves judges runs, moves them and reports what comes of it. */
export class Moves {
  transitions = false;
  readonly #sink: EngineSink;
  readonly #clock: Clock;
  readonly #subjects: Subjects;
  readonly #processes: Processes;
  /** #hole is the serial of the last event before a loss: runs begun until then are tainted. */
  #hole = 0;
  /** #choices has for each state what the event at hand does to the run there. */
  #choices = new Int32Array(1);
  // What was made of the event at hand: at most once, and only if somebody needs it.
  #proof: Proof | null = null;
  #event: EventData | null = null;

  constructor(sink: EngineSink, clock: Clock, subjects: Subjects, processes: Processes) {
    this.#sink = sink;
    this.#clock = clock;
    this.#subjects = subjects;
    this.#processes = processes;
  }

  /** fit makes room for machines of so many states. */
  fit(states: number): void {
    if (states > this.#choices.length) this.#choices = new Int32Array(states);
  }

  /** begin is called for each event, before it is judged. */
  begin(): void {
    this.#proof = null;
    this.#event = null;
  }

  /** taint marks the runs that are live now. */
  taint(): void {
    this.#hole = this.#clock.serial;
  }

  tainted(run: Run): boolean {
    return run.serial <= this.#hole;
  }

  /** expired tells whether a run's time is over. */
  expired(machine: Machine, run: Run): boolean {
    return machine.within !== null && this.#clock.now - run.first > machine.within;
  }

  /** judge tries an event on the policies of its cell. */
  judge(cell: Cell, predicates: Predicates, view: RecordView, kind: number, phase: number): void {
    const { serial } = this.#clock;
    let tried = false;
    for (const by of cell.subjects) {
      const live = this.#subjects.find(by, view)?.live;
      if (live === undefined || live.length === 0) continue;
      tried = true;
      for (const { policy } of live) this.#mark(policy, serial);
    }
    for (let index = 0; index < cell.predicates.length; index++) {
      // The arrays of a cell go together.
      if (!predicates.holds(cell.predicates[index]!, view)) continue;
      const policy = cell.starters[index]!;
      this.#mark(policy, serial);
      if (policy.begin === STAY) policy.begin = cell.edges[index]!;
      tried = true;
    }
    if (!tried) return;
    for (const policy of cell.policies) {
      if (policy.serial === serial) this.#try(policy, predicates, view, kind, phase);
    }
  }

  #mark(policy: Policy, serial: number): void {
    if (policy.serial === serial) return;
    policy.serial = serial;
    policy.begin = STAY;
  }

  #try(
    policy: Policy,
    predicates: Predicates,
    view: RecordView,
    kind: number,
    phase: number,
  ): void {
    const { machine, begin } = policy;
    const choices = this.#choices;
    const runs = this.#subjects.find(machine.subject, view)?.runs[policy.slot];
    let moves = false;
    if (runs !== undefined && runs.policy === policy && runs.live > 0) {
      if (machine.within !== null) this.#expire(runs);
      for (let state = 1; state < runs.at.length; state++) {
        const choice = runs.at[state] === undefined
          ? STAY
          : policy.choose(state, predicates, view, kind, phase);
        choices[state] = choice;
        if (choice !== STAY) moves = true;
      }
    }
    if (moves || begin >= 0) this.#move(policy, view, moves, begin);
  }

  /** endAll ends the runs of one policy and subject from outside. */
  endAll(runs: Runs, cause: "subject" | "reload"): void {
    for (const run of runs.at) {
      if (run === undefined) continue;
      runs.remove(run.state);
      this.#tell(runs, cause, run.state);
    }
  }

  #expire(runs: Runs): void {
    for (const run of runs.at) {
      if (run === undefined || !this.expired(runs.policy.machine, run)) continue;
      runs.remove(run.state);
      this.#tell(runs, "within", run.state);
    }
  }

  /**
   * #move carries out what was judged: first every run that moves or ends leaves its place, then
   * those that move arrive, in the order of their first events.
   */
  #move(policy: Policy, view: RecordView, moves: boolean, begin: number): void {
    const runs = this.#runsOf(policy, view);
    if (runs === undefined) return;
    const movers: Mover[] = moves ? this.#leave(runs, view) : [];
    policy.advanced += movers.length;
    movers.sort((one, other) => one.run.serial - other.run.serial);
    if (begin >= 0) {
      policy.begun++;
      movers.push({ run: new Run(this.#clock.now, this.#clock.serial), from: 0, edge: begin });
    }
    if (movers.length > 0) {
      this.#proof ??= { record: copyOf(view), state: this.#processes.current.state };
    }
    for (const mover of movers) this.#arrive(runs, mover, view);
  }

  /** #runsOf returns the runs of the event's subject, undefined where it does not belong to any. */
  #runsOf(policy: Policy, view: RecordView): Runs | undefined {
    const subject = this.#subjects.of(policy.machine.subject, view);
    if (subject === undefined) return undefined;
    const known = subject.runs[policy.slot];
    if (known?.policy === policy) return known;
    return subject.runs[policy.slot] = new Runs(policy, subject);
  }

  #leave(runs: Runs, view: RecordView): Mover[] {
    const movers: Mover[] = [];
    for (const run of runs.at) {
      const choice = run === undefined ? STAY : this.#choices[run.state] ?? STAY;
      if (run === undefined || choice === STAY) continue;
      runs.remove(run.state);
      if (choice >= 0) {
        movers.push({ run, from: run.state, edge: choice });
      } else {
        const step = ENDED - choice;
        const cause = runs.policy.machine.until === step ? "until" : "without";
        this.#tell(runs, cause, run.state, step, view);
      }
    }
    return movers;
  }

  #arrive(runs: Runs, { run, from, edge: index }: Mover, view: RecordView): void {
    // `choose` has found the index among the state's edges; #move has made the copy.
    const edge = runs.policy.machine.states[from]!.edges[index]!;
    run.take(edge, this.#proof!, this.#clock.now);
    const { to, step } = edge;
    if (typeof to !== "number") {
      this.#tell(runs, to, from, step, view);
      this.#finish(runs, run, to);
      return;
    }
    const other = runs.at[to];
    if (other !== undefined && other.serial > run.serial) {
      this.#tell(runs, "replaced", from, step, view);
      return;
    }
    if (other !== undefined) {
      runs.remove(to);
      this.#tell(runs, "replaced", to, step, view);
    }
    runs.put(to, run);
    const cause = from === 0 ? "begin" : edge.repeat && from === to ? "repeat" : "advance";
    this.#tell(runs, cause, from, step, view, to);
  }

  #finish(runs: Runs, run: Run, end: "match" | "dismissed"): void {
    const { policy } = runs;
    const { now } = this.#clock;
    const start = this.#clock.absolute(run.first);
    const last = this.#clock.absolute(now);
    if (end === "dismissed") {
      policy.dismissed++;
      this.#sink.dismissed(endReport("dismissed", runs, start, last));
    } else if (now - runs.reported < (policy.machine.cooldown ?? 0)) {
      policy.suppressed++;
      this.#sink.suppressed(endReport("suppressed", runs, start, last));
    } else {
      policy.matches++;
      runs.reported = now;
      this.#sink.match(matchReport(runs, run, start, last, this.tainted(run)));
    }
  }

  #tell(
    runs: Runs,
    cause: TransitionCause,
    from: number,
    step?: number,
    view?: RecordView,
    to?: number,
  ): void {
    if (!this.transitions || this.#sink.transition === undefined) return;
    const { machine } = runs.policy;
    this.#sink.transition({
      type: "transition",
      policy: machine.name,
      subject: subjectId(runs.subject),
      cause,
      from,
      ...(to === undefined ? {} : { to }),
      ...(step === undefined ? {} : { line: lineOf(machine, step) }),
      ts: this.#clock.absolute(this.#clock.now),
      ...(view === undefined ? {} : { event: this.#event ??= this.#decode(view) }),
    });
  }

  #decode(view: RecordView): EventData {
    return decode(view, this.#processes.current.state);
  }
}
