/**
 * From the table of kinds and what is wanted of it to the recipes that the BPF program follows:
 * `struct recipe` of bpf/maps.h for every number of a system call.
 */
import type { Interest } from "../../compiler/interest.ts";
import type { Call, Capture, Kind } from "../../compiler/kinds/kind.ts";
import {
  ANY,
  type Architecture,
  callId,
  callNumber,
  kindForCall,
} from "../../compiler/kinds/kinds.ts";
import { SYSCALLS } from "../../compiler/kinds/syscalls.ts";
import { BYTES_SLOTS, NUMBER_SLOTS, PHASE } from "../../engine/layout.ts";
import { COUNTER } from "./counters.ts";

/** RECIPES is how many recipes there are; two are for calls without a number that we know. */
export const RECIPES = 544;
const COMPAT = 510;
const UNKNOWN = 511;
/** FURTHER is where the recipes begin that are reached through another one's `next`. */
const FURTHER = 512;

/** RECIPE_BYTES is the size of a struct recipe, LAYOUT where its parts lie. */
export const RECIPE_BYTES = 104;
export const LAYOUT = {
  kind: 0,
  call: 2,
  phases: 4,
  counter: 5,
  flags: 6,
  numbers: 8,
  bytes: 56,
  next: 96,
  choice: 98,
  values: 100,
} as const;
const SOURCE_BYTES = 8;

/** RECIPE_FLAG is enum recipe_flag of bpf/maps.h. */
export const RECIPE_FLAG = { exec: 1, keep: 2 } as const;

/** FLAGS holds the calls whose recipes have one: what they were made with is gone afterwards. */
const FLAGS: Readonly<Record<string, number>> = {
  execve: RECIPE_FLAG.exec,
  execveat: RECIPE_FLAG.exec,
  close: RECIPE_FLAG.keep,
  close_range: RECIPE_FLAG.keep,
};

const IO_URING_CALLS: ReadonlySet<string> = new Set([
  "io_uring_setup",
  "io_uring_enter",
  "io_uring_register",
]);

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
  capabilities: 12,
  process: 13,
  child: 14,
} as const;
export const BYTES_FROM = {
  none: 0,
  string: 1,
  buffer: 2,
  iovec: 3,
  strings: 4,
  ip: 5,
  path: 6,
  descriptor: 7,
  opened: 8,
  program: 9,
  joined: 10,
  directory: 11,
} as const;

/** HOW is enum how of bpf/maps.h. */
export const HOW = {
  return: 1,
  unspec: 2,
  pair: 4,
  lengthAt: 8,
  result: 16,
  message: 32,
  peer: 64,
  accepted: 128,
} as const;

/** WORKING_DIRECTORY stands for a descriptor of the directory that a joined path starts from. */
export const WORKING_DIRECTORY = 255;

/** Where struct msghdr has the address, the iovec, and behind each its length (linux/socket.h). */
const MESSAGE = { name: 0, iovec: 16 } as const;

/** recipes returns the bytes of all recipes, one after the other, for what `interest` wants. */
export function recipes(interest: Interest, architecture: Architecture): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(RECIPES * RECIPE_BYTES);
  const every = interest.phases.get(0) ?? 0;
  const at = (index: number) => new DataView(bytes.buffer, index * RECIPE_BYTES, RECIPE_BYTES);
  let further = FURTHER;
  for (const [name] of SYSCALLS) {
    const number = callNumber(name, architecture);
    if (number === undefined || number >= COMPAT) continue;
    const known = kindForCall(name);
    const wanted = every | (known ? interest.phases.get(known.id) ?? 0 : 0);
    const begin = (index: number, phases: number): DataView => {
      const recipe = at(index);
      recipe.setUint16(LAYOUT.call, callId(name), true);
      recipe.setUint8(LAYOUT.phases, phases);
      recipe.setUint8(LAYOUT.counter, IO_URING_CALLS.has(name) ? COUNTER.ioUring : COUNTER.none);
      recipe.setUint8(LAYOUT.flags, FLAGS[name] ?? 0);
      return recipe;
    };
    let recipe = begin(number, wanted);
    for (const row of known?.rows ?? []) {
      recipe.setUint16(LAYOUT.kind, known?.id ?? 0, true);
      writeSources(recipe, known?.kind ?? ANY, row, interest.fields);
      if (row.when === undefined) break;
      writeChoice(recipe, row.when, further);
      // Where no row fits, the call has no kind.
      recipe = begin(further++, row === known?.rows.at(-1) ? every : wanted);
    }
  }
  // A call through the 32-bit entry is told even where nobody asked: it is one that policies miss.
  at(COMPAT).setUint8(LAYOUT.phases, every === 0 ? PHASE.enter : every);
  at(COMPAT).setUint8(LAYOUT.counter, COUNTER.compat);
  at(UNKNOWN).setUint8(LAYOUT.phases, every);
  return bytes;
}

