/**
 * The frames of a zstd stream (RFC 8878), found without undoing them. A recording may be many
 * frames, one behind the other, and may be cut off in one: node:zlib, as Deno has it, stops without
 * a word at the end of the first frame and at the end of a cut one alike.
 */

/** FramePart is a run of bytes that belong to one frame; `last` says that they complete it. */
export interface FramePart {
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const RLE = 1;

/** What the bytes that are waited for next are; a part of known length needs no look inside. */
type Awaited =
  | "magic"
  | "descriptor"
  | "header"
  | "block header"
  | "block"
  | "checksum"
  | "skip size"
  | "skipped";

/** ZstdFrames cuts a stream where its frames end. */
export class ZstdFrames {
  #awaited: Awaited = "magic";
  #missing = 4;
  /** #value gathers, little-endian, the bytes of a part that says how long another one is. */
  #value = 0;
  #gathered = 0;
  #checksum = false;
  #last = false;

  /** complete tells whether the stream may end here: between two frames. */
  get complete(): boolean {
    return this.#awaited === "magic" && this.#gathered === 0;
  }

  /** push yields the parts of a piece. It throws a RangeError where the bytes are no zstd. */
  *push(bytes: Uint8Array): Generator<FramePart, void> {
    let start = 0;
    for (let at = 0; at < bytes.length;) {
      at += this.#take(bytes, at);
      if (this.#missing > 0) break;
      if (!this.#next()) continue;
      yield { bytes: bytes.subarray(start, at), last: true };
      start = at;
    }
    if (start < bytes.length) yield { bytes: bytes.subarray(start), last: false };
  }

  /** #take goes over what is there of the awaited part, and returns how many bytes that is. */
  #take(bytes: Uint8Array, at: number): number {
    const length = Math.min(this.#missing, bytes.length - at);
    if (this.#awaited !== "block" && this.#awaited !== "skipped") {
      for (let index = at; index < at + length; index++) {
        // A frame's header may have more bytes than matter here: only the first four are kept.
        if (this.#gathered < 4) this.#value += (bytes[index] ?? 0) * 2 ** (8 * this.#gathered);
        this.#gathered++;
      }
    }
    this.#missing -= length;
    return length;
  }

  /** #next goes on to the next part, and tells whether the last one has ended a frame. */
  #next(): boolean {
    const value = this.#value;
    switch (this.#awaited) {
      case "magic":
        if (value === MAGIC) return this.#await("descriptor", 1);
        if ((value & ~0xf) >>> 0 === SKIPPABLE) return this.#await("skip size", 4);
        throw new RangeError("Not a zstd frame");
      case "skip size":
        return value === 0 ? this.#end() : this.#await("skipped", value);
      case "descriptor":
        this.#checksum = (value & 4) !== 0;
        return this.#await("header", headerLength(value), "block header", 3);
      case "header":
        return this.#await("block header", 3);
      case "block header": {
        this.#last = (value & 1) !== 0;
        const size = (value >> 1 & 3) === RLE ? 1 : value >> 3;
        return size === 0 ? this.#endBlock() : this.#await("block", size);
      }
      case "block":
        return this.#endBlock();
      case "checksum":
      case "skipped":
        return this.#end();
    }
  }

  #endBlock(): boolean {
    if (!this.#last) return this.#await("block header", 3);
    return this.#checksum ? this.#await("checksum", 4) : this.#end();
  }

  #end(): boolean {
    this.#await("magic", 4);
    return true;
  }

  /** #await waits for `missing` bytes, or where that is none, for what comes behind them. */
  #await(awaited: Awaited, missing: number, then: Awaited = awaited, thenMissing = missing): false {
    this.#awaited = missing > 0 ? awaited : then;
    this.#missing = missing > 0 ? missing : thenMissing;
    this.#value = 0;
    this.#gathered = 0;
    return false;
  }
}

/** headerLength returns how long the rest of a frame's header is, by its descriptor. */
function headerLength(descriptor: number): number {
  const { before, size } = headerParts(descriptor);
  return before + size;
}

/** headerParts returns how many bytes lie between the descriptor and the size of the content. */
function headerParts(descriptor: number): { readonly before: number; readonly size: number } {
  const single = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return { before: (single ? 0 : 1) + dictionary, size };
}

/** contentSize returns how many bytes a whole frame says that it holds, or null. */
export function contentSize(frame: Uint8Array): number | null {
  if (frame.length < 5) return null;
  const data = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const { before, size } = headerParts(data.getUint8(4));
  const at = 5 + before;
  if (data.getUint32(0, true) !== MAGIC || at + size > frame.length) return null;
  switch (size) {
    case 1:
      return data.getUint8(at);
    case 2:
      return data.getUint16(at, true) + 256;
    case 4:
      return data.getUint32(at, true);
    case 8:
      return Number(data.getBigUint64(at, true));
    default:
      return null;
  }
}
