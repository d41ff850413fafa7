import { RecordBuilder } from "../../engine/builder.ts";
import { OFFSET } from "../../engine/layout.ts";
import type { RecordView } from "../../engine/record.ts";
import { buildEnd, buildLost, buildRelease, type Hole } from "../records/marks.ts";
import { ownHeader, writeRayHeader } from "./ray.ts";
import type { Encoder, Origin } from "../records/encoder.ts";

/** RayEncoder writes records as they are, but for the time: that is the one they are judged at. */
export class RayEncoder implements Encoder {
  /** plainHeader: a file begins with its magic. */
  readonly plainHeader = true;
  readonly #builder = new RecordBuilder();
  #copy = new Uint8Array(64 * 1024);
  #data = new DataView(this.#copy.buffer);

  header(origin: Origin): Uint8Array {
    return writeRayHeader(ownHeader(origin));
  }

  record(view: RecordView): Uint8Array {
    const { size } = view;
    this.#copy.set(view.bytes.subarray(view.base, view.base + size));
    this.#data.setUint32(OFFSET.ts, view.tsLo, true);
    this.#data.setUint32(OFFSET.ts + 4, view.tsHi, true);
    return this.#copy.subarray(0, size);
  }

  lost(hole: Hole, ts: number): Uint8Array {
    return bytesOf(buildLost(this.#builder, hole, ts));
  }

  release(root: number, ts: number): Uint8Array {
    return bytesOf(buildRelease(this.#builder, root, ts));
  }

  end(ts: number): Uint8Array {
    return bytesOf(buildEnd(this.#builder, ts));
  }
}

function bytesOf(view: RecordView): Uint8Array {
  return view.bytes.subarray(view.base, view.base + view.size);
}
