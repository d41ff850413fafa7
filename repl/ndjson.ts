/** Results as NDJSON: one object a line, the exact bytes of every text. */

/**
 * toLine writes a value as one line of JSON. A number beyond 2^53 keeps all its digits, and a lone
 * surrogate, which stands for a byte that is not UTF-8, is written as `\udcXX`.
 */
export function toLine(value: unknown): string {
  return JSON.stringify(value, exact) + "\n";
}

function exact(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? rawJson(value.toString()) : value;
}

// In V8 since 2023, in ECMAScript's proposal-json-parse-with-source; TypeScript does not have it yet.
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown };
