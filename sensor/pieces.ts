/** The bytes of a file or of standard input, piece by piece, decompressed where the name says so. */
import { extname } from "node:path";
import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";

/** PIECE is how many bytes are read at once. */
const PIECE = 64 * 1024;

/** SLICE is how many compressed bytes are undone at once: damage costs what is in its slice. */
const SLICE = 4 * 1024;

const DECOMPRESSORS: Readonly<Record<string, () => Transform>> = {
  ".gz": createGunzip,
  ".zst": createZstdDecompress,
};

/** Damaged ends the pieces of a compressed file that is cut off, or is not what its name says. */
export class Damaged extends Error {
  override readonly name = "Damaged";
}

/** piecesOf yields the bytes of the file at `path`, or for `-` those of standard input. */
export function piecesOf(path: string): AsyncGenerator<Uint8Array, void> {
  if (path === "-") return readAll(Deno.stdin);
  const decompressor = DECOMPRESSORS[extname(path)];
  const pieces = fileOf(path);
  return decompressor === undefined ? pieces : decompress(pieces, decompressor());
}

async function* fileOf(path: string): AsyncGenerator<Uint8Array, void> {
  using file = await Deno.open(path);
  yield* readAll(file);
}

async function* readAll(
  from: { read(into: Uint8Array): Promise<number | null> },
): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const piece = new Uint8Array(PIECE);
    const length = await from.read(piece);
    if (length === null) return;
    yield piece.subarray(0, length);
  }
}

/**
 * decompress feeds a stream slice by slice and takes out all that a slice has given before the next
 * goes in, so that memory stays bounded and an error finds nothing waiting.
 */
async function* decompress(
  pieces: AsyncIterable<Uint8Array>,
  stream: Transform,
): AsyncGenerator<Uint8Array, void> {
  const state = { failure: null as Error | null, ended: false, wake: () => {} };
  stream.on("readable", () => state.wake());
  stream.on("end", () => {
    state.ended = true;
    state.wake();
  });
  stream.on("error", (error: Error) => {
    state.failure = error;
    state.wake();
  });
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; at += SLICE) {
        let taken = false;
        stream.write(piece.subarray(at, at + SLICE), () => {
          taken = true;
          state.wake();
        });
        yield* output(stream, state, () => taken);
      }
    }
    stream.end();
    yield* output(stream, state, () => state.ended);
  } finally {
    stream.destroy();
  }
}

async function* output(
  stream: Transform,
  state: { failure: Error | null; wake: () => void },
  done: () => boolean,
): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<void>();
    state.wake = resolve;
    const chunk: Uint8Array | null = stream.read();
    if (chunk !== null) yield chunk;
    else if (state.failure !== null) {
      throw new Damaged("Compressed data is damaged", { cause: state.failure });
    } else if (done()) return;
    else await promise;
  }
}
