/**
 * Reading of `.ray` files. Nothing in one is believed: a frame is undone under a limit, and a record
 * is looked at before anything else sees it.
 */
import { zstdDecompressSync } from "node:zlib";
import { KINDS } from "../../compiler/kinds/kinds.ts";
import { FLAG, KNOWN, OFFSET, PHASE, SPAN_COUNT, TYPE } from "../../engine/layout.ts";
import { RecordView } from "../../engine/record.ts";
import { MARK } from "../records/marks.ts";
import type { Problem, Visit } from "../records/reading.ts";
import { CUT, Damaged } from "../records/pieces.ts";
import { FRAME_MAX } from "./ray.ts";
import { contentSize, ZstdFrames } from "../records/zstd_frames.ts";

/** TYPES has a 1 for each type that there is. */
const TYPES = new Uint8Array(256);
for (const type of [...Object.values(TYPE), KNOWN, ...Object.values(MARK)]) TYPES[type] = 1;
const FLAGS = Object.values(FLAG).reduce((all, bit) => all | bit, 0);
const TWO_32 = 2 ** 32;

/** CHUNK_MIN is the least that zlib takes as the size of what it makes at once. */
const CHUNK_MIN = 64;

const UNENDED = "Recording was not ended by whoever wrote it: what happened last may be missing";

/** RayReader makes records of what follows a file's header, in pieces that are pushed into it. */
export class RayReader {
  readonly #visit: Visit;
  readonly #onProblem: (problem: Problem) => void;
  readonly #frames = new ZstdFrames();
  readonly #view = new RecordView();
  #parts: Uint8Array[] = [];
  #held = 0;
  #records = 0;
  #events = 0;
  #skipped = 0;
  #latest = 0;
  #complete = false;
  #damaged = false;

  constructor(visit: Visit, onProblem: (problem: Problem) => void) {
    this.#visit = visit;
    this.#onProblem = onProblem;
  }

  /** events counts the calls, skipped what was no record. */
  get events(): number {
    return this.#events;
  }

  get skipped(): number {
    return this.#skipped;
  }

  /** push reads the next piece; behind a frame that is damaged nothing more is read. */
  push(bytes: Uint8Array): void {
    if (this.#damaged) return;
    try {
      for (const { bytes: part, last } of this.#frames.push(bytes)) this.#part(part, last);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof Damaged)) throw error;
      this.#damaged = true;
    }
  }

  /** end says what is missing at the end. */
  end(): void {
    const tell = (message: string) => this.#onProblem({ line: 0, message, skipped: false });
    if (this.#damaged || !this.#frames.complete) tell(CUT);
    else if (!this.#complete) tell(UNENDED);
  }

  #part(part: Uint8Array, last: boolean): void {
    this.#held += part.length;
    if (this.#held > FRAME_MAX) throw new Damaged("A frame is longer than any that is written");
    // Whoever pushes may use the bytes again.
    this.#parts.push(last && this.#parts.length === 0 ? part : part.slice());
    if (!last) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#held = 0;
    this.#frame(undone(parts));
  }

  #frame(content: Uint8Array): void {
    const view = this.#view;
    for (let at = 0; at < content.length;) {
      this.#records++;
      if (at + OFFSET.data > content.length || !isSound(view.at(content, at), content.length)) {
        // Where it ends cannot be told either.
        return this.#skip("Record is damaged: the rest of its block is passed over");
      }
      at += view.size;
      if (isKnown(view)) this.#deliver(view);
      else this.#skip("Record is none that this version knows");
    }
  }

  #deliver(view: RecordView): void {
    if (view.type === MARK.end) {
      this.#complete = true;
      return;
    }
    this.#complete = false;
    if (view.ts < this.#latest) this.#lift(view);
    else this.#latest = view.ts;
    if (view.type === TYPE.call) this.#events++;
    this.#visit(view);
  }

  /** #lift takes a record that goes back in time at the latest time, as the live reader does. */
  #lift(view: RecordView): void {
    const message =
      `Record goes back in time, from ${this.#latest} to ${view.ts}; it is taken at ${this.#latest}`;
    this.#onProblem({ line: this.#records, message, skipped: false });
    // Into the record itself: whoever gets it later, in another thread, sees no view.
    const data = new DataView(view.bytes.buffer, view.bytes.byteOffset + view.base);
    data.setUint32(OFFSET.ts, this.#latest >>> 0, true);
    data.setUint32(OFFSET.ts + 4, Math.floor(this.#latest / TWO_32), true);
    view.at(view.bytes, view.base);
  }

  #skip(message: string): void {
    this.#skipped++;
    this.#onProblem({ line: this.#records, message, skipped: true });
  }
}

function undone(parts: readonly Uint8Array[]): Uint8Array {
  const frame = joined(parts);
  // Room for all of it at once, and a byte more, by which its end is seen without another try.
  const room = Math.max(CHUNK_MIN, Math.min(contentSize(frame) ?? 0, FRAME_MAX) + 1);
  try {
    const { buffer, byteOffset, length } = zstdDecompressSync(frame, {
      maxOutputLength: FRAME_MAX,
      ...(room > CHUNK_MIN ? { chunkSize: room } : {}),
    });
    // A Buffer's slice would be no copy, and evidence is kept as slices.
    const content = new Uint8Array(buffer, byteOffset, length);
    // What did not fit at once may share its memory with others.
    return buffer.byteLength === room ? content : content.slice();
  } catch (error) {
    throw new Damaged("Compressed data is damaged", { cause: error });
  }
}

/** joined puts pieces together. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/**
 * isSound tells what isRecord does, of a view whose fixed part is known to lie before `end`: that
 * the rest of the record does too, and that its texts all lie inside it.
 */
function isSound(view: RecordView, end: number): boolean {
  const { size } = view;
  if (size < OFFSET.data || view.base + size > end) return false;
  for (let span = 0; span < SPAN_COUNT; span++) {
    const place = view.u32(OFFSET.spans + span * 4);
    const offset = place & 0xffff;
    if (offset !== 0 && (offset < OFFSET.data || offset + (place >>> 16) > size)) return false;
  }
  return true;
}

/** isKnown tells whether the numbers that tables are looked up with are in those tables. */
function isKnown(view: RecordView): boolean {
  return view.size % 8 === 0 && TYPES[view.type] === 1 && view.kind < KINDS.length &&
    view.phase <= PHASE.whole && (view.flags & ~FLAGS) === 0 &&
    view.u32(OFFSET.ts + 4) < TWO_32 / 2;
}
