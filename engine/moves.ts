/**
 * How runs move: section 7 of docs/language.md. For each event and policy all runs of the subject
 * are judged against the configuration before the event, and then moved at once.
 */
import { Archive } from "./archive.ts";
import type { Clock } from "./clock.ts";
import { decode } from "./decode.ts";
import type { Cell, Start } from "./dispatch.ts";
import { ENDED, type Policy, STAY } from "./policy.ts";
import type { Predicates } from "./predicates.ts";
import type { Processes } from "./processes.ts";
import type { RecordView } from "./record.ts";
import type { Dismissed, EventData, Match, Transition, TransitionCause } from "./report.ts";
import { endReport, lineOf, matchReport, subjectId } from "./reports.ts";
import { type Proof, Run } from "./runs.ts";
import type { Subject, Waiting } from "./subject.ts";
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
  readonly #archive = new Archive();
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
  expired({ policy, first }: Run): boolean {
    const { within } = policy.machine;
    return within !== null && this.#clock.now - first > within;
  }

  /** judge tries an event on the policies of its cell. */
  judge(cell: Cell, predicates: Predicates, view: RecordView, kind: number, phase: number): void {
    this.#proof = null;
    this.#event = null;
    if (this.#stirred.length > 0) this.#stirred.length = 0;
    for (const by of cell.subjects) {
      const subject = this.#subjects.find(by, view);
      if (subject === undefined || subject.waiting === null) continue;
      if (this.#clock.now > subject.deadline) this.#expire(subject);
      for (let each: Waiting | null = subject.waiting; each !== null; each = each.next) {
        if (each.kind !== kind && each.kind !== 0) continue;
        for (const run of each.runs) this.#ask(run, predicates, view, kind, phase);
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
    const { policy } = run;
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
    if (policy.stirred.length > 0) policy.stirred.length = 0;
    this.#stirred.push(policy);
  }

  /** end ends runs from outside. */
  end(runs: Iterable<Run>, cause: "subject" | "reload" | "within"): void {
    for (const run of [...runs]) {
      run.policy.runs.remove(run);
      this.#tell(run, cause, run.state);
    }
  }

  /** #expire ends the runs of a subject whose time is over. */
  #expire(subject: Subject): void {
    const runs = subject.runs();
    this.end(runs.filter((run) => this.expired(run)), "within");
    subject.deadline = Infinity;
    for (const run of runs) {
      const { within } = run.policy.machine;
      if (within === null || this.expired(run)) continue;
      subject.deadline = Math.min(subject.deadline, run.first + within);
    }
  }

  /**
   * #move carries out what was judged: first every run that moves or ends leaves its place, then
   * those that move arrive, in the order of their first events.
   */
  #move(policy: Policy, view: RecordView): void {
    const subject = this.#subjects.of(policy.machine.subject, view);
    if (subject === undefined) return;
    const movers = this.#leave(policy, view);
    policy.advanced += movers.length;
    movers.sort((one, other) => one.run.serial - other.run.serial);
    if (policy.begin >= 0) {
      policy.begun++;
      const run = new Run(policy, subject, this.#clock.now, this.#clock.serial);
      movers.push({ run, from: 0, edge: policy.begin });
    }
    for (const mover of movers) this.#arrive(mover, view);
  }

  #leave(policy: Policy, view: RecordView): Mover[] {
    const { stirred, machine } = policy;
    const movers: Mover[] = [];
    stirred.sort((one, other) => one.state - other.state);
    for (const run of stirred) {
      const { choice, state } = run;
      policy.runs.remove(run);
      if (choice >= 0) {
        movers.push({ run, from: state, edge: choice });
      } else {
        const step = ENDED - choice;
        this.#tell(run, machine.until === step ? "until" : "without", state, step, view);
      }
    }
    return movers;
  }

  #arrive({ run, from, edge: index }: Mover, view: RecordView): void {
    const { policy, subject } = run;
    // `choose` has found the index among the state's edges.
    const edge = policy.machine.states[from]!.edges[index]!;
    run.take(edge, this.#prove(view), this.#clock.now);
    const { to, step } = edge;
    if (typeof to !== "number") {
      this.#tell(run, to, from, step, view);
      this.#finish(run, to);
      return;
    }
    const other = policy.runs.at(subject, to);
    if (other !== undefined && other.serial > run.serial) {
      this.#tell(run, "replaced", from, step, view);
      return;
    }
    if (other !== undefined) {
      policy.runs.remove(other);
      this.#tell(other, "replaced", to, step, view);
    }
    policy.runs.put(run, to);
    const cause = from === 0 ? "begin" : edge.repeat && from === to ? "repeat" : "advance";
    this.#tell(run, cause, from, step, view, to);
  }

  /** #prove keeps the event at hand, once for all runs that it moves. */
  #prove(view: RecordView): Proof {
    if (this.#proof === null) {
      const { page, at } = this.#archive.keep(view);
      this.#proof = { page, at, state: this.#processes.current.state };
    }
    return this.#proof;
  }

  #finish(run: Run, end: "match" | "dismissed"): void {
    const { policy, subject } = run;
    const { now } = this.#clock;
    const { cooldown } = policy.machine;
    const start = this.#clock.absolute(run.first);
    const last = this.#clock.absolute(now);
    if (end === "dismissed") {
      policy.dismissed++;
      this.#sink.dismissed(endReport("dismissed", run, start, last));
    } else if (now - (policy.reported.get(subject) ?? -Infinity) < (cooldown ?? 0)) {
      policy.suppressed++;
      this.#sink.suppressed(endReport("suppressed", run, start, last));
    } else {
      policy.matches++;
      if (cooldown !== null) policy.reported.set(subject, now);
      this.#sink.match(matchReport(run, start, last, this.tainted(run)));
    }
  }

  #tell(
    { policy: { machine }, subject }: Run,
    cause: TransitionCause,
    from: number,
    step?: number,
    view?: RecordView,
    to?: number,
  ): void {
    if (!this.transitions || this.#sink.transition === undefined) return;
    this.#sink.transition({
      type: "transition",
      policy: machine.name,
      subject: subjectId(subject),
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
