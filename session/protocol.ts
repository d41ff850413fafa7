/**
 * What the session's two threads say to each other. The session asks, each request with an id and
 * one answer; the Worker tells what happened in batches, so that a burst costs one message.
 */
import type { Machine } from "../compiler/machine.ts";
import type {
  Dismissed,
  EventData,
  Lost,
  Match,
  PolicyCounters,
  Summary,
  Transition,
} from "../engine/report.ts";
import type { SensorErrorCode } from "../sensor/errors.ts";
import type {
  Clock,
  EventsOptions,
  LiveRun,
  PolicyStatus,
  Query,
  QueryResult,
  RecordOptions,
  SessionOptions,
  StatesOptions,
  Target,
  TransitionsOptions,
  Warning,
} from "./types.ts";

/** Operations lists what can be asked of the Worker: for each, what is sent and what comes back. */
export interface Operations {
  open: { ask: Pick<SessionOptions, "ringBytes" | "buffer">; answer: null };
  /** clock is asked again behind the first attach: only then does the session's time begin. */
  clock: { ask: null; answer: Clock };
  load: { ask: readonly Machine[]; answer: null };
  drop: { ask: string; answer: boolean };
  /** replace exchanges the whole set between two events. */
  replace: { ask: readonly Machine[]; answer: null };
  counters: { ask: null; answer: readonly (PolicyCounters & Pick<PolicyStatus, "tried">)[] };
  /** start loads the sensor into the kernel, unless it is there; attaching does so too. */
  start: { ask: null; answer: null };
  attach: {
    ask: {
      readonly pid: number;
      readonly follow: boolean;
      /** command is what a process will run that waits for its first execve; null: it runs. */
      readonly command: readonly string[] | null;
    };
    answer: Target;
  };
  /** runs tells whether the command that was attached to as this process came to run. */
  runs: { ask: number; answer: boolean };
  attachAll: { ask: null; answer: null };
  detach: { ask: number; answer: boolean };
  record: { ask: { readonly path: string } & RecordOptions; answer: null };
  /** endRecord is answered with how many calls the recording has; null: there was none. */
  endRecord: { ask: null; answer: number | null };
  targets: { ask: null; answer: readonly Target[] };
  processes: { ask: null; answer: readonly number[] };
  states: {
    ask: { readonly policy: string | null } & StatesOptions;
    answer: readonly LiveRun[];
  };
  query: { ask: Query; answer: QueryResult };
  /** keep says how many events the buffer is to hold. */
  keep: { ask: number; answer: null };
  summary: { ask: null; answer: Summary };
  /** idle is answered when no process of a target is left. */
  idle: { ask: null; answer: null };
  /** listen says what to report beyond matches. */
  listen: {
    ask: {
      /** events are the streams of events that are read, by their serials. */
      readonly events: ReadonlyMap<number, EventsOptions>;
      /** transitions are those of the runs that are told; null: none. */
      readonly transitions: TransitionsOptions | null;
    };
    answer: null;
  };
  close: { ask: null; answer: Summary };
}

/** Request is one question to the Worker. */
export type Request = {
  readonly [O in keyof Operations]: {
    readonly id: number;
    readonly operation: O;
    readonly ask: Operations[O]["ask"];
  };
}[keyof Operations];

/** Refusal is why a request could not be carried out: a SensorError, taken apart to cross threads. */
export interface Refusal {
  readonly code: SensorErrorCode;
  readonly message: string;
  readonly remedy: string | null;
  readonly log: string | null;
  /** cause is what led to it, if that was an error. */
  readonly cause?: Error;
}

/** Message is what the Worker says. */
export type Message =
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "refusal"; readonly id: number; readonly refusal: Refusal }
  | { readonly type: "batch"; readonly batch: Batch }
  /** failed is the Worker's end: a fault of ours (the code says so), or a file that is full. */
  | { readonly type: "failed"; readonly refusal: Refusal };

/** Batch is what happened since the last one, in order within each list. */
export interface Batch {
  /** ts is the time of the latest event that was judged. */
  readonly ts: number;
  readonly reports: readonly (Match | Dismissed | Lost | Warning)[];
  readonly transitions: readonly Transition[];
  /** events has those of each stream, by its serial. */
  readonly events: ReadonlyMap<number, readonly EventData[]>;
}

/**
 * Ack tells the Worker how many items of its batches have been taken in. The Worker never has more
 * than a fixed number outstanding, so a slow reader cannot fill the memory of either thread.
 */
export interface Ack {
  readonly acknowledged: number;
}
