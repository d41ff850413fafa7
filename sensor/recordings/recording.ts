/**
 * Recordings as a source of events, in a file or on standard input. A recording is read in pieces,
 * and no more of it than a piece and a line is ever in memory. A format is a Reader, chosen by how
 * the recording begins: the sensor's own records (ray/), a log of strace (strace/), or
 * NDJSON.
 */
import { RecordingError } from "../errors.ts";
import { headerIn, NdjsonReader } from "../ndjson/ndjson.ts";
import { type Header, NO_HEADER, type Problem, type Visit } from "../records/reading.ts";
import { LINE_MAX, NEWLINE } from "../records/lines.ts";
import { CUT, Damaged, type Meter, type Pieces, piecesOf } from "../records/pieces.ts";
import { isRay, readRayHeader } from "../ray/ray.ts";
import { joined, RayReader } from "../ray/reader.ts";
import { StraceReader, straceStart } from "../strace/strace.ts";

export { type Header, NO_HEADER, type Problem, RecordingError, type Visit };

/** RecordingCounts are the lines that were events, and those that were not. */
export interface RecordingCounts {
  readonly events: number;
  readonly skipped: number;
}

/**
 * ReadOptions: onProblem is told what is wrong with a line; onRead, now and then, how many bytes of
 * the file have been read; signal ends the reading early; ready is awaited before each piece, so
 * that whoever takes the events sets the pace.
 */
export interface ReadOptions {
  readonly onProblem?: (problem: Problem) => void;
  readonly onRead?: (bytes: number) => void;
  readonly signal?: AbortSignal;
  readonly ready?: () => Promise<void>;
}

/** Recording is an open recording: read it once, or dispose of it. */
export interface Recording extends AsyncDisposable {
  readonly header: Header;
  /** lasting: the bytes under a record are its own, and stay as they are when another one comes. */
  readonly lasting: boolean;
  /**
   * read hands each record to `visit`, in order, marks (records/marks.ts) among them, and settles at the
   * end of the recording. A file that is cut off is a problem of its line 0: what could be read of
   * it, is. It rejects with a RecordingError where reading fails.
   */
  read(visit: Visit, options?: ReadOptions): Promise<RecordingCounts>;
}

/** Reader makes records of the pieces of a recording. */
export interface Reader {
  readonly events: number;
  readonly skipped: number;
  /** push reads the next piece. */
  push(bytes: Uint8Array): void;
  /** end reads what is left. */
  end(): void;
}

/** Format is how a recording is to be read. */
interface Format {
  readonly header: Header;
  /** lasting is the recording's. */
  readonly lasting?: true;
  /** rest is what was read in front of the pieces that are still to come. */
  readonly rest: Uint8Array;
  reader(visit: Visit, onProblem: (problem: Problem) => void): Reader;
}

/**
 * openRecording opens the recording at `path`, or standard input for `-`, and reads its header. It
 * rejects with a RecordingError where there is nothing to read.
 */
export async function openRecording(path: string): Promise<Recording> {
  const meter = { bytes: 0 };
  const pieces = piecesOf(path, meter);
  try {
    const { head, damage } = await headOf(pieces);
    const format = formatOf(head);
    return {
      header: format.header,
      lasting: format.lasting === true,
      read: (visit, options = {}) => {
        return read({ path, format, damage, pieces, meter }, visit, options);
      },
      [Symbol.asyncDispose]: async () => void await pieces.return(),
    };
  } catch (error) {
    await pieces.return();
    throw unreadable(path, error);
  }
}

/** formatOf tells a format by the first bytes of a recording. It throws a Refused. */
function formatOf(head: Uint8Array): Format {
  if (!isRay(head)) {
    const start = straceStart(head);
    if (start !== null) {
      return {
        header: { start: start.text, host: null, source: "strace" },
        rest: head,
        reader: (visit, onProblem) => new StraceReader(visit, onProblem, start.ns),
      };
    }
    return {
      header: headerIn(head),
      rest: head,
      reader: (visit, onProblem) => new NdjsonReader(visit, onProblem),
    };
  }
  const read = readRayHeader(head);
  if (read === null || "problem" in read) throw new Refused(read?.problem ?? "it is cut off");
  const { start, host } = read.header;
  return {
    header: { start, host, source: "bpf" },
    lasting: true,
    rest: head.subarray(read.length),
    reader: (visit, onProblem) => new RayReader(visit, onProblem),
  };
}

/** Refused says why a recording is not read at all. */
class Refused extends Error {}

/** Opened is a recording whose header has been read. */
interface Opened {
  readonly path: string;
  readonly format: Format;
  readonly damage: Damaged | null;
  readonly pieces: Pieces;
  readonly meter: Meter;
}

async function read(
  { path, format, damage, pieces, meter }: Opened,
  visit: Visit,
  { onProblem = () => {}, onRead = () => {}, signal, ready }: ReadOptions,
): Promise<RecordingCounts> {
  const reader = format.reader(visit, onProblem);
  const stopped = stop(signal);
  let cut = damage;
  try {
    reader.push(format.rest);
    onRead(meter.bytes);
    // An await for each piece lets the thread's other work go on.
    while (cut === null && signal?.aborted !== true) {
      await ready?.();
      const turn = await Promise.race([pieces.next(), stopped.promise]);
      if (turn === null || turn.done === true) break;
      reader.push(turn.value);
      onRead(meter.bytes);
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
  if (cut !== null) onProblem({ line: 0, message: CUT, skipped: false });
  return { events: reader.events, skipped: reader.skipped };
}

/** stop gives a promise that settles, with null, when the signal is given. */
export function stop(
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

/** headOf reads as many pieces as the header takes: the first line, or what a `.ray` file says. */
async function headOf(
  pieces: Pieces,
): Promise<{ readonly head: Uint8Array; readonly damage: Damaged | null }> {
  const read: Uint8Array[] = [];
  try {
    for (let length = 0; length <= LINE_MAX;) {
      const { value, done } = await pieces.next();
      if (done === true) break;
      read.push(value);
      length += value.length;
      const head = joined(read);
      if (isRay(head) ? readRayHeader(head) !== null : value.includes(NEWLINE)) break;
    }
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    return { head: joined(read), damage: error };
  }
  return { head: joined(read), damage: null };
}

function unreadable(path: string, error: unknown): unknown {
  const name = path === "-" ? "standard input" : `"${path}"`;
  if (error instanceof Refused) return new RecordingError(`Cannot read ${name}: ${error.message}`);
  if (!(error instanceof Error) || !("code" in error)) return error;
  const reason = REASONS[String(error.code)] ?? error.message;
  return new RecordingError(`Cannot read ${name}: ${reason}`, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a directory",
};
