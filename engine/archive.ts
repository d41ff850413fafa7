/**
 * Records that are kept as evidence. There may be very many, and most of a record is zeros: a number
 * that is not carried, a text that is not there. So of its header only those words are kept that are
 * not zero, and several records share a page, because what the runtime keeps for each piece of
 * memory would be more than the record. A page goes when nobody keeps a record of it any more.
 *
 * ```
 * mask u32: a bit for each 8 bytes of the header, 1: kept | those, in order | the texts
 * ```
 */
import { OFFSET } from "./layout.ts";
import type { RecordView } from "./record.ts";

/** PAGE is small, as one record that is kept for long keeps all of it. */
const PAGE = 2048;
const MASK = 4;
const WORD = 8;
const WORDS = OFFSET.data / WORD;

/** Kept is where a record is kept. */
export interface Kept {
  readonly page: Uint8Array;
  readonly at: number;
}

/** Archive keeps records. */
export class Archive {
  #page = new Uint8Array();
  #data = new DataView(this.#page.buffer);
  #used = 0;

  /** keep copies the view's record, with the time that the view was given. */
  keep(view: RecordView): Kept {
    const texts = view.size - OFFSET.data;
    this.#fit(MASK + OFFSET.data + texts);
    const data = this.#data;
    const at = this.#used;
    let mask = 0;
    let to = at + MASK;
    for (let word = 0; word < WORDS; word++) {
      const isTime = word * WORD === OFFSET.ts;
      const low = isTime ? view.tsLo : view.low(word * WORD);
      const high = isTime ? view.tsHi : view.high(word * WORD);
      if (low === 0 && high === 0) continue;
      mask |= 1 << word;
      data.setUint32(to, low, true);
      data.setInt32(to + 4, high, true);
      to += WORD;
    }
    data.setUint32(at, mask, true);
    const from = view.base + OFFSET.data;
    this.#page.set(view.bytes.subarray(from, from + texts), to);
    this.#used = to + texts;
    return { page: this.#page, at };
  }

  #fit(size: number): void {
    if (this.#used + size <= this.#page.length) return;
    this.#page = new Uint8Array(Math.max(PAGE, size));
    this.#data = new DataView(this.#page.buffer);
    this.#used = 0;
  }
}

/** recordOf returns a record that is kept, as it was. */
export function recordOf({ page, at }: Kept): Uint8Array {
  const data = new DataView(page.buffer);
  const mask = data.getUint32(at, true);
  const header = new Uint8Array(OFFSET.data);
  let from = at + MASK;
  for (let word = 0; word < WORDS; word++) {
    if ((mask & 1 << word) === 0) continue;
    header.set(page.subarray(from, from + WORD), word * WORD);
    from += WORD;
  }
  const size = new DataView(header.buffer).getUint32(OFFSET.size, true);
  const record = new Uint8Array(size);
  record.set(header);
  record.set(page.subarray(from, from + size - OFFSET.data), OFFSET.data);
  return record;
}
