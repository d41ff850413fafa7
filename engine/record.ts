/**
 * A record in place: where it lies in the ring buffer, or in any other bytes, read without making
 * anything. The layout is in layout.ts. A 64-bit number is read as two halves, the high one signed
 * and the low one unsigned; no bigint is made here.
 */
import { OFFSET, SPAN_COUNT } from "./layout.ts";

const TWO_32 = 2 ** 32;

/** RecordView reads the record at `base` of `bytes`. Moving it to the next record is `at`. */
export class RecordView {
  bytes: Uint8Array = new Uint8Array(OFFSET.data);
  base = 0;
  /** tsHi and tsLo are the event's time in ns, both unsigned. */
  tsHi = 0;
  tsLo = 0;
  #data = new DataView(this.bytes.buffer);

  /**
   * at moves the view to the record at `base` of `bytes`. `ts` is given where the record's own
   * stamp is not the event's time, as with the kernel's clock.
   */
  at(bytes: Uint8Array, base: number, ts?: number): this {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.base = base;
    if (ts === undefined) {
      this.tsHi = this.#data.getUint32(base + OFFSET.ts + 4, true);
      this.tsLo = this.#data.getUint32(base + OFFSET.ts, true);
    } else {
      this.tsHi = Math.floor(ts / TWO_32);
      this.tsLo = ts >>> 0;
    }
    return this;
  }

  /** ts is the event's time in ns, rounded where it is beyond 2^53. */
  get ts(): number {
    return this.tsHi * TWO_32 + this.tsLo;
  }

  get size(): number {
    return this.u32(OFFSET.size);
  }

  get type(): number {
    return this.#data.getUint8(this.base + OFFSET.type);
  }

  get phase(): number {
    return this.#data.getUint8(this.base + OFFSET.phase);
  }

  get kind(): number {
    return this.#data.getUint16(this.base + OFFSET.kind, true);
  }

  get pid(): number {
    return this.u32(OFFSET.pid);
  }

  get tid(): number {
    return this.u32(OFFSET.tid);
  }

  get ppid(): number {
    return this.u32(OFFSET.ppid);
  }

  get root(): number {
    return this.u32(OFFSET.root);
  }

  get uid(): number {
    return this.u32(OFFSET.uid);
  }

  get euid(): number {
    return this.u32(OFFSET.euid);
  }

  get gid(): number {
    return this.u32(OFFSET.gid);
  }

  get session(): number {
    return this.u32(OFFSET.session);
  }

  get nr(): number {
    return this.#data.getInt32(this.base + OFFSET.nr, true);
  }

  get call(): number {
    return this.#data.getUint16(this.base + OFFSET.call, true);
  }

  get flags(): number {
    return this.#data.getUint16(this.base + OFFSET.flags, true);
  }

  /** carried has the CARRIED bits of the numbers that the record carries. */
  get carried(): number {
    return this.u32(OFFSET.carried);
  }

  /** cut has a bit for each span whose text was longer than what the record keeps. */
  get cut(): number {
    return this.u32(OFFSET.cut);
  }

  /** u32 returns the unsigned 32-bit number at one of the OFFSETs. */
  u32(offset: number): number {
    return this.#data.getUint32(this.base + offset, true);
  }

  /** high returns the signed upper half of the 64-bit number at one of the OFFSETs. */
  high(offset: number): number {
    return this.#data.getInt32(this.base + offset + 4, true);
  }

  /** low returns the unsigned lower half of the 64-bit number at one of the OFFSETs. */
  low(offset: number): number {
    return this.#data.getUint32(this.base + offset, true);
  }

  /** exact returns the signed 64-bit number at one of the OFFSETs. Not for the hot path. */
  exact(offset: number): bigint {
    return this.#data.getBigInt64(this.base + offset, true);
  }

  /** carries tells whether the record has the text of `span`. */
  carries(span: number): boolean {
    return this.#data.getUint16(this.base + OFFSET.spans + span * 4, true) !== 0;
  }

  /** start returns the index in `bytes` at which the text of `span` begins. */
  start(span: number): number {
    return this.base + this.#data.getUint16(this.base + OFFSET.spans + span * 4, true);
  }

  /** end returns the index in `bytes` behind the text of `span`. */
  end(span: number): number {
    return this.start(span) + this.#data.getUint16(this.base + OFFSET.spans + span * 4 + 2, true);
  }
}

/**
 * copyOf returns the view's record as bytes of its own, to be kept as evidence. The copy carries
 * the time that the view was given.
 */
export function copyOf(view: RecordView): Uint8Array {
  const copy = view.bytes.slice(view.base, view.base + view.size);
  const data = new DataView(copy.buffer);
  data.setUint32(OFFSET.ts, view.tsLo, true);
  data.setUint32(OFFSET.ts + 4, view.tsHi, true);
  return copy;
}

/**
 * isRecord tells whether `bytes` hold a whole record at `base` whose texts all lie inside it. Bytes
 * that come from anywhere but this machine's kernel have to pass it before a view looks at them.
 */
export function isRecord(bytes: Uint8Array, base: number): boolean {
  if (base < 0 || base + OFFSET.data > bytes.length) return false;
  const data = new DataView(bytes.buffer, bytes.byteOffset + base, bytes.length - base);
  const size = data.getUint32(OFFSET.size, true);
  if (size < OFFSET.data || size > data.byteLength) return false;
  for (let span = 0; span < SPAN_COUNT; span++) {
    const offset = data.getUint16(OFFSET.spans + span * 4, true);
    const length = data.getUint16(OFFSET.spans + span * 4 + 2, true);
    if (offset !== 0 && (offset < OFFSET.data || offset + length > size)) return false;
  }
  return true;
}
