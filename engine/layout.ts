/**
 * The layout of an event record: the one form an event has, from the kernel's ring buffer, from a
 * recording, or encoded from NDJSON. It is `struct event` of bpf/event.h, little-endian; a test
 * compares the two through BTF.
 *
 * ```
 *   0 size u32 | 4 type u8 | 5 phase u8 | 6 kind u16 | 8 ts u64 | 16 start u64 | 24 root_start u64
 *  32 pid u32 | 36 tid u32 | 40 ppid u32 | 44 root u32
 *  48 uid u32 | 52 euid u32 | 56 gid u32 | 60 session u32
 *  64 nr s32 | 68 call u16 | 70 flags u16 | 72 carried u32 | 76 cut u32
 *  80 ret s64 | 88 args u64[6] | 136 numbers u64[6]
 * 184 spans { offset u16, length u16 }[10] | 224 data
 * ```
 *
 * A span's offset counts from the start of the record; offset 0 means that the record does not
 * carry the text. A list is its strings one after the other, a zero byte behind each.
 */

/** OFFSET holds the byte offset of each part of a record. */
export const OFFSET = {
  size: 0,
  type: 4,
  phase: 5,
  kind: 6,
  ts: 8,
  start: 16,
  rootStart: 24,
  pid: 32,
  tid: 36,
  ppid: 40,
  root: 44,
  uid: 48,
  euid: 52,
  gid: 56,
  session: 60,
  nr: 64,
  call: 68,
  flags: 70,
  carried: 72,
  cut: 76,
  ret: 80,
  args: 88,
  numbers: 136,
  spans: 184,
  data: 224,
} as const;

/** RECORD_MAX is the size no record exceeds, in bytes: spans have 16-bit offsets. */
export const RECORD_MAX = 65_528;

/** TYPE tells what a record reports. Only a call is judged by steps. */
export const TYPE = { call: 0, fork: 1, exec: 2, exit: 3 } as const;

/**
 * KNOWN is the type of a record that says what is known of a process: no program in the kernel
 * makes it, but whoever reads /proc or a recording. STATE says where its parts lie; what is not
 * carried is not known. Under FLAG.late it was read some time afterwards, and what was seen of the
 * process itself stands against it.
 */
export const KNOWN = 4;

/** PHASE bits: a whole call (from NDJSON) has both, so every step may match it. */
export const PHASE = { enter: 1, exit: 2, whole: 3 } as const;

/** FLAG bits of a record. */
export const FLAG = {
  /** late: an argument could not be read when the call was made, and was read when it returned. */
  late: 1,
  /** unreadable: an argument could not be read at all; its text is absent. */
  unreadable: 2,
  /** compat: the call came through the 32-bit entry. */
  compat: 4,
} as const;

/** NUMBER_SLOTS and BYTES_SLOTS are how many fields of its own a kind can have of each sort. */
export const NUMBER_SLOTS = 6;
export const BYTES_SLOTS = 5;

/** SPAN holds the indices of the texts that every kind has room for, behind the kind's own. */
export const SPAN = { comm: 5, exe: 6, container: 7, host: 8, syscall: 9 } as const;
export const SPAN_COUNT = 10;

/** CARRIED bits: which numbers the record carries. Bits 0-5 are the kind's number slots. */
export const CARRIED = {
  number: 1 << 0,
  arg: 1 << 6,
  ret: 1 << 12,
  ppid: 1 << 13,
  uid: 1 << 14,
  euid: 1 << 15,
  gid: 1 << 16,
  session: 1 << 17,
  nr: 1 << 18,
} as const;

/** STATE holds the number slots and the spans of a record of type KNOWN. */
export const STATE = {
  /** age is in ns, at the record's time. */
  numbers: { age: 0, parentPid: 1, parentUid: 2 },
  spans: {
    cmdline: 0,
    cwd: 1,
    parentComm: 2,
    parentExe: 3,
    parentCmdline: 4,
    exe: SPAN.exe,
    container: SPAN.container,
    ancestors: SPAN.syscall,
  },
} as const;
