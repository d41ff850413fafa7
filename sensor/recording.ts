/**
 * Recordings as a source of events: NDJSON in a file, compressed or not, or on standard input. A
 * recording is read in pieces, and no more of it than a piece and a line is ever in memory. Another
 * format is another Reader, chosen by how the recording begins.
 */
import type { Visit } from "./lineage.ts";
import { type Header, headerIn, NdjsonReader, NO_HEADER, type Problem } from "./ndjson.ts";
import { LINE_MAX, NEWLINE } from "./ndjson_lines.ts";
import { Damaged, piecesOf } from "./pieces.ts";

export { type Header, NO_HEADER, type Problem, type Visit };

/** RecordingError is a recording that cannot be read: its message says which and why. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** RecordingCounts are the lines that were events, and those that were not. */
export interface RecordingCounts {
  readonly events: number;
  readonly skipped: number;
}

/**
 * ReadOptions: onProblem is told what is wrong with a line; signal ends the reading early; ready is
 * awaited before each piece, so that whoever takes the events sets the pace.
 */
export interface ReadOptions {
  readonly onProblem?: (problem: Problem) => void;
  readonly signal?: AbortSignal;
  readonly ready?: () => Promise<void>;
}

/** Recording is an open recording: read it once, or dispose of it. */
export interface Recording extends AsyncDisposable {
  readonly header: Header;
  /**
   * read hands each record to `visit`, in order, and settles at the end of the recording. A
   * compressed file that is cut off is a problem of its line 0: what could be read of it, is. It
   * rejects with a RecordingError where reading fails.
   */
  read(visit: Visit, options?: ReadOptions): Promise<RecordingCounts>;
}

/** Reader makes records of the pieces of a recording. A format of recordings is one such reader. */
export interface Reader {
  readonly events: number;
  readonly skipped: number;
  push(bytes: Uint8Array): void;
  end(): void;
}

/**
 * openRecording opens the recording at `path`, or standard input for `-`, and reads its header. It
 * rejects with a RecordingError where there is nothing to read.
 */
export async function openRecording(path: string): Promise<Recording> {
  const pieces = piecesOf(path);
  const { head, damage } = await headOf(pieces, path);
  return {
    header: headerIn(joined(head)),
    read: (visit, options = {}) => read(path, head, damage, pieces, visit, options),
    [Symbol.asyncDispose]: async () => void await pieces.return(),
  };
}

async function read(
  path: string,
  head: readonly Uint8Array[],
  damage: Damaged | null,
  pieces: AsyncGenerator<Uint8Array, void>,
  visit: Visit,
  { onProblem = () => {}, signal, ready }: ReadOptions,
): Promise<RecordingCounts> {
  const reader: Reader = new NdjsonReader(visit, onProblem);
  const stopped = stop(signal);
  let cut = damage;
  try {
    for (const piece of head) reader.push(piece);
    // An await for each piece lets the thread's other work go on.
    while (cut === null && signal?.aborted !== true) {
      await ready?.();
      const turn = await Promise.race([pieces.next(), stopped.promise]);
      if (turn === null || turn.done === true) break;
      reader.push(turn.value);
    }
  } catch (error) {
    if (!(error instanceof Damaged)) throw unreadable(path, error);
    cut = error;
  } finally {
    stopped[Symbol.dispose]();
    // Standard input may never have another piece: whoever stops does not wait for it.
    if (signal?.aborted === true) void pieces.return().catch(() => {});
    else await pieces.return();
  }
  if (signal?.aborted !== true) reader.end();
  if (cut !== null) {
    const message = "Recording is cut off or damaged: only what comes before was read";
    onProblem({ line: 0, message, skipped: false });
  }
  return { events: reader.events, skipped: reader.skipped };
}

/** stop gives a promise that settles, with null, when the signal is given. */
function stop(
  signal: AbortSignal | undefined,
): Disposable & { readonly promise: Promise<null> } {
  const { promise, resolve } = Promise.withResolvers<null>();
  const listener = () => resolve(null);
  signal?.addEventListener("abort", listener);
  return {
    promise,
    [Symbol.dispose]: () => signal?.removeEventListener("abort", listener),
  };
}

/** headOf reads as many pieces as the first line takes. */
async function headOf(
  pieces: AsyncGenerator<Uint8Array, void>,
  path: string,
): Promise<{ readonly head: readonly Uint8Array[]; readonly damage: Damaged | null }> {
  const head: Uint8Array[] = [];
  try {
    for (let length = 0; length <= LINE_MAX;) {
      const { value, done } = await pieces.next();
      if (done === true) break;
      head.push(value);
      length += value.length;
      if (value.includes(NEWLINE)) break;
    }
  } catch (error) {
    if (!(error instanceof Damaged)) throw unreadable(path, error);
    return { head, damage: error };
  }
  return { head, damage: null };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function unreadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const name = path === "-" ? "standard input" : `"${path}"`;
  const reason = REASONS[String(error.code)] ?? error.message;
  return new RecordingError(`Cannot read ${name}: ${reason}`, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a directory",
};
