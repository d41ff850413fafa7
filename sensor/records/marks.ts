/**
 * Marks: what a recording says between its records, in the form of records, so that a reader hands
 * on one thing only. Their types lie beyond those of the kernel's records, and the engine is not
 * given them.
 */
import type { RecordBuilder } from "../../engine/builder.ts";
import { OFFSET } from "../../engine/layout.ts";
import type { RecordView } from "../../engine/record.ts";
import { decodeText } from "../../engine/text.ts";

/** MARK holds the types of marks. */
export const MARK = {
  /** lost: events are missing here. */
  lost: 128,
  /** release: the tree of `root` is not watched any more. */
  release: 129,
  /** end: the recording was completed; without it, whoever wrote it was stopped. */
  end: 130,
} as const;

/** Hole is what a mark of lost events says. */
export interface Hole {
  readonly count: number;
  /** cause says where they were lost; of a recording it can be any text. */
  readonly cause: string;
}

const COUNT = 0;
const CAUSE = 0;

/** buildLost makes the mark of events that were lost before `ts`. */
export function buildLost(builder: RecordBuilder, hole: Hole, ts: number | bigint): RecordView {
  return builder.begin(0, 0, MARK.lost).time(ts).number(COUNT, hole.count)
    .text(CAUSE, hole.cause).end();
}

/** holeOf returns what a mark of lost events says. */
export function holeOf(view: RecordView): Hole {
  const count = Number(view.exact(OFFSET.numbers + COUNT * 8));
  const cause = view.carries(CAUSE)
    ? decodeText(view.bytes, view.start(CAUSE), view.end(CAUSE))
    : "not said";
  return { count: Math.max(0, count), cause };
}

/** buildRelease makes the mark of a tree that is let go. */
export function buildRelease(builder: RecordBuilder, root: number, ts: number): RecordView {
  return builder.begin(0, 0, MARK.release).time(ts).header("root", root).end();
}

/** buildEnd makes the mark behind a recording's last record. */
export function buildEnd(builder: RecordBuilder, ts: number): RecordView {
  return builder.begin(0, 0, MARK.end).time(ts).end();
}