/** writeChoice says when a recipe holds, and which one is tried next. */
function writeChoice(recipe: DataView, when: NonNullable<Call["when"]>, next: number): void {
  if (next >= RECIPES) throw new Error("Cannot capture: there are more rows than recipes");
  const [one, other = one] = when.in;
  recipe.setUint16(LAYOUT.next, next, true);
  recipe.setUint8(LAYOUT.choice, when.arg);
  recipe.setUint16(LAYOUT.values, one, true);
  recipe.setUint16(LAYOUT.values + 2, other, true);
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
    if (capture === undefined || (field.costly && !wanted.has(name))) continue;
    if (field.at.in === "number" && field.at.slot < NUMBER_SLOTS) {
      writeNumber(recipe, LAYOUT.numbers + field.at.slot * SOURCE_BYTES, capture, name);
    } else if (field.at.in === "bytes" && field.at.slot < BYTES_SLOTS) {
      writeBytes(recipe, LAYOUT.bytes + field.at.slot * SOURCE_BYTES, capture, call, name);
    } else {
      throw new Error(`Cannot capture ${name}: the record has no place for it`);
    }
  }
}

/** Source is what a source holds besides its sort. */
interface Source {
  readonly arg?: number;
  readonly other?: number;
  readonly how?: number;
  /** offset is a constant too, where the source is one. */
  readonly offset?: number;
  readonly max?: number;
}

/** writeNumber writes a struct number_source { u8 from, arg, other, how; s32 constant; }. */
function writeNumber(recipe: DataView, at: number, capture: Capture, name: string): void {
  const [from, { arg = 0, other = 0, how = 0, offset = 0 }] = numberSource(capture, name);
  recipe.setUint8(at, NUMBER_FROM[from]);
  recipe.setUint8(at + 1, arg);
  recipe.setUint8(at + 2, other);
  recipe.setUint8(at + 3, how);
  recipe.setInt32(at + 4, offset, true);
}

function numberSource(capture: Capture, name: string): [keyof typeof NUMBER_FROM, Source] {
  switch (capture.as) {
    case "i32":
    case "u32":
    case "u64":
    case "process":
      return [capture.as, { arg: capture.arg }];
    case "constant":
      return ["constant", { offset: capture.value }];
    case "struct":
      return [capture.bytes === 4 ? "struct4" : "struct8", capture];
    case "capabilities":
      return ["capabilities", { ...capture, other: capture.header }];
    case "strings-count":
      return ["strings", { arg: capture.arg }];
    case "iovec-length":
      return ["iovec", { arg: capture.arg, other: capture.count }];
    case "result":
    case "child":
      return [capture.as, {}];
    case "sockaddr":
    case "accepted":
      if (capture.part === "family" || capture.part === "port") {
        return [capture.part, addressSource(capture)];
      }
      break;
    case "message":
      if (capture.part === "length") return ["iovec", messageSource(capture, MESSAGE.iovec)];
      if (capture.part === "family" || capture.part === "port") {
        return [capture.part, messageSource(capture, MESSAGE.name)];
      }
      break;
  }
  throw new Error(`Cannot capture ${name}: "${capture.as}" is not a number`);
}

