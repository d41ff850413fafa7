/**
 * What the engine reports, as plain data that crosses threads, and whose JSON is the NDJSON output
 * of docs/formats.md (except where a type says otherwise). Times are ns since the session or the
 * recording began. Texts from traced processes are exact: a byte that is not UTF-8 is the lone
 * surrogate U+DC80 + (byte - 0x80). They must be escaped before a person sees them.
 */
import type { Severity, Subject } from "../compiler/machine.ts";

/** EventValue is one field's value; a bigint only where a number is beyond 2^53. */
export type EventValue = string | number | bigint | readonly string[];

/** ProcessData is what is known of an event's process. Keys are absent for what is not known. */
export interface ProcessData {
  /** exe is the absolute path of the program that the process runs. */
  readonly exe?: string;
  /** container is the container's id; empty outside of any. */
  readonly container?: string;
  /** cmdline is the program's arguments, joined by one space. */
  readonly cmdline?: string;
  /** cwd is the working directory. */
  readonly cwd?: string;
  /** age is how long ago the process last ran an execve, in ns. */
  readonly age?: number;
  /** parent is what made the process, as it was at the fork. */
  readonly parent?: ParentData;
  /** ancestors are the programs of its parent, that one's parent and so on, as paths. */
  readonly ancestors?: readonly string[];
}

/** ParentData is what is known of the process that made another one, as it was then. */
export interface ParentData {
  /** pid is the process; it may be gone. */
  readonly pid?: number;
  /** comm is the name of its thread that made the process. */
  readonly comm?: string;
  /** exe is the absolute path of the program that it ran. */
  readonly exe?: string;
  /** cmdline is that program's arguments, joined by one space. */
  readonly cmdline?: string;
  /** uid is its real user id. */
  readonly uid?: number;
}

/** EventData is one event, decoded. Keys are absent where the event does not carry them. */
export interface EventData extends ProcessData {
  /** ts is when it happened. */
  readonly ts: number;
  /** pid is the process: what the kernel calls tgid. */
  readonly pid: number;
  /** tid is the thread that made the call. */
  readonly tid: number;
  /** ppid is the parent process. */
  readonly ppid?: number;
  /** comm is the name of the thread. */
  readonly comm?: string;
  /** uid is the real user id. */
  readonly uid?: number;
  /** euid is the effective user id. */
  readonly euid?: number;
  /** gid is the real group id. */
  readonly gid?: number;
  /** session is the pid of the session's leader. */
  readonly session?: number;
  /** kind is the name of what was done. */
  readonly kind: string;
  /** syscall is the name of the system call that did it. */
  readonly syscall?: string;
  /** phase is absent where the event is the whole call. */
  readonly phase?: "enter" | "exit";
  /** args are the kind's own fields by their first names. */
  readonly args: Readonly<Record<string, EventValue>>;
  /** ret is what the call returned; an error is negative, as in -ENOENT. */
  readonly ret?: number | bigint;
  /** late: an argument could only be read when the call returned. */
  readonly late?: true;
  /** truncated names the fields whose text was longer than what is kept. */
  readonly truncated?: readonly string[];
}

/** SubjectId is one subject: the tid, pid, root pid, session id, container id, uid or host. */
export interface SubjectId {
  /** by is whose events form one sequence. */
  readonly by: Subject;
  /** id tells the subject from others of its sort. */
  readonly id: number | string;
}

/** StepReport is one step that was fulfilled. */
export interface StepReport {
  /** line of the step in the policy's source. */
  readonly line: number;
  /** count is how many events fulfilled it: more than 1 only for `..` and `...`. */
  readonly count: number;
  /** first is the first event that fulfilled it. */
  readonly first: EventData;
  /** last is absent where count is 1. */
  readonly last?: EventData;
}

/** Match is a run that reached the end of its policy. */
export interface Match {
  /** type tells a match from other reports. */
  readonly type: "match";
  /** policy is the policy's name. */
  readonly policy: string;
  /** severity is the policy's. */
  readonly severity: Severity;
  /** subject is whose events they are. */
  readonly subject: SubjectId;
  /** start is the time of the first event. */
  readonly start: number;
  /** end is the time of the last event. */
  readonly end: number;
  /** blocks are the blocks that the run went through, in the order of entering. */
  readonly blocks: readonly string[];
  /** steps are the steps that were fulfilled, in order. */
  readonly steps: readonly StepReport[];
  /**
   * attack, description and so on: each annotation's name with its values, in order. One that has
   * the name of another key here is reported with an `@` before it.
   */
  readonly [annotation: string]: unknown;
  /** tainted: events were lost while the run was under way, so it may have missed some. */
  readonly tainted?: true;
}

