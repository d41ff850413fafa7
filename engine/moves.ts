/**
 * How runs move: section 7 of docs/language.md. For each event and policy all runs of the subject
 * are judged against the configuration before the event, and then moved at once.
 */
import type { Machine } from "../compiler/machine.ts";
import type { Clock } from "./clock.ts";
import { decode } from "./decode.ts";
import type { Cell, Start } from "./dispatch.ts";
import { ENDED, type Policy, STAY } from "./policy.ts";
import type { Predicates } from "./predicates.ts";
import type { Processes } from "./processes.ts";
import { copyOf, type RecordView } from "./record.ts";
import type { Dismissed, EventData, Match, Transition, TransitionCause } from "./report.ts";
import { endReport, lineOf, matchReport, subjectId } from "./reports.ts";
import { type Proof, Run, Runs } from "./runs.ts";
import type { Subject } from "./subject.ts";
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
  /** #stirred are the policies of which the event at hand moves or begins a run, each once. */
  readonly #stirred: Policy[] = [];
  // What was made of the event at hand: at most once, and only if somebody needs it.
  #proof: Proof | null = null;
  #event: EventData | null = null;

  constructor(sink: EngineSink, clock: Clock, subjects: Subjects, processes: Processes) {
    this.#sink = sink;
    this.#clock = clock;
    this.#subjects = subjects;
    this.#processes = processes;
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
    this.#proof = null;
    this.#event = null;
    this.#stirred.length = 0;
    for (const by of cell.subjects) {
      const subject = this.#subjects.find(by, view);
      if (subject === undefined || subject.waiting.length === 0) continue;
      if (this.#clock.now > subject.deadline) this.#expire(subject);
      for (const { kind: wanted, runs } of subject.waiting) {
        if (wanted !== kind && wanted !== 0) continue;
        for (const run of runs) this.#ask(run, predicates, view, kind, phase);
      }
    }
    for (const { index, starts } of cell.guards) {
      const { list, count } = index.ask(view);
      for (let at = 0; at < count; at++) {
        // There are as many atoms in the list.
        this.#begin(starts[list[at]!], predicates, view);
      }
    }
    for (const starts of cell.others) {
      // Only starts that ask the same are together.
      if (predicates.holds(starts[0]!.predicate, view)) this.#begin(starts, predicates, view);
    }
    if (this.#stirred.length === 0) return;
    if (this.#stirred.length > 1) this.#stirred.sort((one, other) => one.order - other.order);
    for (const policy of this.#stirred) this.#move(policy, view);
  }

  #ask(
    run: Run,
    predicates: Predicates,
    view: RecordView,
    kind: number,
    phase: number,
  ): void {
    const { policy } = run.runs;
    run.choice = policy.choose(run.state, predicates, view, kind, phase);
    if (run.choice === STAY) return;
    this.#stir(policy);
    policy.stirred.push(run);
  }

  #begin(starts: readonly Start[] | undefined, predicates: Predicates, view: RecordView): void {
    if (starts === undefined) return;
    for (const { policy, edge, predicate } of starts) {
      if (!predicates.holds(predicate, view)) continue;
      this.#stir(policy);
      // Of several edges the first one is taken, in whichever order they are found.
      if (policy.begin === STAY || edge < policy.begin) policy.begin = edge;
    }
  }

  #stir(policy: Policy): void {
    if (policy.serial === this.#clock.serial) return;
    policy.serial = this.#clock.serial;
    policy.begin = STAY;
    policy.stirred.length = 0;
    this.#stirred.push(policy);
  }

  /** endAll ends the runs of one policy and subject from outside. */
  endAll(runs: Runs, cause: "subject" | "reload"): void {
    for (const run of runs.live) {
      runs.remove(run);
      this.#tell(runs, cause, run.state);
    }
    this.#forget(runs);
  }

  /** #expire ends the runs of a subject whose time is over. */
  #expire(subject: Subject): void {
    subject.deadline = Infinity;
    for (const runs of subject.runs) {
      const { machine } = runs.policy;
      if (machine.within === null) continue;
      for (const run of runs.live) {
        if (this.expired(machine, run)) {
          runs.remove(run);
          this.#tell(runs, "within", run.state);
        } else {
          subject.deadline = Math.min(subject.deadline, run.first + machine.within);
        }
      }
      this.#settle(runs);
    }
  }

  /**
   * #move carries out what was judged: first every run that moves or ends leaves its place, then
   * those that move arrive, in the order of their first events.
   */
  #move(policy: Policy, view: RecordView): void {
    const runs = policy.stirred[0]?.runs ?? this.#runsOf(policy, view);
    if (runs === undefined) return;
    const movers = this.#leave(runs, view);
    policy.advanced += movers.length;
    movers.sort((one, other) => one.run.serial - other.run.serial);
    if (policy.begin >= 0) {
      policy.begun++;
      const run = new Run(runs, this.#clock.now, this.#clock.serial);
      movers.push({ run, from: 0, edge: policy.begin });
    }
    if (movers.length > 0) {
      this.#proof ??= { record: copyOf(view), state: this.#processes.current.state };
    }
    for (const mover of movers) this.#arrive(runs, mover, view);
    this.#settle(runs);
  }

  /** #runsOf returns the runs of the event's subject, undefined where it does not belong to any. */
  #runsOf(policy: Policy, view: RecordView): Runs | undefined {
    const subject = this.#subjects.of(policy.machine.subject, view);
    if (subject === undefined) return undefined;
    const known = policy.runs.get(subject);
    if (known !== undefined) return known;
    const runs = new Runs(policy, subject);
    policy.runs.set(subject, runs);
    subject.runs = subject.runs.concat(runs);
    return runs;
  }

  /** #settle forgets runs of which none is left, unless the time of a match is to be remembered. */
  #settle(runs: Runs): void {
    if (runs.live.length > 0) return;
    const { cooldown } = runs.policy.machine;
    if (cooldown === null || runs.reported === -Infinity) this.#forget(runs);
  }

  #forget(runs: Runs): void {
    const { policy, subject } = runs;
    policy.runs.delete(subject);
    subject.runs = subject.runs.filter((each) => each !== runs);
  }

  #leave(runs: Runs, view: RecordView): Mover[] {
    const { stirred, machine } = runs.policy;
    const movers: Mover[] = [];
    stirred.sort((one, other) => one.state - other.state);
    for (const run of stirred) {
      const { choice, state } = run;
      runs.remove(run);
      if (choice >= 0) {
        movers.push({ run, from: state, edge: choice });
      } else {
        const step = ENDED - choice;
        const cause = machine.until === step ? "until" : "without";
        this.#tell(runs, cause, state, step, view);
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
    const other = runs.at(to);
    if (other !== undefined && other.serial > run.serial) {
      this.#tell(runs, "replaced", from, step, view);
      return;
    }
    if (other !== undefined) {
      runs.remove(other);
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
