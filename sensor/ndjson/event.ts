/**
 * One event of docs/formats.md, from its JSON object to a record. Which key goes where is read off
 * the table of kinds.
 */
import { isResult } from "../../compiler/kinds/capture.ts";
import { symbolValue } from "../../compiler/kinds/constants.ts";
import type { Field, Kind } from "../../compiler/kinds/kind.ts";
import { ANY, callId, fieldOf, kindForCall, kindId, KINDS } from "../../compiler/kinds/kinds.ts";
import { parseNetwork } from "../../compiler/passes/networks.ts";
import type { HeaderPart, RecordBuilder } from "../../engine/builder.ts";
import { FLAG, PHASE, SPAN } from "../../engine/layout.ts";
import {
  int64,
  isInteger,
  type JsonObject,
  Malformed,
  object,
  optional,
  own,
  required,
  string,
  strings,
  U64,
  uint,
} from "./values.ts";

const HEADER_PARTS: readonly HeaderPart[] = ["ppid", "uid", "euid", "gid", "session"];

const TEXTS: readonly (readonly [key: string, span: number])[] = [
  ["comm", SPAN.comm],
  ["exe", SPAN.exe],
  ["container", SPAN.container],
  ["host", SPAN.host],
];

/** timeOf returns an event's time in ns. It throws Malformed. */
export function timeOf(event: JsonObject): number | bigint {
  const ts = required(event, "ts");
  if (!isInteger(ts) || ts < 0 || ts > U64) {
    throw new Malformed(`"ts" must be an integer of nanoseconds, 0 or more`);
  }
  return ts;
}

/**
 * buildEvent begins a record with everything that the event says; who its ancestors are and when
 * it happened is still to be set. It throws Malformed, and then the record is not to be used.
 */
export function buildEvent(event: JsonObject, builder: RecordBuilder): void {
  const { kind: written, syscall } = names(event);
  const id = kindNamed(written, syscall);
  // kindNamed returns ids of the table only.
  const kind = KINDS[id]!;
  const pid = uint(event, "pid", required(event, "pid"));
  builder.begin(id, phaseOf(event)).header("pid", pid)
    .header("tid", optional(event, "tid", uint) ?? pid)
    .flags(event.late === true ? FLAG.late : 0);
  for (const part of HEADER_PARTS) {
    const value = optional(event, part, uint);
    if (value !== undefined) builder.header(part, value);
  }
  for (const [key, span] of TEXTS) {
    const value = optional(event, key, string);
    if (value !== undefined) builder.text(span, value);
  }
  putCall(builder, written === ANY.name ? syscall : syscall ?? written);
  const ret = optional(event, "ret", int64);
  if (ret !== undefined) builder.result(ret);
  const args = optional(event, "args", object) ?? {};
  for (const field of kind.fields) putField(builder, kind, field, args);
  putResults(builder, kind, syscall ?? written, args, ret);
  putRaw(builder, args);
  for (const name of optional(event, "truncated", strings) ?? []) putCut(builder, kind, name);
}

function names(event: JsonObject): { readonly kind: string; readonly syscall?: string } {
  const kind = string(event, "kind", required(event, "kind"));
  const syscall = optional(event, "syscall", string);
  return syscall === undefined ? { kind } : { kind, syscall };
}

/** kindNamed takes a system call's name too: its kind is meant, or `call` if it has none. */
function kindNamed(name: string, syscall: string | undefined): number {
  const id = kindId(name) ?? kindForCall(name)?.id;
  if (id !== undefined) return id;
  if (callId(name) > 0 || callId(syscall ?? "") > 0) return 0;
  throw new Malformed(`There is no kind ${quoted(name)}`);
}

function phaseOf(event: JsonObject): number {
  const phase = event.phase ?? "whole";
  if (phase === "enter" || phase === "exit" || phase === "whole") return PHASE[phase];
  throw new Malformed(`"phase" must be "enter" or "exit"`);
}

function putCall(builder: RecordBuilder, name: string | undefined): void {
  if (name === undefined) return;
  const id = callId(name);
  builder.call(id);
  if (id === 0) builder.text(SPAN.syscall, name);
}