/** writeBytes writes a struct bytes_source { u8 from, arg, other, how; u16 max, offset; }. */
function writeBytes(
  recipe: DataView,
  at: number,
  capture: Capture,
  call: Call,
  name: string,
): void {
  const [from, { arg = 0, other = 0, how = 0, offset = 0, max = 0 }] = bytesSource(
    capture,
    call,
    name,
  );
  recipe.setUint8(at, BYTES_FROM[from]);
  recipe.setUint8(at + 1, arg);
  recipe.setUint8(at + 2, other);
  recipe.setUint8(at + 3, how);
  recipe.setUint16(at + 4, max, true);
  recipe.setUint16(at + 6, offset, true);
}

function bytesSource(
  capture: Capture,
  call: Call,
  name: string,
): [keyof typeof BYTES_FROM, Source] {
  const filled = "filled" in capture && capture.filled !== undefined ? HOW.return | HOW.result : 0;
  switch (capture.as) {
    case "string": {
      const { arg, offset, pointer } = capture;
      return ["string", { arg, how: pointer ? HOW.pair : 0, offset: offset ?? 0 }];
    }
    case "buffer":
      return ["buffer", {
        arg: capture.arg,
        other: capture.length,
        how: filled,
        max: CONTENT_MAX,
      }];
    case "iovec":
      return ["iovec", { arg: capture.arg, other: capture.count, how: filled, max: CONTENT_MAX }];
    case "strings":
      return ["strings", { arg: capture.arg, other: listOfExec(call, capture.arg) }];
    case "sockaddr":
    case "accepted":
      if (capture.part === "ip" || capture.part === "path") {
        return [capture.part, addressSource(capture)];
      }
      break;
    case "message":
      if (capture.part === "content") {
        return ["iovec", { ...messageSource(capture, MESSAGE.iovec), max: CONTENT_MAX }];
      }
      if (capture.part === "ip" || capture.part === "path") {
        return [capture.part, messageSource(capture, MESSAGE.name)];
      }
      break;
    case "descriptor-path":
      return ["descriptor", { arg: capture.arg }];
    case "opened-path":
      return ["opened", {}];
    case "program-path":
      return ["program", {}];
    case "directory-path":
      return ["directory", {}];
    case "joined-path":
      return ["joined", { arg: capture.arg, other: capture.directory ?? WORKING_DIRECTORY }];
  }
  throw new Error(`Cannot capture ${name}: "${capture.as}" is not a text`);
}

function addressSource(capture: Extract<Capture, { as: "sockaddr" | "accepted" }>): Source {
  if (capture.as === "accepted") return { how: HOW.return | HOW.accepted };
  const filled = capture.filled ? HOW.return | HOW.lengthAt | HOW.result : 0;
  return { arg: capture.arg, other: capture.length, how: filled | socketHow(capture) };
}

/** messageSource is one of the pairs of pointer and length that a struct msghdr has. */
function messageSource(capture: Extract<Capture, { as: "message" }>, offset: number): Source {
  const limit = capture.filled === "entry" ? HOW.message : HOW.result;
  const filled = capture.filled === undefined ? 0 : HOW.return | limit;
  return { arg: capture.arg, offset, how: filled | socketHow(capture) | HOW.pair };
}

/** socketHow tells what an address takes from the socket that it is passed to. */
function socketHow(capture: Extract<Capture, { as: "sockaddr" | "message" }>): number {
  return (capture.peer ? HOW.peer : 0) | (capture.unspec ? HOW.unspec : 0);
}

/** listOfExec tells which list of an execve argument `arg` is: 0 argv, 1 what comes behind it. */
function listOfExec(call: Call, arg: number): number {
  const before = Object.values(call.captures).filter((one) =>
    one.as === "strings" && one.arg < arg
  );
  return before.length;
}
