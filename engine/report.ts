/**
 * What the engine reports, as plain data that crosses threads, and whose JSON is the NDJSON output
 * of docs/formats.md (except where a type says otherwise). Times are ns since the session or the
 * recording began. Texts from traced processes are exact: a byte that is not UTF-8 is the lone
 * surrogate U+DC80 + (byte - 0x80). They must be escaped before a person sees them.
 */
import type { Severity, Subject } from "../compiler/machine.ts";

/** EventValue is one field's value; a bigint only where a number is beyond 2^53. */
export type EventValue = string | number | bigint | readonly string[];

/** EventData is one event, decoded. Keys are absent where the event does not carry them. */
export interface EventData {
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly ppid?: number;
  readonly comm?: string;
  readonly exe?: string;
  readonly uid?: number;
  readonly euid?: number;
  readonly gid?: number;
  readonly session?: number;
  readonly container?: string;
  readonly kind: string;
  readonly syscall?: string;
  /** phase is absent where the event is the whole call. */
  readonly phase?: "enter" | "exit";
  /** args are the kind's own fields by their first names. */
  readonly args: Readonly<Record<string, EventValue>>;
  readonly ret?: number | bigint;
  /** late: an argument could only be read when the call returned. */
  readonly late?: true;
  /** truncated names the fields whose text was longer than what is kept. */
  readonly truncated?: readonly string[];
}

/** SubjectId is one subject: the tid, pid, root pid, session id, container id, uid or host. */
export interface SubjectId {
  readonly by: Subject;
  readonly id: number | string;
}

/** StepReport is one step that was fulfilled. */
export interface StepReport {
  /** line of the step in the policy's source. */
  readonly line: number;
  readonly count: number;
  readonly first: EventData;
  /** last is absent where count is 1. */
  readonly last?: EventData;
}

/** Match is a run that reached the end of its policy. */
export interface Match {
  readonly type: "match";
  readonly policy: string;
  readonly severity: Severity;
  readonly subject: SubjectId;
  readonly start: number;
  readonly end: number;
  readonly blocks: readonly string[];
  readonly steps: readonly StepReport[];
  /** attack, description and so on: each annotation's name with its values, in order. */
  readonly [annotation: string]: unknown;
  /** tainted: events were lost while the run was under way, so it may have missed some. */
  readonly tainted?: true;
}

/** Dismissed is a run that completed a benign block; Suppressed a match inside a cooldown. */
export interface Dismissed {
  readonly type: "dismissed" | "suppressed";
  readonly policy: string;
  readonly subject: SubjectId;
  readonly start: number;
  readonly end: number;
}

/** Transition is one move of one run, or its end without a match. */
export interface Transition {
  readonly type: "transition";
  readonly policy: string;
  readonly subject: SubjectId;
  readonly cause: TransitionCause;
  /** from and to are indices of states; to is absent where the run ended. */
  readonly from: number;
  readonly to?: number;
  /** line of the step that was fulfilled, or of the `without` or `until` that ended the run. */
  readonly line?: number;
  readonly ts: number;
  /** event is what caused it; absent for the ends `within` and `subject`. */
  readonly event?: EventData;
}

/** TransitionCause tells why a run moved or ended. */
export type TransitionCause =
  | "begin"
  | "advance"
  | "repeat"
  | "match"
  | "dismissed"
  | "within"
  | "without"
  | "until"
  | "replaced"
  | "subject"
  | "reload";

/** Lost is a hole in what was seen: `count` events that happened and were not delivered. */
export interface Lost {
  readonly type: "lost";
  readonly count: number;
  readonly cause: string;
  readonly ts: number;
}

/** RunStatus is one live run, for `state`. */
export interface RunStatus {
  readonly policy: string;
  readonly subject: SubjectId;
  /** state is an index into the machine's states. */
  readonly state: number;
  readonly stateName: string;
  /** waits are the labels of the steps that would move it. */
  readonly waits: readonly string[];
  /** start is the time of its first event, since that of the event that brought it here. */
  readonly start: number;
  readonly since: number;
  /** left is what remains of `within` at the engine's latest time, or null. */
  readonly left: number | null;
  readonly steps: readonly StepReport[];
  readonly tainted: boolean;
}

/** PolicyCounters are what one policy has done since it was loaded. */
export interface PolicyCounters {
  readonly policy: string;
  /** begun, advanced: edges taken out of the start state, and out of others. */
  readonly begun: number;
  readonly advanced: number;
  readonly matches: number;
  readonly dismissed: number;
  readonly suppressed: number;
  /** live runs now. */
  readonly live: number;
}

/** Summary is the last line of a replay or of a live hunt. */
export interface Summary {
  readonly type: "summary";
  readonly events: number;
  readonly matches: number;
  readonly dismissed: number;
  readonly suppressed: number;
  /** dropped events were lost in the kernel; skipped lines of a recording were malformed. */
  readonly dropped: number;
  readonly skipped: number;
  readonly policies: number;
}
