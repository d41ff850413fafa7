/**
 * Records made here instead of in the kernel: what recordings and tests are turned into, so that
 * the engine knows one form only.
 */
import { CARRIED, OFFSET, PHASE, RECORD_MAX, TYPE } from "./layout.ts";
import { RecordView } from "./record.ts";
import { encodeText } from "./text.ts";

/** HeaderPart names the 32-bit numbers of a record's header that a builder sets by name. */
export type HeaderPart =
  | "pid"
  | "tid"
  | "ppid"
  | "root"
  | "uid"
  | "euid"
  | "gid"
  | "session"
  | "nr";

const CARRIED_PARTS: Readonly<Partial<Record<HeaderPart, number>>> = {
  ppid: CARRIED.ppid,
  uid: CARRIED.uid,
  euid: CARRIED.euid,
  gid: CARRIED.gid,
  session: CARRIED.session,
  nr: CARRIED.nr,
};

/** SHORT is up to how many bytes are copied one by one. */
const SHORT = 96;

/**
 * RecordBuilder builds one record at a time into the same bytes: `begin`, the parts, `end`. What
 * does not fit into RECORD_MAX bytes is cut off and its span's bit set in `cut`.
 */
export class RecordBuilder {
  readonly #bytes = new Uint8Array(RECORD_MAX);
  readonly #data = new DataView(this.#bytes.buffer);
  readonly #view = new RecordView();
  #size: number = OFFSET.data;

  /** begin starts the next record; the one before is gone. */
  begin(kind: number, phase: number = PHASE.whole, type: number = TYPE.call): this {
    this.#bytes.fill(0, 0, OFFSET.data);
    this.#size = OFFSET.data;
    this.#data.setUint8(OFFSET.type, type);
    this.#data.setUint8(OFFSET.phase, phase);
    this.#data.setUint16(OFFSET.kind, kind, true);
    return this;
  }

  /** kind makes a record that has begun one of a call of this kind. */
  kind(kind: number, phase: number): this {
    this.#data.setUint8(OFFSET.phase, phase);
    this.#data.setUint16(OFFSET.kind, kind, true);
    return this;
  }

  /** type makes the record one of another type, which reports no call. */
  type(type: number): this {
    this.#data.setUint8(OFFSET.type, type);
    this.#data.setUint8(OFFSET.phase, 0);
    return this;
  }

  /** time sets the event's time in ns. */
  time(ts: number | bigint): this {
    this.#wide(OFFSET.ts, ts);
    return this;
  }

  /** birth sets when the process and the root of its tree were started: with the pids, who they are. */
  birth(start: number | bigint, rootStart: number | bigint): this {
    this.#wide(OFFSET.start, start);
    this.#wide(OFFSET.rootStart, rootStart);
    return this;
  }

  /** header sets one of the header's 32-bit numbers. */
  header(part: HeaderPart, value: number): this {
    return this.part(OFFSET[part], CARRIED_PARTS[part] ?? 0, value);
  }

  /** part sets a 32-bit number by its OFFSET, and the CARRIED bit, or 0, that says it is there. */
  part(offset: number, carried: number, value: number): this {
    this.#data.setUint32(offset, value, true);
    this.#carry(carried);
    return this;
  }

  /** call sets the id of the system call, an index into SYSCALLS plus one. */
  call(id: number): this {
    this.#data.setUint16(OFFSET.call, id, true);
    return this;
  }

  /** flags sets FLAG bits. */
  flags(bits: number): this {
    this.#data.setUint16(OFFSET.flags, bits, true);
    return this;
  }

  /** result sets what the call returned. */
  result(value: number | bigint): this {
    this.#wide(OFFSET.ret, value);
    this.#carry(CARRIED.ret);
    return this;
  }

  /** argument sets one of the call's six raw arguments. */
  argument(index: number, value: number | bigint): this {
    this.#wide(OFFSET.args + index * 8, value);
    this.#carry(CARRIED.arg << index);
    return this;
  }

  /** number sets one of the kind's own numbers. */
  number(slot: number, value: number | bigint): this {
    this.#wide(OFFSET.numbers + slot * 8, value);
    this.#carry(CARRIED.number << slot);
    return this;
  }

  /** text adds the text of `span`. */
  text(span: number, text: string): this {
    return this.bytes(span, encodeText(text));
  }

  /** list adds the strings of a list, a zero byte behind each. */
  list(span: number, strings: readonly string[]): this {
    return this.bytes(span, encodeText(strings.map((string) => `${string}\0`).join("")));
  }

  /** bytes adds the text of `span` as bytes. */
  bytes(span: number, bytes: Uint8Array): this {
    const length = Math.min(bytes.length, RECORD_MAX - this.#size);
    this.#bytes.set(length < bytes.length ? bytes.subarray(0, length) : bytes, this.#size);
    this.#data.setUint16(OFFSET.spans + span * 4, this.#size, true);
    this.#data.setUint16(OFFSET.spans + span * 4 + 2, length, true);
    this.#size += length;
    if (length < bytes.length) this.cut(span);
    return this;
  }

  /** range adds as the text of `span` the bytes of `from` between two places. */
  range(span: number, from: Uint8Array, start: number, end: number): this {
    const length = end - start;
    if (length > SHORT || length > RECORD_MAX - this.#size) {
      return this.bytes(span, from.subarray(start, end));
    }
    const bytes = this.#bytes;
    let to = this.#size;
    // The caller gives places inside; a loop of a few bytes is faster than a view of them.
    for (let at = start; at < end; at++) bytes[to++] = from[at] ?? 0;
    this.#data.setUint32(OFFSET.spans + span * 4, length << 16 | this.#size, true);
    this.#size = to;
    return this;
  }

  /** cut says that the text of `span` was longer than what the record keeps. */
  cut(span: number): this {
    this.#data.setUint32(OFFSET.cut, this.#data.getUint32(OFFSET.cut, true) | 1 << span, true);
    return this;
  }

  /** end returns a view of the record. It is the same view each time, over the same bytes. */
  end(): RecordView {
    // As in the ring, a record's size is a multiple of 8.
    const size = Math.ceil(this.#size / 8) * 8;
    this.#bytes.fill(0, this.#size, size);
    this.#data.setUint32(OFFSET.size, size, true);
    return this.#view.at(this.#bytes, 0);
  }

  #carry(bits: number): void {
    this.#data.setUint32(OFFSET.carried, this.#data.getUint32(OFFSET.carried, true) | bits, true);
  }

  #wide(offset: number, value: number | bigint): void {
    if (typeof value === "bigint") {
      this.#data.setBigInt64(offset, BigInt.asIntN(64, value), true);
    } else {
      this.#data.setUint32(offset, value >>> 0, true);
      this.#data.setInt32(offset + 4, Math.floor(value / 2 ** 32), true);
    }
  }
}
