/**
 * The surface of a session: what scripts, the shell and the command line build on. The class that
 * carries it out is in session.ts; its engine and its source live in a Worker.
 */
import type { Machine, Severity, Subject } from "../compiler/machine.ts";
import type { PolicyChanges } from "../engine/changes.ts";
import type {
  Dismissed,
  EventData,
  Lost,
  Match,
  PolicyCounters,
  RunStatus,
  SubjectId,
  Summary,
  Transition,
} from "../engine/report.ts";
import type { Selection } from "../sensor/processes/selection.ts";

/** SessionOptions are what a session is opened with. */
export interface SessionOptions {
  /** policies to load at once. */
  readonly policies?: readonly Machine[];
  /** ringBytes is the size of the kernel's ring buffer: a power of two, at most 1 GiB. Default 16 MiB. */
  readonly ringBytes?: number;
  /**
   * buffer is how many events are kept for {@link LiveSession.query}. While there is a buffer the
   * sensor is asked for every call of every kind at both its phases, except for some time after
   * events were lost or the targets have made very many: a warning then says so.
   * At most 1,000,000. Default 0: none, and no cost.
   */
  readonly buffer?: number;
}

/** Query is a question about the events of the buffer. */
export interface Query {
  /** machines are run over it, as if they had been loaded when its first event came. */
  readonly machines: readonly Machine[];
  /** limit is how many matches of each machine are returned, the latest ones. Default 100. */
  readonly limit?: number;
  /** subject leaves out the events of others. */
  readonly subject?: SubjectId;
  /** ends: tell too where runs have ended without a match, and why. Default false. */
  readonly ends?: boolean;
}

/** RunEnds are runs of a machine that have ended in one state, for one reason. */
export interface RunEnds {
  /** policy is the machine's name. */
  readonly policy: string;
  /** state is where they stood, an index. */
  readonly state: number;
  /** cause is why they ended. */
  readonly cause: "within" | "without" | "until" | "replaced" | "subject";
  /** count is how many there were. */
  readonly count: number;
}

/** QueryResult is what machines have found in the buffer. */
export interface QueryResult {
  /** events is how many calls were looked at, those that `subject` leaves out included. */
  readonly events: number;
  /** since is the time of the first of them, in ns; null: there was none. */
  readonly since: number | null;
  /** until is the time of the last of them, in ns. */
  readonly until: number | null;
  /** capacity is how many events the buffer holds at most; 0: there is no buffer. */
  readonly capacity: number;
  /** complete: every call was captured; otherwise, of some kinds, only what the policies needed. */
  readonly complete: boolean;
  /** policies tells what each machine has done. */
  readonly policies: readonly PolicyCounters[];
  /** matches are the latest ones of each machine, in the order of their ends. */
  readonly matches: readonly Match[];
  /** ends tells where runs have ended without a match, if that was asked for. */
  readonly ends: readonly RunEnds[];
}

/** Target is a process that is watched, with its tree unless follow is false. */
export interface Target {
  /** pid of the root of its tree. */
  readonly pid: number;
  /** name is the process's command line or name when it was attached. */
  readonly name: string;
  /** follow: its children are watched too. */
  readonly follow: boolean;
  /** processes is how many processes of its tree are alive. */
  readonly processes: number;
}

/** Attached is what came of attaching to many at once. */
export interface Attached {
  /** found are the processes of the selection. */
  readonly found: readonly number[];
  /** targets are those of them that are no descendants of others: they are in those trees. */
  readonly targets: readonly Target[];
}

/** Child is a command that the session started and watches from its first system call on. */
export interface Child {
  /** pid of the command. */
  readonly pid: number;
  /** status settles when it has ended; code is 128 + signal where a signal ended it. */
  readonly status: Promise<{ readonly code: number; readonly signal: string | null }>;
  /** kill sends a signal to the child. */
  kill(signal?: Deno.Signal): void;
  /** unref lets this program end before the child does, whose status then may never settle. */
  unref(): void;
}

/** StreamOptions are those of every stream of a session. */
export interface StreamOptions {
  /** signal ends the stream, behind what has come until then: `AbortSignal.timeout(5000)`. */
  readonly signal?: AbortSignal;
}

/** EventsOptions say which events a stream of events delivers. */
export interface EventsOptions extends StreamOptions {
  /**
   * capture is what the sensor is asked for: what the loaded policies need (the default), every
   * call of every kind once, as it returns (`calls`), or at both its phases (`phases`), which is
   * what a recording needs to be replayed exactly.
   */
  readonly capture?: "policies" | "calls" | "phases";
  /**
   * lossless makes the sensor wait for the reader of this stream; then a slow reader costs events
   * in the kernel, counted there. Without it a slow reader misses events of the stream, counted in
   * a Lost report, and matching goes on undisturbed.
   */
  readonly lossless?: boolean;
  /**
   * where shows only events that are matches of this machine, such as `stepAlone` makes one of a
   * step; of a match of several steps, its first event. What it needs is captured.
   */
  readonly where?: Machine;
  /** past begins such a stream with its last events, at most so many, of the buffer. Default 0. */
  readonly past?: number;
}

