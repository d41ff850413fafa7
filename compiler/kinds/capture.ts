/**
 * The ways in which a field of a call gets from the process into the record: what the recipes of
 * the BPF program are made of (sensor/kernel/recipes.ts).
 */

/**
 * Capture is how one field of one call is captured. Numbers are arguments by index; `i32` and `u32`
 * say how the low half of the register is to be extended, because the high half is whatever the
 * caller left there. `filled` is what the call itself fills: it is captured at the return, and no
 * more of it than the call says.
 */
export type Capture =
  /**
   * A file name or other C string that argument `arg` points to, or that lies `offset` bytes into
   * the struct there, or that an 8-byte pointer at that place points to.
   */
  | {
    readonly as: "string";
    readonly arg: number;
    readonly offset?: number;
    readonly pointer?: true;
  }
  /** Bytes at argument `arg`, as many as argument `length` says (the first of them are kept). */
  | { readonly as: "buffer"; readonly arg: number; readonly length: number; readonly filled?: true }
  /** The bytes that an iovec array at `arg` with `count` entries gathers (the first are kept). */
  | { readonly as: "iovec"; readonly arg: number; readonly count: number; readonly filled?: true }
  /** A NULL-terminated array of C strings at `arg`: argv, envp. */
  | { readonly as: "strings"; readonly arg: number }
  /** How many entries that array has. */
  | { readonly as: "strings-count"; readonly arg: number }
  /** The sum of the lengths of an iovec array. */
  | { readonly as: "iovec-length"; readonly arg: number; readonly count: number }
  /**
   * One part of the sockaddr at `arg` whose size is argument `length`; where the call fills it,
   * that argument points to the size. Where none is passed and `peer` is set, it is the address of
   * who the socket in argument 0 is connected to; with `unspec`, one of family 0 is taken for one of
   * that socket's family, as the kernel does but for connect.
   */
  | {
    readonly as: "sockaddr";
    readonly arg: number;
    readonly length: number;
    readonly part: AddressPart;
    readonly filled?: true;
    readonly peer?: true;
    readonly unspec?: true;
  }
  /** One part of the address of who the socket that the call returned is connected to. */
  | { readonly as: "accepted"; readonly part: AddressPart }
  /**
   * One part of the struct msghdr at `arg`, or of the first of an array of struct mmsghdr. Of what
   * is received there, the return tells the number of bytes, or of an array each entry.
   */
  | {
    readonly as: "message";
    readonly arg: number;
    readonly part: AddressPart | "content" | "length";
    readonly filled?: "result" | "entry";
    readonly peer?: true;
    readonly unspec?: true;
  }
  | { readonly as: "i32" | "u32" | "u64"; readonly arg: number }
  /** The pid of the process that the descriptor in argument `arg` stands for. */
  | { readonly as: "process"; readonly arg: number }
  /** The number at byte `offset` of the struct that argument `arg` points to. */
  | {
    readonly as: "struct";
    readonly arg: number;
    readonly offset: number;
    readonly bytes: 4 | 8;
  }
  /** The set of capabilities at `offset` of the data at `arg`, whose version is at `header`. */
  | {
    readonly as: "capabilities";
    readonly arg: number;
    readonly header: number;
    readonly offset: number;
  }
  /** A value that the call implies: creat is open with O_CREAT|O_WRONLY|O_TRUNC. */
  | { readonly as: "constant"; readonly value: number }
  /** What the call returned, where it has succeeded. */
  | { readonly as: "result" }
  /** The process or thread that the call made: what it returned, but as ExeRay counts pids. */
  | { readonly as: "child" }
  /** The path of the file that the descriptor in argument `arg` refers to. */
  | { readonly as: "descriptor-path"; readonly arg: number }
  /** The path of the file that the descriptor refers to which the call returned. */
  | { readonly as: "opened-path" }
  /** The path of the program that runs once an execve has succeeded. */
  | { readonly as: "program-path" }
  /** The path of the working directory once the call has succeeded. */
  | { readonly as: "directory-path" }
  /**
   * The C string at `arg` as an absolute path: behind the directory of the descriptor in argument
   * `directory`, or where that is left out, behind the working directory.
   */
  | { readonly as: "joined-path"; readonly arg: number; readonly directory?: number };

/** AddressPart is a part of a socket's address. */
export type AddressPart = "family" | "ip" | "port" | "path";

/** isText tells captures that give bytes from those that give a number. */
export function isText(capture: Capture): boolean {
  switch (capture.as) {
    case "string":
    case "buffer":
    case "iovec":
    case "strings":
    case "descriptor-path":
    case "opened-path":
    case "program-path":
    case "directory-path":
    case "joined-path":
      return true;
    case "sockaddr":
    case "accepted":
      return capture.part === "ip" || capture.part === "path";
    case "message":
      return capture.part === "ip" || capture.part === "path" || capture.part === "content";
    case "strings-count":
    case "iovec-length":
    case "i32":
    case "u32":
    case "u64":
    case "process":
    case "struct":
    case "capabilities":
    case "constant":
    case "result":
    case "child":
      return false;
  }
}

/** isResult tells captures of what the call returned: in a recording, `ret` stands for them too. */
export function isResult(capture: Capture | undefined): boolean {
  return capture?.as === "result" || capture?.as === "child";
}

/** needsReturn tells captures that have nothing to give before the call has returned. */
export function needsReturn(capture: Capture): boolean {
  switch (capture.as) {
    case "result":
    case "child":
    case "accepted":
    case "opened-path":
    case "program-path":
    case "directory-path":
      return true;
    default:
      return "filled" in capture && capture.filled !== undefined;
  }
}
