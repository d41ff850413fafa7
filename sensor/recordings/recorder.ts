/**
 * Recorders: what a source delivers, written down as it comes, in the thread that reads the ring.
 * The file's name says the form: `.ray` is the records as they are, anything else NDJSON, with .gz
 * and .zst compressed. What is held is written as one piece, which can be read without those that
 * follow, at least once a second: killed at any moment, a recorder leaves all that it had written.
 */
import type { Decode, Encoder, Origin } from "../records/encoder.ts";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import type { RecordView } from "../../engine/record.ts";
import { SensorError } from "../errors.ts";
import type { Hole } from "../records/marks.ts";
import { NdjsonEncoder } from "../ndjson/encoder.ts";
import { OutputFile } from "./output_file.ts";
import { RayEncoder } from "../ray/encoder.ts";

/** BLOCK is how many bytes are held before they are written. */
const BLOCK = 256 * 1024;

/** RAY_BLOCK is that of a `.ray` file, whose reader pays for each frame besides what is in it. */
const RAY_BLOCK = 512 * 1024;

/** HOLD_MS is how long they are held while little happens. */
const HOLD_MS = 500;

/** RecorderOptions are how a recording is written: rotate is the size, in bytes, past which another file is begun. */
export interface RecorderOptions {
  readonly rotate?: number;
  /** redact masks secrets, which only NDJSON can. */
  readonly redact?: boolean;
}

/** Recorder writes one recording. It throws the SensorErrors of OutputFile. */
export class Recorder {
  readonly #file: OutputFile;
  readonly #encoder: Encoder;
  readonly #pack: (bytes: Uint8Array) => Uint8Array;
  #origin: Origin | null = null;
  readonly #block: number;
  #held: Uint8Array;
  #length = 0;
  #since = 0;
  #latest = 0;

  constructor(path: string, options: RecorderOptions = {}) {
    const { redact = false } = options;
    const raw = path.endsWith(".ray");
    if (raw && redact) {
      throw new SensorError(
        "output",
        `Cannot mask secrets in "${path}": it would hold raw records`,
        {
          remedy: "record to .ndjson or .ndjson.zst",
        },
      );
    }
    this.#encoder = raw ? new RayEncoder() : new NdjsonEncoder({ redact });
    this.#pack = packerFor(path);
    this.#block = raw ? RAY_BLOCK : BLOCK;
    this.#held = new Uint8Array(2 * this.#block);
    this.#file = new OutputFile(path, { ...options, whole: this.#pack !== plain });
  }

  /** begin writes the header, once the source's clock is known. */
  begin(origin: Origin): void {
    if (this.#origin !== null) return;
    this.#origin = origin;
    this.#writeHeader(origin);
  }

  /** record adds a record; its bytes are not needed any more afterwards. */
  record(view: RecordView, decode: Decode): void {
    this.#latest = view.ts;
    this.#hold(this.#encoder.record(view, decode));
  }

  /** lost adds a hole. */
  lost(hole: Hole, ts: number): void {
    this.#hold(this.#encoder.lost(hole, ts));
  }

  /** release adds that the tree of `root` is not watched any more. */
  release(root: number, ts: number): void {
    this.#hold(this.#encoder.release(root, ts));
  }

  /** tick writes what has been held for long enough; it is called at every turn. */
  tick(): void {
    if (this.#length > 0 && performance.now() - this.#since >= HOLD_MS) this.#flush();
  }

  /** close completes the recording; where nothing was begun it leaves nothing behind. */
  close(): void {
    try {
      if (this.#origin === null) return;
      this.#hold(this.#encoder.end(this.#latest));
      this.#flush();
    } finally {
      this.#file.close();
    }
  }

  /** abandon closes the file as it is: without an end, so that its reader is told. */
  abandon(): void {
    this.#file.close();
  }

  #hold(bytes: Uint8Array): void {
    if (this.#origin === null || bytes.length === 0) return;
    if (this.#length + bytes.length > this.#held.length) this.#flush();
    if (this.#length === 0) this.#since = performance.now();
    this.#fit(bytes.length);
    this.#held.set(bytes, this.#length);
    this.#length += bytes.length;
    if (this.#length >= this.#block) this.#flush();
  }

  #fit(length: number): void {
    if (length > this.#held.length) this.#held = new Uint8Array(length);
  }

  #flush(): void {
    if (this.#length === 0) return;
    // Before the rest, so that a file is never begun in vain.
    if (this.#file.full && this.#origin !== null) {
      const end = this.#encoder.end(this.#latest);
      if (end.length > 0) this.#file.write(this.#pack(end));
      this.#file.next();
      this.#writeHeader(this.#origin);
    }
    const held = this.#held.subarray(0, this.#length);
    this.#length = 0;
    this.#file.write(this.#pack(held));
  }

  #writeHeader(origin: Origin): void {
    const { part } = this.#file;
    const header = this.#encoder.header({ ...origin, ...(part === undefined ? {} : { part }) });
    this.#file.write(this.#encoder.plainHeader ? header : this.#pack(header));
  }
}

function packerFor(path: string): (bytes: Uint8Array) => Uint8Array {
  if (path.endsWith(".gz")) return (bytes) => gzipSync(bytes);
  if (path.endsWith(".zst") || path.endsWith(".ray")) return zstd;
  return plain;
}

function plain(bytes: Uint8Array): Uint8Array {
  return bytes;
}

function zstd(bytes: Uint8Array): Uint8Array {
  const options = {
    params: {
      [constants.ZSTD_c_compressionLevel]: 1,
      [constants.ZSTD_c_checksumFlag]: 1,
    },
    // Of a frame that says how much it holds, a reader makes room once. Node's types lack this.
    pledgedSrcSize: bytes.length,
  };
  return zstdCompressSync(bytes, options);
}