/** LiveRun is a live run of a session. */
export interface LiveRun extends RunStatus {
  /** age is how long ago its first event was, in ns; absent where nobody keeps the time. */
  readonly age?: number;
}

/** StatesOptions say which live runs are listed. */
export interface StatesOptions {
  /** limit is how many of each policy are listed at most. Default: all of them. */
  readonly limit?: number;
}

/** TransitionsOptions say which moves of runs a stream delivers. */
export interface TransitionsOptions extends StreamOptions {
  /**
   * sample is how many moves a second are told at most, for a view that shows that things move:
   * what is left out then costs nothing and is not reported as lost. Default: all of them. While
   * another reader wants all, this one gets them too.
   */
  readonly sample?: number;
}

/** RecordOptions say how a recording is written. */
export interface RecordOptions {
  /** rotate is the size of a file, in bytes, past which the recording goes on in another one. */
  readonly rotate?: number;
  /**
   * redact masks what looks like keys, tokens and passwords. A `.ray` file holds the kernel's own
   * records, so record rejects it then.
   */
  readonly redact?: boolean;
}

/** RunOptions are how a command is started. Its input is empty and its output shown by default. */
export interface RunOptions {
  /** follow watches its children too. Default true. */
  readonly follow?: boolean;
  /** cwd is the directory it is started in. */
  readonly cwd?: string;
  /** env is added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** stdin is this process's own, or empty. Default "null". */
  readonly stdin?: "inherit" | "null";
  /** stdout "stderr" sends what it prints to this process's standard error. */
  readonly stdout?: "inherit" | "null" | "stderr";
  /** stderr is shown or thrown away. */
  readonly stderr?: "inherit" | "null";
  /** onOutput gets what it prints on both streams instead, in pieces as they come. */
  readonly onOutput?: (text: string) => void;
}

/** PolicyStatus is one loaded policy, for `policies`. */
export interface PolicyStatus extends PolicyCounters {
  /** subject is whose events form one sequence. */
  readonly subject: Subject;
  /** severity is what its matches are reported with. */
  readonly severity: Severity;
  /** states is how many states its machine has. */
  readonly states: number;
  /** waits are the kinds that the policy needs, such as ["openat", "execve"]. */
  readonly waits: readonly string[];
  /** file is where it was written. */
  readonly file: string;
  /** tried is how many events came that it has any step for, of that kind and phase. */
  readonly tried: number;
}

/** Warning is something a person should know that is neither a match nor a loss. */
export interface Warning {
  /** type tells reports apart. */
  readonly type: "warning";
  /** message is for a person, in one line. */
  readonly message: string;
  /** ts is the time of the latest event, in ns. */
  readonly ts: number;
}

/** Report is everything a session tells without being asked. */
export type Report = Match | Dismissed | Transition | Lost | Warning;

/** PolicyReport is a report about one policy. */
export type PolicyReport = Exclude<Report, Lost | Warning>;

/** Clock tells what a session's time 0 is on the wall. */
export interface Clock {
  /** start is an RFC 3339 time with nanoseconds; null before the first target is attached. */
  readonly start: string | null;
  /** host is the name of the machine. */
  readonly host: string | null;
}

/**
 * LiveSession is a session on this machine. All iterators may be taken several times, each gets
 * everything from then on, each stream of events what its own options ask for. Each ends when the
 * session closes, behind what it has not read yet; with the error where the session fails. An
 * iterator that is not read keeps at most 100,000 items and then counts what it drops: reports says
 * so, as a loss.
 */
