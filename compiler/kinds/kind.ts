/**
 * The shapes of the table of kinds. A *kind* stands for what is done (a file is opened), a *call*
 * is one system call that does it (open, openat, openat2, creat). The rows are in the files beside
 * this one, a file per family; {@link ./kinds.ts} puts them together. Nothing else in the project
 * knows a system call: the checker's types, completion, help, the decoder, the encoder of
 * recordings and the recipes of the BPF program are all derived from these rows.
 */

import type { Capture } from "./capture.ts";

export type { Capture };

/** FieldType is what a condition may do with a field: see the operators' table in docs/language.md. */
export type FieldType = "string" | "number" | "flags" | "ip" | "list";

/** Phase is when a field's value is known: as the call is made, or only when it has returned. */
export type Phase = "enter" | "exit";

/**
 * Place is where a field lies in an event record (engine/record.ts). `number` and `bytes` name one
 * of the kind's own slots; `joined` and `count` are computed from the list in a bytes slot, unless
 * `count` was carried in a number slot of its own. `process` is kept beside the records, except
 * that a record may carry exe and container itself.
 */
export type Place =
  | { readonly in: "header"; readonly part: HeaderNumber }
  | { readonly in: "call" }
  | { readonly in: "result" }
  | { readonly in: "argument"; readonly index: number }
  | { readonly in: "number"; readonly slot: number }
  | { readonly in: "bytes"; readonly slot: number }
  | { readonly in: "common"; readonly text: CommonText }
  | { readonly in: "process"; readonly part: ProcessPart }
  | { readonly in: "joined"; readonly slot: number };

/** HeaderNumber names the numbers that every record has room for. */
export type HeaderNumber =
  | "ts"
  | "pid"
  | "tid"
  | "ppid"
  | "uid"
  | "euid"
  | "gid"
  | "session"
  | "nr";

/** CommonText names the texts that every record has room for, besides its kind's own. */
export type CommonText = "comm" | "host";

/**
 * ProcessPart names what is known of an event's process without the event saying it: the engine
 * keeps it from forks, execs and what the sensor reads in /proc (engine/processes.ts).
 */
export type ProcessPart =
  | "exe"
  | "container"
  | "cmdline"
  | "cwd"
  | "age"
  | "parent.pid"
  | "parent.comm"
  | "parent.exe"
  | "parent.cmdline"
  | "parent.uid"
  | "ancestors";

/** SymbolSet names a table of kernel constants in constants.ts. */
export type SymbolSet =
  | "open"
  | "at"
  | "directory"
  | "family"
  | "errno"
  | "signal"
  | "clone"
  | "mode"
  | "socket"
  | "protection"
  | "mapping"
  | "memfd"
  | "mount"
  | "umount"
  | "ptrace"
  | "prctl"
  | "seccomp"
  | "capability"
  | "capabilities"
  | "module"
  | "bpf"
  | "perf"
  | "keyctl"
  | "kexec"
  | "ioctl"
  | "xattr"
  | "message";

/** Field is one thing that a condition can ask of an event. */
export interface Field {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly type: FieldType;
  readonly at: Place;
  /** phase is "exit" for what only the return tells. A step that asks for it is judged there. */
  readonly phase: Phase;
  /** symbols is the table of constants that conditions and views write this number with. */
  readonly symbols?: SymbolSet;
  /** duration marks numbers of ns, which conditions may write as 5s or 2h. */
  readonly duration?: true;
  /** octal marks numbers that people write in octal: file modes. */
  readonly octal?: true;
  /** costly marks what is captured only where a condition or a recording asks for it. */
  readonly costly?: true;
  readonly doc: string;
}

/** Call is one system call of a kind: for each field it carries, how to capture it. */
export interface Call {
  /** name is the kernel's name; its numbers are in syscalls.ts. */
  readonly name: string;
  /**
   * when narrows the row to calls with one of one or two values (0 to 65535) in argument `arg`. A
   * call that does several things has a row for each, tried in order; where none fits, it has no
   * kind.
   */
  readonly when?: { readonly arg: number; readonly in: readonly [number, number?] };
  readonly captures: Readonly<Record<string, Capture>>;
}

/** Kind is a row of the table: a name a policy can wait for, its calls and its own fields. */
export interface Kind {
  readonly name: string;
  readonly doc: string;
  readonly calls: readonly Call[];
  readonly fields: readonly Field[];
  /** example is one step that compiles; help and the language reference show it. */
  readonly example: string;
}
