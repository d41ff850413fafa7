/** The bytes of a file or of standard input, piece by piece, decompressed where the name says so. */
import { extname } from "node:path";
import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { ZstdFrames } from "./zstd_frames.ts";

/** PIECE is how many bytes are read at once. */
const PIECE = 64 * 1024;

/** SLICE is how many compressed bytes are undone at once: damage costs what is in its slice. */
const SLICE = 4 * 1024;

/** Pieces are bytes as they come. */
export type Pieces = AsyncGenerator<Uint8Array, void>;

const DECOMPRESS: Readonly<Record<string, (pieces: Pieces) => Pieces>> = {
  ".gz": gunzip,
  ".zst": unzstd,
};

/** Damaged ends the pieces of a compressed file that is cut off, or is not what its name says. */
export class Damaged extends Error {
  override readonly name = "Damaged";
}

/** CUT is what a person is told of such a file. */
export const CUT = "Recording is cut off or damaged: only what comes before was read";

/** Meter counts the bytes that have been read, as they are in the file. */
export interface Meter {
  bytes: number;
}

/** piecesOf yields the bytes of the file at `path`, or for `-` those of standard input. */
export function piecesOf(path: string, meter: Meter = { bytes: 0 }): Pieces {
  if (path === "-") return readAll(Deno.stdin, meter);
  const pieces = fileOf(path, meter);
  return DECOMPRESS[extname(path)]?.(pieces) ?? pieces;
}

async function* fileOf(path: string, meter: Meter): Pieces {
  using file = await Deno.open(path);
  yield* readAll(file, meter);
}

async function* readAll(
  from: { read(into: Uint8Array): Promise<number | null> },
  meter: Meter,
): Pieces {
  for (;;) {
    const piece = new Uint8Array(PIECE);
    const length = await from.read(piece);
    if (length === null) return;
    meter.bytes += length;
    yield piece.subarray(0, length);
  }
}

async function* gunzip(pieces: Pieces): Pieces {
  using stream = new Decompressor(createGunzip());
  for await (const slice of slicesOf(pieces)) yield* stream.undo(slice);
  yield* stream.end();
}

async function* unzstd(pieces: Pieces): Pieces {
  const frames = new ZstdFrames();
  let stream = new Decompressor(createZstdDecompress());
  try {
    for await (const slice of slicesOf(pieces)) {
      for (const { bytes, last } of frames.push(slice)) {
        yield* stream.undo(bytes);
        if (!last) continue;
        yield* stream.end();
        stream[Symbol.dispose]();
        stream = new Decompressor(createZstdDecompress());
      }
    }
    if (frames.complete) return;
    yield* stream.end();
    throw new Damaged("Compressed data is cut off");
  } catch (error) {
    throw error instanceof RangeError ? new Damaged(error.message, { cause: error }) : error;
  } finally {
    stream[Symbol.dispose]();
  }
}

async function* slicesOf(pieces: Pieces): Pieces {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += SLICE) yield piece.subarray(at, at + SLICE);
  }
}

/**
 * Decompressor feeds a stream slice by slice and takes out all that a slice has given before the
 * next goes in: memory stays bounded, and an error finds nothing that is still waiting.
 */
class Decompressor implements Disposable {
  readonly #stream: Transform;
  #failure: Error | null = null;
  #ended = false;
  #wake = () => {};

  constructor(stream: Transform) {
    this.#stream = stream;
    stream.on("readable", () => this.#wake());
    stream.on("end", () => {
      this.#ended = true;
      this.#wake();
    });
    stream.on("error", (error: Error) => {
      this.#failure = error;
      this.#wake();
    });
  }

  /** undo yields what a slice gives. */
  async *undo(slice: Uint8Array): Pieces {
    let taken = false;
    this.#stream.write(slice, () => {
      taken = true;
      this.#wake();
    });
    yield* this.#output(() => taken);
  }

  /** end yields what is left. */
  async *end(): Pieces {
    this.#stream.end();
    yield* this.#output(() => this.#ended);
  }

  async *#output(done: () => boolean): Pieces {
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const chunk: Uint8Array | null = this.#stream.read();
      if (chunk !== null) yield chunk;
      else if (this.#failure !== null) {
        throw new Damaged("Compressed data is damaged", { cause: this.#failure });
      } else if (done()) return;
      else await promise;
    }
  }

  [Symbol.dispose](): void {
    this.#stream.destroy();
  }
}
