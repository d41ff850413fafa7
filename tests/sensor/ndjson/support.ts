/** Recordings in a line, for tests: text in, decoded events and problems out. */
import { OFFSET, SPAN_COUNT, TYPE } from "../../../engine/layout.ts";
import type { RecordView } from "../../../engine/record.ts";
import { decode } from "../../../engine/decode.ts";
import type { EventData } from "../../../engine/report.ts";
import { NdjsonReader } from "../../../sensor/ndjson/ndjson.ts";
import type { Problem } from "../../../sensor/records/reading.ts";

/** Placed is who an event's process is. */
export interface Placed {
  readonly type: string;
  readonly pid: number;
  readonly root: number;
  /** life tells the processes of one pid apart: the bytes of its start, and of its root's. */
  readonly life: string;
}

/** Outcome is what came of a recording. */
export interface Outcome {
  readonly events: EventData[];
  readonly placed: Placed[];
  /** records are all records as they came, exactly. */
  readonly records: (readonly (string | number)[])[];
  readonly problems: Problem[];
  readonly skipped: number;
}

const NAMES = Object.fromEntries(Object.entries(TYPE).map(([name, type]) => [type, name]));

/**
 * read reads a recording given as text or bytes; `cut` is the size of the pieces it comes in, and
 * `direct` false that every line goes the general way.
 */
export function read(
  recording: string | Uint8Array,
  cut = Infinity,
  direct = true,
): Outcome {
  const bytes = typeof recording === "string" ? new TextEncoder().encode(recording) : recording;
  const events: EventData[] = [];
  const placed: Placed[] = [];
  const records: (readonly (string | number)[])[] = [];
  const problems: Problem[] = [];
  const reader = new NdjsonReader(
    (view) => {
      if (view.type === TYPE.call) events.push(decode(view));
      placed.push(place(view));
      records.push(exactly(view));
    },
    (problem) => problems.push(problem),
    direct,
  );
  for (let at = 0; at < bytes.length; at += cut) reader.push(bytes.subarray(at, at + cut));
  reader.end();
  return { events, placed, records, problems, skipped: reader.skipped };
}

/** exactly is all that is in a record, but for how its texts are laid out. */
export function exactly(view: RecordView): readonly (string | number)[] {
  const { base, bytes } = view;
  const fixed = bytes.slice(base + OFFSET.type, base + OFFSET.spans).toHex();
  const texts = Array.from(
    { length: SPAN_COUNT },
    (_, span) =>
      view.carries(span) ? bytes.slice(view.start(span), view.end(span)).toHex() : "none",
  );
  return [view.size, fixed, ...texts];
}

/** lines makes a recording of objects, one a line. */
export function lines(...objects: readonly unknown[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join("");
}

function place(view: RecordView): Placed {
  const life = `${view.exact(16)} ${view.exact(24)}`;
  return { type: NAMES[view.type] ?? "", pid: view.pid, root: view.root, life };
}
