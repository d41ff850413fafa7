/** What a line of a recording says of its event's process: the state that docs/formats.md lists. */
import { encodeText } from "../../engine/text.ts";
import type { Facts, ParentFacts } from "../../engine/facts.ts";
import {
  isInteger,
  type JsonObject,
  Malformed,
  object,
  optional,
  string,
  strings,
  uint,
} from "./values.ts";

const LONGEST_AGE = 2n ** 63n - 1n;

/** factsOf returns what an event says of its process, or null. It throws Malformed. */
export function factsOf(event: JsonObject): Facts | null {
  const exe = optional(event, "exe", bytes);
  const container = optional(event, "container", bytes);
  const cmdline = optional(event, "cmdline", bytes);
  const cwd = optional(event, "cwd", bytes);
  const age = optional(event, "age", duration);
  const parent = optional(event, "parent", parentOf);
  const ancestors = optional(event, "ancestors", strings)?.map(encodeText);
  const known = { exe, container, cmdline, cwd, age, parent, ancestors };
  const facts: Facts = present(known);
  if (Object.keys(facts).length === 0) return null;
  const cut = (optional(event, "truncated", strings) ?? []).includes("cmdline");
  return cut ? { ...facts, cut } : facts;
}

function parentOf(_from: JsonObject, key: string, value: unknown): ParentFacts {
  const parent = object(_from, key, value);
  return present({
    pid: optional(parent, "pid", uint),
    uid: optional(parent, "uid", uint),
    comm: optional(parent, "comm", bytes),
    exe: optional(parent, "exe", bytes),
    cmdline: optional(parent, "cmdline", bytes),
  });
}

function bytes(from: JsonObject, key: string, value: unknown): Uint8Array {
  return encodeText(string(from, key, value));
}

function duration(_from: JsonObject, key: string, value: unknown): number | bigint {
  if (isInteger(value) && value >= 0 && value <= LONGEST_AGE) return value;
  throw new Malformed(`"${key}" must be an integer of nanoseconds, 0 or more`);
}

/** present drops the keys whose value is undefined. */
function present<T extends object>(all: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;
}