function putField(builder: RecordBuilder, kind: Kind, field: Field, args: JsonObject): void {
  const value = argument(args, field);
  if (value === undefined) return;
  const { at } = field;
  switch (at.in) {
    case "number":
      builder.number(at.slot, numeric(field, value));
      return;
    case "bytes":
      if (field.type === "list") builder.list(at.slot, strings(args, field.name, value));
      else if (field.type === "ip") builder.bytes(at.slot, address(field.name, value));
      else builder.text(at.slot, string(args, field.name, value));
      return;
    case "joined": {
      const joined = string(args, field.name, value);
      const list = kind.fields.find((each) => each.at.in === "bytes" && each.at.slot === at.slot);
      // The joined text is of use only where the list itself is not there.
      if (list === undefined || argument(args, list) !== undefined) return;
      builder.list(at.slot, joined.split(" "));
      return;
    }
    case "header":
    case "call":
    case "result":
    case "argument":
    case "common":
    case "process":
      return;
  }
}

/** putResults fills in what a call's fields take from its result, such as the child of a clone. */
function putResults(
  builder: RecordBuilder,
  kind: Kind,
  syscall: string,
  args: JsonObject,
  ret: number | bigint | undefined,
): void {
  const captures = kind.calls.find(({ name }) => name === syscall)?.captures ?? {};
  for (const field of kind.fields) {
    if (ret === undefined || ret < 0 || !isResult(captures[field.name])) continue;
    if (field.at.in !== "number" || argument(args, field) !== undefined) continue;
    builder.number(field.at.slot, ret);
  }
}

/** putRaw takes the call's number and its raw arguments, which every kind may carry. */
function putRaw(builder: RecordBuilder, args: JsonObject): void {
  const nr = optional(args, "nr", int64);
  if (nr !== undefined) builder.header("nr", Number(BigInt.asIntN(32, BigInt(nr))));
  for (let index = 0; index < 6; index++) {
    const value = optional(args, `arg${index}`, int64);
    if (value !== undefined) builder.argument(index, value);
  }
}

function putCut(builder: RecordBuilder, kind: Kind, name: string): void {
  const common = TEXTS.find(([key]) => key === name)?.[1];
  const at = fieldOf(kind, name)?.at;
  const span = at?.in === "bytes" ? at.slot : common;
  if (span !== undefined) builder.cut(span);
}

/** argument returns what `args` has for a field, by its first name or else by an alias. */
function argument(args: JsonObject, field: Field): unknown {
  for (const name of [field.name, ...field.aliases ?? []]) {
    const value = own(args, name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** numeric takes a number, or the names of constants: `"O_RDWR|O_CREAT"`, `"-ENOENT"`. */
function numeric(field: Field, value: unknown): number | bigint {
  if (typeof value !== "string" || field.symbols === undefined) {
    return int64({}, field.name, value);
  }
  const set = field.symbols;
  const parts = value.split("|").map((part) => {
    const [, sign, name = ""] = /^\s*(-?)(.*?)\s*$/s.exec(part) ?? [];
    const magnitude = literal(name) ?? symbolValue(set, name);
    if (magnitude === undefined) {
      throw new Malformed(`"${field.name}" has no constant ${quoted(name)}`);
    }
    return sign === "-" ? -magnitude : magnitude;
  });
  return int64({}, field.name, parts.reduce((all, part) => all | part, 0n));
}

function literal(text: string): bigint | undefined {
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text}`);
  return /^(0x[0-9a-f]{1,16}|0o[0-7]{1,22}|\d{1,20})$/i.test(text) ? BigInt(text) : undefined;
}

/** address reads an IP address. It throws Malformed, which names the key. */
export function address(key: string, value: unknown): Uint8Array {
  const text = string({}, key, value);
  const network = text.includes("/") ? undefined : parseNetwork(text);
  if (network === undefined) throw new Malformed(`"${key}" must be an IP address`);
  return network.bytes;
}

/** quoted shows a text of the recording: shortened, and without control characters. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
