import type { FieldRef } from "../../compiler/machine.ts";
import type { EventData, EventValue } from "../../engine/report.ts";

/** fieldValue returns what an event carries for a field as a policy names it; undefined: nothing. */
export function fieldValue(event: EventData, { name, element }: FieldRef): EventValue | undefined {
  const value = whole(event, name);
  return element === null ? value : listOf(value)?.[element];
}

function whole(event: EventData, name: string): EventValue | undefined {
  // Computed from the list; it is not reported twice.
  if (name === "args") return listOf(event.args.argv)?.join(" ");
  if (Object.hasOwn(event.args, name)) return event.args[name];
  const [first = "", second] = name.split(".");
  const from: unknown = second === undefined ? event : event.parent;
  const key = second ?? first;
  if (typeof from !== "object" || from === null || !Object.hasOwn(from, key)) return undefined;
  const value: unknown = (from as Readonly<Record<string, unknown>>)[key];
  return isValue(value) ? value : undefined;
}

function isValue(value: unknown): value is EventValue {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint" ||
    (Array.isArray(value) && value.every((one) => typeof one === "string"));
}

function listOf(value: EventValue | undefined): readonly string[] | undefined {
  return typeof value === "object" ? value : undefined;
}
