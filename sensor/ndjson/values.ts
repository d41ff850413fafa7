/** Values in the JSON of a recording: whatever stands there, a value of the right type or Malformed. */

/** JsonObject is an object as JSON.parse makes it; integers beyond 2^53 are bigints. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Malformed says why an object is not an event. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}

const U32 = 2 ** 32 - 1;
/** U64 is the greatest number of 64 bits. */
export const U64 = 2n ** 64n - 1n;
const LEAST_64 = -(2n ** 63n);

/** own returns what an object has under a key of its own, or undefined. */
export function own(from: JsonObject, key: string): unknown {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

/** required returns what an object has under a key. It throws Malformed where that is nothing. */
export function required(from: JsonObject, key: string): unknown {
  const value = own(from, key);
  if (value === undefined || value === null) throw new Malformed(`"${key}" is missing`);
  return value;
}

/** optional reads what an object has under a key, or returns undefined where that is nothing. */
export function optional<T>(
  from: JsonObject,
  key: string,
  read: (from: JsonObject, key: string, value: unknown) => T,
): T | undefined {
  const value = own(from, key);
  return value === undefined || value === null ? undefined : read(from, key, value);
}

/** isInteger tells an integer, however long, from everything else. */
export function isInteger(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}

/** uint reads an unsigned number of 32 bits. It throws Malformed, as do those that follow. */
export function uint(_: JsonObject, key: string, value: unknown): number {
  if (isInteger(value) && value >= 0 && value <= U32) return Number(value);
  throw new Malformed(`"${key}" must be an integer from 0 to ${U32}`);
}

/** int64 reads a number of 64 bits, signed or not. */
export function int64(_: JsonObject, key: string, value: unknown): number | bigint {
  if (isInteger(value) && value >= LEAST_64 && value <= U64) return value;
  throw new Malformed(`"${key}" must be an integer of 64 bits`);
}

/** string reads a text. */
export function string(_: JsonObject, key: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new Malformed(`"${key}" must be a string`);
}

/** strings reads a list of texts. */
export function strings(_: JsonObject, key: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  throw new Malformed(`"${key}" must be a list of strings`);
}

/** object reads an object. */
export function object(_: JsonObject, key: string, value: unknown): JsonObject {
  if (isObject(value)) return value;
  throw new Malformed(`"${key}" must be an object`);
}

/** isObject tells a JSON object from everything else that JSON has. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