/** MATCH_KEYS are a match's own keys: an annotation of such a name is reported as `@name`. */
export const MATCH_KEYS: ReadonlySet<string> = new Set([
  "type",
  "policy",
  "severity",
  "subject",
  "start",
  "end",
  "blocks",
  "steps",
  "tainted",
]);

/** Dismissed is a run that completed a benign block; Suppressed a match inside a cooldown. */
export interface Dismissed {
  /** type tells the two apart. */
  readonly type: "dismissed" | "suppressed";
  /** policy is the policy's name. */
  readonly policy: string;
  /** subject is whose events they are. */
  readonly subject: SubjectId;
  /** start is the time of the first event. */
  readonly start: number;
  /** end is the time of the last event. */
  readonly end: number;
}

/** Transition is one move of one run, or its end without a match. */
export interface Transition {
  /** type tells a transition from other reports. */
  readonly type: "transition";
  /** policy is the policy's name. */
  readonly policy: string;
  /** subject is whose run it is. */
  readonly subject: SubjectId;
  /** cause is why the run moved or ended. */
  readonly cause: TransitionCause;
  /** from is the state that the run stood in, an index. */
  readonly from: number;
  /** to is the state that it stands in now; absent where the run ended. */
  readonly to?: number;
  /** line of the step that was fulfilled, or of the `without` or `until` that ended the run. */
  readonly line?: number;
  /** ts is when it moved. */
  readonly ts: number;
  /** event is what caused it; absent for the ends `within`, `subject` and `reload`. */
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
  /** type tells a loss from other reports. */
  readonly type: "lost";
  /** count is how many events are missing. */
  readonly count: number;
  /** cause says where they were lost, in a few words. */
  readonly cause: string;
  /** cpus counts them by the number of the CPU they happened on, where that is known. */
  readonly cpus?: Readonly<Record<number, number>>;
  /** ts is when the hole was noticed. */
  readonly ts: number;
}

/** RunStatus is one live run, for `state`. */
export interface RunStatus {
  /** policy is the policy's name. */
  readonly policy: string;
  /** subject is whose run it is. */
  readonly subject: SubjectId;
  /** state is an index into the machine's states. */
  readonly state: number;
  /** stateName is the state's name, for people. */
  readonly stateName: string;
  /** waits are the labels of the steps that would move it. */
  readonly waits: readonly string[];
  /** start is the time of its first event. */
  readonly start: number;
  /** since is the time of the event that brought it here. */
  readonly since: number;
  /** left is what remains of `within`, in ns: live now, in a replay at the latest event; or null. */
  readonly left: number | null;
  /** steps are those fulfilled so far. */
  readonly steps: readonly StepReport[];
  /** tainted: events were lost while the run was under way. */
  readonly tainted: boolean;
}

/** PolicyCounters are what one policy has done since it was loaded. */
export interface PolicyCounters {
  /** policy is the policy's name. */
  readonly policy: string;
  /** begun counts edges taken out of the start state. */
  readonly begun: number;
  /** advanced counts edges taken out of others. */
  readonly advanced: number;
  /** matches counts what was reported. */
  readonly matches: number;
  /** dismissed counts runs that completed a benign block. */
  readonly dismissed: number;
  /** suppressed counts matches inside a cooldown. */
  readonly suppressed: number;
  /** live runs now. */
  readonly live: number;
  /** standing is how many of them stand in each state, by its index. */
  readonly standing: readonly number[];
}

/** Summary is the last line of a replay or of a live hunt. */
export interface Summary {
  /** type tells a summary from other reports. */
  readonly type: "summary";
  /** events is how many calls were judged. */
  readonly events: number;
  /** matches counts what was reported. */
  readonly matches: number;
  /** dismissed counts runs that completed a benign block. */
  readonly dismissed: number;
  /** suppressed counts matches inside a cooldown. */
  readonly suppressed: number;
  /** dropped counts events that were lost in the kernel. */
  readonly dropped: number;
  /** lost counts them by cause; absent where none was lost. */
  readonly lost?: Readonly<Record<string, number>>;
  /** cpus counts them by the number of the CPU they happened on, where that is known. */
  readonly cpus?: Readonly<Record<number, number>>;
  /** skipped counts malformed lines of a recording. */
  readonly skipped: number;
  /** policies is how many were loaded. */
  readonly policies: number;
}
