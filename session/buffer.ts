/**
 * The last events of a session as they came, so that a policy can be tried on what has just
 * happened. Records are copied into one ring of bytes and nothing is made of them until somebody
 * asks; the state of the process, which no record has, is kept as the reference that it is.
 */
import { kindId } from "../compiler/kinds/kinds.ts";
import { OFFSET, PHASE, TYPE } from "../engine/layout.ts";
import type { RecordView } from "../engine/record.ts";
import { type State, UNKNOWN } from "../engine/state.ts";

/** EXIT is the kind whose calls never return. */
const EXIT = kindId("exit");

/** BYTES_PER_CALL is what a call takes at both its phases, in bytes: a header and some texts each. */
const BYTES_PER_CALL = 768;
const BYTES_MIN = 1 << 20;
const BYTES_MAX = 1 << 30;

/** SPARE is the room for records that are no calls: births, deaths and programs. */
const SPARE = 4096;

/** EventBuffer keeps the records of the last `calls` calls, or fewer where those are large. */
export class EventBuffer {
  /** limit is how many calls are kept at most. */
  readonly limit: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #words: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #states: State[];
  /** #counts is 1 for each record that counts as a call: the record itself is far away by then. */
  readonly #counts: Uint8Array;
  /** #source are the words of the bytes that the last record came from. */
  #source: Uint8Array = new Uint8Array();
  #sourceWords: Uint32Array = new Uint32Array();
  #end = 0;
  #first = 0;
  #next = 0;
  #calls = 0;
  /** #narrow is the serial from which on every call was captured; Infinity: it is not now. */
  #narrow = 0;
  readonly #holes = new Set<number>();

  constructor(limit: number) {
    this.limit = limit;
    const bytes = Math.min(BYTES_MAX, Math.max(BYTES_MIN, limit * BYTES_PER_CALL));
    this.#bytes = new Uint8Array(bytes);
    this.#words = new Uint32Array(this.#bytes.buffer);
    this.#starts = new Uint32Array(2 * limit + SPARE);
    this.#counts = new Uint8Array(this.#starts.length);
    this.#states = [];
  }

  /** first is the serial of the oldest record that is kept; next that of the next one to come. */
  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#next;
  }

  /** calls is how many calls are kept: one that is recorded at both its phases counts once. */
  get calls(): number {
    return this.#calls;
  }

  /** holes are the serials of the records before which events were lost. */
  get holes(): ReadonlySet<number> {
    return this.#holes;
  }

  /** complete tells whether every call was captured, as far as the buffer reaches. */
  get complete(): boolean {
    return this.#first >= this.#narrow;
  }

  /** narrowed says whether from now on only what the policies need is captured. */
  narrowed(is: boolean): void {
    if (is) this.#narrow = Infinity;
    else if (this.#narrow === Infinity) this.#narrow = this.#next;
  }

  /** lost says that events are missing before the next record. */
  lost(): void {
    this.#holes.add(this.#next);
  }

  /** add keeps a copy of a record, and the state that its process was left in. */
  add(view: RecordView, state: State): void {
    const size = view.size;
    let start = this.#end;
    if (start + size > this.#bytes.length) {
      // What lies behind the place that is too small is older than what lies before it.
      while (this.#first < this.#next && this.#startOf(this.#first) >= start) this.#drop();
      start = 0;
    }
    const more = isCall(view) ? 1 : 0;
    while (this.#first < this.#next && this.#crowded(start, start + size, more)) this.#drop();
    this.#copy(view, start, size);
    const slot = this.#next++ % this.#starts.length;
    this.#starts[slot] = start;
    this.#states[slot] = state;
    this.#counts[slot] = more;
    this.#end = start + size;
    this.#calls += more;
  }

  /** read moves the view to a record that is kept and returns the state of its process. */
  read(serial: number, view: RecordView): State {
    const slot = serial % this.#starts.length;
    view.at(this.#bytes, this.#starts[slot] ?? 0);
    return this.#states[slot] ?? UNKNOWN;
  }

  #startOf(serial: number): number {
    return this.#starts[serial % this.#starts.length] ?? 0;
  }

  /** #crowded tells whether the oldest record has to go for one that takes bytes `start` to `end`. */
  #crowded(start: number, end: number, more: number): boolean {
    const oldest = this.#startOf(this.#first);
    return (oldest >= start && oldest < end) || this.#calls + more > this.limit ||
      this.#next - this.#first >= this.#starts.length;
  }

  #drop(): void {
    if (this.#holes.size > 0) this.#holes.delete(this.#first);
    const slot = this.#first++ % this.#starts.length;
    this.#states[slot] = UNKNOWN;
    this.#calls -= this.#counts[slot] ?? 0;
  }

  #copy(view: RecordView, start: number, size: number): void {
    const { bytes, base } = view;
    const from = (bytes.byteOffset + base) / 4;
    if (Number.isInteger(from)) {
      if (bytes !== this.#source) {
        this.#source = bytes;
        this.#sourceWords = new Uint32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
      }
      // Word by word: a view of the part, as `set` wants it, would be an object for each event.
      const words = this.#words, source = this.#sourceWords;
      for (let at = start >> 2, end = (start + size) >> 2, of = from; at < end; at++, of++) {
        words[at] = source[of]!; // inside the record, which lies inside its bytes
      }
    } else {
      this.#bytes.set(bytes.subarray(base, base + size), start);
    }
    this.#words[(start + OFFSET.ts) >> 2] = view.tsLo;
    this.#words[(start + OFFSET.ts + 4) >> 2] = view.tsHi;
  }
}

/** isCall tells whether a record stands for a call: the one of its return, if it has one. */
export function isCall(view: RecordView): boolean {
  if (view.type !== TYPE.call) return false;
  return (view.phase & PHASE.exit) !== 0 || view.kind === EXIT;
}