export interface LiveSession extends AsyncDisposable {
  /** clock tells what the times of events count from. */
  readonly clock: Clock;
  /** load adds policies; one of a name that is loaded takes its place and its runs end. */
  load(machines: readonly Machine[]): Promise<void>;
  /** drop unloads a policy and tells whether there was one. */
  drop(name: string): Promise<boolean>;
  /**
   * replace makes `machines` all that is loaded, between two events: none is judged by a part of
   * the set, none is missed and none is judged twice. Policies that are the same but for where they
   * are written keep their runs; the runs of all others end.
   */
  replace(machines: readonly Machine[]): Promise<PolicyChanges>;
  /** policyOf returns the machine that a report is about, as it was when that happened. */
  policyOf(report: PolicyReport): Machine | null;
  /** policies lists what is loaded, with what each has done. */
  policies(): Promise<readonly PolicyStatus[]>;
  /** attach watches a process and its children. It rejects with a SensorError. */
  attach(pid: number, options?: { readonly follow?: boolean }): Promise<Target>;
  /**
   * attachEvery watches every process of a selection that is there now, with its children. It
   * rejects with a SensorError where there is none.
   */
  attachEvery(selection: Selection, options?: { readonly follow?: boolean }): Promise<Attached>;
  /** attachAll watches every process of the machine but this one. */
  attachAll(): Promise<void>;
  /** detach ends the watch on a target and its tree, and tells whether it was one. */
  detach(pid: number): Promise<boolean>;
  /** targets lists what is watched. */
  targets(): Promise<readonly Target[]>;
  /** processes lists every process that is alive in the trees of the targets, by its pid. */
  processes(): Promise<readonly number[]>;
  /** run starts a command, watched from its first system call on, children followed. */
  run(command: readonly string[], options?: RunOptions): Promise<Child>;
  /**
   * record writes all that the sensor delivers of every call that has a kind to a file, until the
   * session closes or stopRecording is called: the sensor's own records where `path` ends in .ray,
   * else NDJSON, with .gz and .zst compressed; `-` is standard output. A replay of it sees what this session sees. What has
   * been written can be read at any moment. It rejects where the file cannot be opened; where it
   * cannot be written on, the session fails with a SensorError of the code "output".
   */
  record(path: string, options?: RecordOptions): Promise<void>;
  /** stopRecording completes the recording and tells how many events it has; null: there was none. */
  stopRecording(): Promise<number | null>;
  /** states lists every live run, of one policy or of all. */
  states(policy?: string, options?: StatesOptions): Promise<readonly LiveRun[]>;
  /** query runs machines over the last events, beside what is loaded and without effect on it. */
  query(query: Query): Promise<QueryResult>;
  /** keep makes the buffer one of the last `events` events; 0 ends it. What it has stays in it. */
  keep(events: number): Promise<void>;
  /** idle settles when no process of a target is left and all that they did has been judged. */
  idle(): Promise<void>;
  /** summary counts what has been seen so far. */
  summary(): Promise<Summary>;
  /** matches delivers each match as it happens. */
  matches(options?: StreamOptions): AsyncIterableIterator<Match, undefined>;
  /** events delivers what the sensor captures of the targets. */
  events(options?: EventsOptions): AsyncIterableIterator<EventData, undefined>;
  /** transitions delivers each move of each run, or a sample of them. */
  transitions(options?: TransitionsOptions): AsyncIterableIterator<Transition, undefined>;
  /** reports delivers matches, dismissals, losses and warnings in one stream (no transitions). */
  reports(options?: StreamOptions): AsyncIterableIterator<Exclude<Report, Transition>, undefined>;
  /** close detaches from the kernel, ends all iterators and returns the totals. */
  close(): Promise<Summary>;
}

/** ReplayOptions are what a replay is run with. */
export interface ReplayOptions {
  /** policies to run. */
  readonly policies: readonly Machine[];
  /** transitions: report each move of a run too. */
  readonly transitions?: boolean;
  /**
   * speed makes reports come when they would have, so many times as fast as then; 1 is the pace of
   * the recording. Default: as fast as can be.
   */
  readonly speed?: number;
  /** onMalformed is told of each line that is not an event. */
  readonly onMalformed?: (problem: {
    readonly file: string;
    readonly line: number;
    readonly message: string;
  }) => void;
  /** onProgress is told, many times a second, how far the replay is. */
  readonly onProgress?: (progress: ReplayProgress) => void;
  /**
   * cores is how many threads read and judge: 1, or 2, of which one reads ahead. What is reported
   * is the same. Default: 2 where the machine has them and the recordings are large.
   */
  readonly cores?: 1 | 2;
  /** signal ends the replay early; its summary counts what was replayed until then. */
  readonly signal?: AbortSignal;
  /** onStart is given, before the first event, what can be done while the replay runs. */
  readonly onStart?: (control: ReplayControl) => void;
}

/** ReplayProgress is how far a replay is. */
export interface ReplayProgress {
  /** events is how many calls have been judged. */
  readonly events: number;
  /** bytes of all recordings that have been read, as they are on the disk. */
  readonly bytes: number;
  /** total is how many bytes there are; null where that is not known, as of standard input. */
  readonly total: number | null;
}

/** ReplayControl is to a replay what the methods of its name are to a LiveSession. */
export interface ReplayControl {
  /** replace makes `machines` all that is loaded, between two events. */
  replace(machines: readonly Machine[]): PolicyChanges;
  /** policyOf returns the machine that a report is about, as it was when that happened. */
  policyOf(report: PolicyReport): Machine | null;
  /** startOf is what a report's times count from, as {@link Clock} has it; null: not known. */
  startOf(report: PolicyReport): string | null;
}
