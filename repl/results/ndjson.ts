import { toJson } from "../../sensor/ndjson/ndjson.ts";

/** toLine writes a result as one line of NDJSON, with the exact bytes of every text. */
export function toLine(value: unknown): string {
  return `${toJson(value)}\n`;
}
