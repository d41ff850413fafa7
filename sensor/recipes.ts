/**
 * From the table of kinds and what is wanted of it to the recipes that the BPF program follows:
 * `struct recipe` of bpf/maps.h for every number of a system call.
 */
import type { Interest } from "../compiler/interest.ts";
import type { Call, Capture, Kind } from "../compiler/kinds/kind.ts";
import { type Architecture, callId, callNumber, kindForCall } from "../compiler/kinds/kinds.ts";
import { SYSCALLS } from "../compiler/kinds/syscalls.ts";
import { BYTES_SLOTS, NUMBER_SLOTS, PHASE } from "../engine/layout.ts";
import { COUNTER } from "./counters.ts";

/** RECIPES is how many recipes there are; the last two are not for a number of their own. */
export const RECIPES = 512;
const COMPAT = 510;
const UNKNOWN = 511;

/** RECIPE_BYTES is the size of a struct recipe, LAYOUT where its parts lie. */
export const RECIPE_BYTES = 96;
export const LAYOUT = {
  kind: 0,
  call: 2,
  phases: 4,
  counter: 5,
  flags: 6,
  numbers: 8,
  bytes: 56,
} as const;
const SOURCE_BYTES = 8;

/** FLAG_EXEC is RECIPE_EXEC: the call replaces the memory that it is made from. */
const FLAG_EXEC = 1;
const EXEC_CALLS: ReadonlySet<string> = new Set(["execve", "execveat"]);

const IO_URING_CALLS: ReadonlySet<string> = new Set(["io_uring_setup", "io_uring_enter"]);

/** ON_DEMAND lists the fields that cost too much to capture unless a condition asks for them. */
const ON_DEMAND: ReadonlySet<string> = new Set(["execve.env"]);

/** CONTENT_MAX is how many bytes are kept of what a call passes in a buffer. */
const CONTENT_MAX = 256;

/** NUMBER_FROM and BYTES_FROM are enum number_from and enum bytes_from of bpf/maps.h. */
export const NUMBER_FROM = {
  none: 0,
  i32: 1,
  u32: 2,
  u64: 3,
  constant: 4,
  struct4: 5,
  struct8: 6,
  strings: 7,
  iovec: 8,
  family: 9,
  port: 10,
  result: 11,
} as const;
export const BYTES_FROM = {
  none: 0,
  string: 1,
  buffer: 2,
  iovec: 3,
  strings: 4,
  ip: 5,
  path: 6,
} as const;

/** recipes returns the bytes of all recipes, one after the other, for what `interest` wants. */
export function recipes(interest: Interest, architecture: Architecture): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(RECIPES * RECIPE_BYTES);
  const every = interest.phases.get(0) ?? 0;
  const at = (index: number) => new DataView(bytes.buffer, index * RECIPE_BYTES, RECIPE_BYTES);
  for (const [name] of SYSCALLS) {
    const number = callNumber(name, architecture);
    if (number === undefined || number >= COMPAT) continue;
    const known = kindForCall(name);
    const recipe = at(number);
    recipe.setUint16(LAYOUT.call, callId(name), true);
    recipe.setUint8(LAYOUT.phases, every | (known ? interest.phases.get(known.id) ?? 0 : 0));
    recipe.setUint8(LAYOUT.counter, IO_URING_CALLS.has(name) ? COUNTER.ioUring : COUNTER.none);
    recipe.setUint8(LAYOUT.flags, EXEC_CALLS.has(name) ? FLAG_EXEC : 0);
    if (known === undefined) continue;
    recipe.setUint16(LAYOUT.kind, known.id, true);
    writeSources(recipe, known.kind, known.call, interest.fields);
  }
  // A call through the 32-bit entry is told even where nobody asked: it is one that policies miss.
  at(COMPAT).setUint8(LAYOUT.phases, every === 0 ? PHASE.enter : every);
  at(COMPAT).setUint8(LAYOUT.counter, COUNTER.compat);
  at(UNKNOWN).setUint8(LAYOUT.phases, every);
  return bytes;
}

/** writeSources writes where each field of a call comes from. It throws on what it cannot serve. */
function writeSources(
  recipe: DataView,
  kind: Kind,
  call: Call,
  wanted: ReadonlySet<string>,
): void {
  for (const field of kind.fields) {
    const name = `${kind.name}.${field.name}`;
    const capture = call.captures[field.name];
    if (capture === undefined) continue;
    if (field.at.in === "number" && field.at.slot < NUMBER_SLOTS) {
      writeNumber(recipe, LAYOUT.numbers + field.at.slot * SOURCE_BYTES, capture, name);
    } else if (field.at.in === "bytes" && field.at.slot < BYTES_SLOTS) {
      if (ON_DEMAND.has(name) && !wanted.has(name)) continue;
      writeBytes(recipe, LAYOUT.bytes + field.at.slot * SOURCE_BYTES, capture, call, name);
    } else {
      throw new Error(`Cannot capture ${name}: the record has no place for it`);
    }
  }
}

/** writeNumber writes a struct number_source { u8 from, arg, other, pad; s32 constant; }. */
function writeNumber(recipe: DataView, at: number, capture: Capture, name: string): void {
  const write = (
    from: keyof typeof NUMBER_FROM,
    { arg = 0, other = 0, constant = 0 }: { arg?: number; other?: number; constant?: number },
  ) => {
    recipe.setUint8(at, NUMBER_FROM[from]);
    recipe.setUint8(at + 1, arg);
    recipe.setUint8(at + 2, other);
    recipe.setInt32(at + 4, constant, true);
  };
  switch (capture.as) {
    case "i32":
    case "u32":
    case "u64":
      return write(capture.as, { arg: capture.arg });
    case "constant":
      return write("constant", { constant: capture.value });
    case "struct":
      return write(capture.bytes === 4 ? "struct4" : "struct8", {
        arg: capture.arg,
        constant: capture.offset,
      });
    case "strings-count":
      return write("strings", { arg: capture.arg });
    case "iovec-length":
      return write("iovec", { arg: capture.arg, other: capture.count });
    case "result":
      return write("result", {});
    case "sockaddr":
      if (capture.part === "family" || capture.part === "port") {
        return write(capture.part, { arg: capture.arg, other: capture.length });
      }
  }
  throw new Error(`Cannot capture ${name}: "${capture.as}" is not a number`);
}

/** writeBytes writes a struct bytes_source { u8 from, arg, other, pad; u16 max, pad2; }. */
function writeBytes(
  recipe: DataView,
  at: number,
  capture: Capture,
  call: Call,
  name: string,
): void {
  const write = (from: keyof typeof BYTES_FROM, arg: number, other = 0, max = 0) => {
    recipe.setUint8(at, BYTES_FROM[from]);
    recipe.setUint8(at + 1, arg);
    recipe.setUint8(at + 2, other);
    recipe.setUint16(at + 4, max, true);
  };
  switch (capture.as) {
    case "string":
      return write("string", capture.arg);
    case "buffer":
      return write("buffer", capture.arg, capture.length, CONTENT_MAX);
    case "iovec":
      return write("iovec", capture.arg, capture.count, CONTENT_MAX);
    case "strings":
      return write("strings", capture.arg, listOfExec(call, capture.arg));
    case "sockaddr":
      if (capture.part === "ip" || capture.part === "path") {
        return write(capture.part, capture.arg, capture.length);
      }
  }
  throw new Error(`Cannot capture ${name}: "${capture.as}" is not a text`);
}

/** listOfExec tells which list of an execve argument `arg` is: 0 argv, 1 what comes behind it. */
function listOfExec(call: Call, arg: number): number {
  const before = Object.values(call.captures).filter((one) =>
    one.as === "strings" && one.arg < arg
  );
  return before.length;
}
