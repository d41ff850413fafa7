/**
 * The shapes of the table of kinds. A *kind* stands for what is done (a file is opened), a *call*
 * is one system call that does it (open, openat, openat2, creat). The rows are in the files beside
 * this one, a file per family; {@link ./kinds.ts} puts them together. Nothing else in the project
 * knows a system call: the checker's types, completion, help, the decoder, the encoder of
 * recordings and the recipes of the BPF program are all derived from these rows.
 */

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
  | "socket";

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
  readonly doc: string;
}

/**
 * Capture is how one field of one call gets from the process into the record: the recipe that the
 * BPF program follows. Numbers are arguments by index; `i32` and `u32` say how the low half of the
 * register is to be extended, because the high half is whatever the caller left there.
 */
export type Capture =
  /** A file name or other C string that argument `arg` points to. */
  | { readonly as: "string"; readonly arg: number }
  /** Bytes at argument `arg`, as many as argument `length` says (the first of them are kept). */
  | { readonly as: "buffer"; readonly arg: number; readonly length: number }
  /** The bytes that an iovec array at `arg` with `count` entries gathers (the first are kept). */
  | { readonly as: "iovec"; readonly arg: number; readonly count: number }
  /** A NULL-terminated array of C strings at `arg`: argv, envp. */
  | { readonly as: "strings"; readonly arg: number }
  /** How many entries that array has. */
  | { readonly as: "strings-count"; readonly arg: number }
  /** The sum of the lengths of an iovec array. */
  | { readonly as: "iovec-length"; readonly arg: number; readonly count: number }
  /** One part of the sockaddr at `arg` whose size is argument `length`. */
  | {
    readonly as: "sockaddr";
    readonly arg: number;
    readonly length: number;
    readonly part: "family" | "ip" | "port" | "path";
  }
  | { readonly as: "i32" | "u32" | "u64"; readonly arg: number }
  /** The number at byte `offset` of the struct that argument `arg` points to. */
  | {
    readonly as: "struct";
    readonly arg: number;
    readonly offset: number;
    readonly bytes: 4 | 8;
  }
  /** A value that the call implies: creat is open with O_CREAT|O_WRONLY|O_TRUNC. */
  | { readonly as: "constant"; readonly value: number }
  /** What the call returned. */
  | { readonly as: "result" };

/** Call is one system call of a kind: for each field it carries, how to capture it. */
export interface Call {
  /** name is the kernel's name; its numbers are in syscalls.ts. */
  readonly name: string;
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
