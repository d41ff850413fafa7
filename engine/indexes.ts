import type { Hits } from "../compiler/regex/hits.ts";
import type { RecordView } from "./record.ts";

/** Round is the event at hand: its place among all that were asked about. */
export interface Round {
  readonly serial: number;
}

/** Index answers many questions on one field at once: by the numbers of those that are fulfilled. */
export interface Index {
  /** ask returns the answers for an event. It looks only when it is first asked about one. */
  ask(view: RecordView): Hits;
}
