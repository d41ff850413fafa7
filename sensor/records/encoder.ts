/** What a recorder asks of the forms in which it can write. */
import type { RecordView } from "../../engine/record.ts";
import type { EventData } from "../../engine/report.ts";
import type { Hole } from "./marks.ts";

/** Origin is what a recording says of itself. */
export interface Origin {
  readonly start: string | null;
  readonly host: string | null;
  /** part is the place of a file among those that a recording was cut into. */
  readonly part?: number;
}

/** Decode returns a record's event, with all that is known of its process. */
export type Decode = (view: RecordView) => EventData;

/** Encoder writes things down in one form. */
export interface Encoder {
  /** header begins a file. It is not compressed with the rest where `plainHeader` is true. */
  header(origin: Origin): Uint8Array;
  readonly plainHeader: boolean;
  record(view: RecordView, decode: Decode): Uint8Array;
  lost(hole: Hole, ts: number): Uint8Array;
  /** release says that a tree is not watched any more. */
  release(root: number, ts: number): Uint8Array;
  end(ts: number): Uint8Array;
}
