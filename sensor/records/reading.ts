/** What readers of records tell, whatever the form of what they read. */
import type { RecordView } from "../../engine/record.ts";

/** Visit is given each record; the view is valid during the call only. */
export type Visit = (view: RecordView) => void;

/** Header is what a recording says of itself in its first line; null where it does not. */
export interface Header {
  /** start is the wall time of `ts` 0, in RFC 3339 with nanoseconds. */
  readonly start: string | null;
  readonly host: string | null;
  readonly source: string | null;
}

/** NO_HEADER is the header of a recording that has none. */
export const NO_HEADER: Header = { start: null, host: null, source: null };

/** Problem is something wrong with a recording, at a line (0: with the recording as a whole). */
export interface Problem {
  readonly line: number;
  readonly message: string;
  /** skipped: the line was no event and is not counted as one. */
  readonly skipped: boolean;
}

/** VisitBytes is given each record of the ring: the bytes it lies in, where it starts, and its time. */
export type VisitBytes = (bytes: Uint8Array, offset: number, ts: number) => void;
