/** A recording that is being written: events as NDJSON, compressed where the file's name says so. */
import { Duplex } from "node:stream";
import { createZstdCompress } from "node:zlib";
import type { EventData } from "../engine/report.ts";
import { writeEvent, writeHeader } from "../sensor/ndjson.ts";
import type { Clock } from "../session/types.ts";
import { Failure, type Output, STATUS } from "./context.ts";
import { reason } from "./sources.ts";
import { quoted } from "./views/escape.ts";

/** CHUNK is how many characters are gathered before they are handed to the file. */
const CHUNK = 64 * 1024;

/** HOLD is the longest that they are held while events trickle, in ms. */
const HOLD = 500;

/** Sink takes text in order. */
interface Sink {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Recording writes events to a file. The file is opened at once, so that a wrong path is told
 * before anything is watched, but an old recording is only overwritten when there is a new one.
 */
export class Recording {
  readonly #path: string;
  readonly #open: () => Promise<Sink>;
  readonly #isNew: boolean;
  #sink: Sink | null = null;
  #held = "";
  #heldSince = 0;
  #events = 0;

  private constructor(path: string, isNew: boolean, open: () => Promise<Sink>) {
    this.#path = path;
    this.#isNew = isNew;
    this.#open = open;
  }

  /** create prepares a recording at `path`; `-` is `out`. It throws a Failure. */
  static async create(path: string, out: Output): Promise<Recording> {
    if (path === "-") return new Recording(path, false, () => Promise.resolve(onto(out)));
    const isNew = !(await exists(path));
    try {
      (await Deno.open(path, { write: true, create: true })).close();
    } catch (error) {
      throw unwritable(path, error);
    }
    return new Recording(path, isNew, () => into(path));
  }

  /** events is how many were written. */
  get events(): number {
    return this.#events;
  }

  /** begin writes the header. */
  begin(clock: Clock): void {
    this.#held = `${writeHeader({ ...clock, source: "bpf" })}\n`;
  }

  /** write adds an event. */
  async write(event: EventData): Promise<void> {
    this.#events++;
    this.#held += `${writeEvent(event)}\n`;
    const now = Date.now();
    if (this.#held.length < CHUNK && now - this.#heldSince < HOLD) return;
    this.#heldSince = now;
    await this.#flush();
  }

  /** end completes the file. */
  async end(): Promise<void> {
    await this.#flush();
    await this.#sink?.close();
    this.#sink = null;
  }

  /** abandon closes the file as it is; one that was made in vain is removed. */
  async abandon(): Promise<void> {
    if (this.#sink === null && this.#isNew) await Deno.remove(this.#path).catch(() => {});
    await this.#sink?.close().catch(() => {});
    this.#sink = null;
  }

  async #flush(): Promise<void> {
    const text = this.#held;
    this.#held = "";
    try {
      this.#sink ??= await this.#open();
      await this.#sink.write(text);
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }
}

function onto(out: Output): Sink {
  return {
    async write(text) {
      out.write(text);
      await out.room();
    },
    close: () => Promise.resolve(),
  };
}

async function into(path: string): Promise<Sink> {
  const file = await Deno.open(path, { write: true, truncate: true });
  const compressor = compressorFor(path);
  const written = compressor?.readable.pipeTo(file.writable);
  // A failure shows at the next write or at the close, which wait for it.
  written?.catch(() => {});
  const writer = (compressor?.writable ?? file.writable).getWriter();
  const encoder = new TextEncoder();
  return {
    write: (text) => writer.write(encoder.encode(text)),
    async close() {
      await writer.close();
      await written;
    },
  };
}

interface Compressor {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>>;
}

function compressorFor(path: string): Compressor | null {
  if (path.endsWith(".gz")) return new CompressionStream("gzip") as unknown as Compressor;
  // CompressionStream has no zstd.
  if (path.endsWith(".zst")) return Duplex.toWeb(createZstdCompress()) as unknown as Compressor;
  return null;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

function unwritable(path: string, error: unknown): Failure {
  return new Failure(STATUS.input, `Cannot write ${quoted(path)}: ${reason(error)}`, {
    cause: error,
  });
}
