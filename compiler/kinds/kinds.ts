/**
 * The table of kinds and the questions that the rest of the house asks of it. The order of KINDS
 * is the numbering that records carry, so it belongs to the format of raw recordings: append only.
 */
import { COMMON } from "./common.ts";
import { CONTROL } from "./control.ts";
import { DESCRIPTORS } from "./descriptors.ts";
import { FILES } from "./files.ts";
import { KERNEL } from "./kernel.ts";
import type { Call, Field, Kind } from "./kind.ts";
import { MEMORY } from "./memory.ts";
import { MOUNTS } from "./mounts.ts";
import { NAMES } from "./names.ts";
import { NETWORK } from "./network.ts";
import { PROCESSES } from "./processes.ts";
import { SOCKETS } from "./sockets.ts";
import { SYSCALLS } from "./syscalls.ts";

/** Architecture is one that the sensor has system call numbers for. */
export type Architecture = "x86_64" | "aarch64";

/** ANY is the kind that stands for every system call, those without a kind of their own included. */
export const ANY: Kind = {
  name: "call",
  doc: "any system call at all",
  example: `call { syscall = "ptrace" }`,
  fields: [],
  calls: [],
};

/** KINDS lists every kind; its index is the kind's id in records. `call` is 0: no kind of its own. */
export const KINDS: readonly Kind[] = [
  ANY,
  ...FILES,
  ...PROCESSES,
  ...NETWORK,
  ...DESCRIPTORS,
  ...NAMES,
  ...SOCKETS,
  ...CONTROL,
  ...MEMORY,
  ...MOUNTS,
  ...KERNEL,
];

const kindIds = new Map(KINDS.map((kind, id) => [kind.name, id]));
const callIds = new Map(SYSCALLS.map(([name], index) => [name, index + 1]));
const kindOfCall = new Map(
  KINDS.flatMap((kind, id) =>
    kind.calls.map(({ name }) => {
      const rows = kind.calls.filter((call) => call.name === name);
      return [name, { kind, id, rows }] as const;
    })
  ),
);
const fields = new Map(KINDS.map((kind) => [kind.name, index([...COMMON, ...kind.fields])]));

function index(list: readonly Field[]): ReadonlyMap<string, Field> {
  return new Map(
    list.flatMap((field) =>
      [field.name, ...(field.aliases ?? [])].map((name) => [name, field] as const)
    ),
  );
}

/** kindId returns the id of the kind called `name`, or undefined. */
export function kindId(name: string): number | undefined {
  return kindIds.get(name);
}

/** fieldOf returns the field that `kind` knows under `name` or an alias of it, or undefined. */
export function fieldOf(kind: Kind, name: string): Field | undefined {
  return fields.get(kind.name)?.get(name);
}

/** fieldNames lists every name that a condition on `kind` may use, aliases included. */
export function fieldNames(kind: Kind): readonly string[] {
  return [...(fields.get(kind.name)?.keys() ?? [])];
}

/** callId returns the id that records carry for the system call `name`; 0 means unknown. */
export function callId(name: string): number {
  return callIds.get(name) ?? 0;
}

/** callName returns the system call's name for an id from a record, or undefined. */
export function callName(id: number): string | undefined {
  return SYSCALLS[id - 1]?.[0];
}

/** callNumber returns a call's number on `architecture`, or undefined where that has no such call. */
export function callNumber(name: string, architecture: Architecture): number | undefined {
  const row = SYSCALLS[callId(name) - 1];
  const number = row?.[architecture === "x86_64" ? 1 : 2] ?? -1;
  return number < 0 ? undefined : number;
}

/** kindForCall returns the kind that a system call belongs to with its rows, or undefined. */
export function kindForCall(
  name: string,
): { readonly kind: Kind; readonly id: number; readonly rows: readonly Call[] } | undefined {
  return kindOfCall.get(name);
}
