/**
 * A file that is written in pieces, each of which can be read as soon as it is written; or standard
 * output. Past a size it goes on in another file: x.1.ndjson, x.2.ndjson and so on.
 */
import { reason } from "../native/reason.ts";
import { SensorError } from "../errors.ts";

/** OutputOptions say how a file is written. */
export interface OutputOptions {
  /** rotate is the size of a part, in bytes, that the next piece does not go into any more. */
  readonly rotate?: number;
  /** whole: a part of a piece is of no use to a reader, so it is removed where a disk is full. */
  readonly whole?: boolean;
}

/** PRIVATE is the mode of a new file: there are arguments, environments and contents in it. */
const PRIVATE = 0o600;

/** EXTENSION is the end of a file's name that says how it is to be read. */
const EXTENSION = /(\.[a-z]+(\.(gz|zst))?)?$/i;

/** partPath returns the name of a part of a recording that is cut by size, the first being 1. */
export function partPath(path: string, part: number): string {
  const [, folder = "", name = ""] = /^(.*\/)?([^/]*)$/s.exec(path) ?? [];
  const extension = EXTENSION.exec(name.slice(1))?.[0] ?? "";
  return `${folder}${name.slice(0, name.length - extension.length)}.${part}${extension}`;
}

/**
 * OutputFile is opened at once, so that a wrong path is told before anything is watched, but an old
 * file is only overwritten when there is something new. All of it throws SensorErrors of the code
 * "output", or "closed" where whoever read it is gone.
 */
export class OutputFile {
  readonly #path: string;
  readonly #rotate: number;
  readonly #whole: boolean;
  #file: Deno.FsFile | null = null;
  #isNew = false;
  #begun = false;
  #part = 1;
  /** #size is how many bytes of the file are whole pieces. */
  #size = 0;

  constructor(path: string, options: OutputOptions = {}) {
    this.#path = path;
    this.#whole = options.whole ?? false;
    this.#rotate = path === "-" ? Infinity : options.rotate ?? Infinity;
    if (path !== "-") this.#open();
  }

  /** part is the number of the file that is being written, or undefined where there is only one. */
  get part(): number | undefined {
    return this.#rotate === Infinity ? undefined : this.#part;
  }

  /** write adds a piece. */
  write(bytes: Uint8Array): void {
    try {
      if (!this.#begun) this.#file?.truncateSync();
      this.#begun = true;
      const to = this.#file ?? Deno.stdout;
      for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
      this.#size += bytes.length;
    } catch (error) {
      if (this.#whole) this.#cutOff();
      throw this.#unwritable(error);
    }
  }

  /** full: the next piece belongs into another file. */
  get full(): boolean {
    return this.#size >= this.#rotate;
  }

  /** next goes on in another file. */
  next(): void {
    this.close();
    this.#part++;
    this.#open();
  }

  /** close closes the file; one that was made in vain is removed. */
  close(): void {
    const file = this.#file;
    this.#file = null;
    file?.close();
    if (file === null || this.#begun || !this.#isNew) return;
    try {
      Deno.removeSync(this.#current());
    } catch {
      // Somebody was faster.
    }
  }

  #open(): void {
    const path = this.#current();
    try {
      this.#isNew = !exists(path);
      this.#file = Deno.openSync(path, { write: true, create: true, mode: PRIVATE });
    } catch (error) {
      throw this.#unwritable(error);
    }
    this.#begun = false;
    this.#size = 0;
  }

  /** #cutOff removes the part of a piece that found room. */
  #cutOff(): void {
    try {
      this.#file?.truncateSync(this.#size);
    } catch {
      // Then the reader finds a piece that is cut off.
    }
  }

  #current(): string {
    return this.#rotate === Infinity ? this.#path : partPath(this.#path, this.#part);
  }

  #unwritable(error: unknown): SensorError {
    if (error instanceof Deno.errors.BrokenPipe) {
      return new SensorError("closed", "Cannot write on: nobody reads it any more", {
        cause: error,
      });
    }
    const what = this.#path === "-" ? "to standard output" : `"${this.#current()}"`;
    return new SensorError(
      "output",
      `Cannot write ${what}: ${reason(error, "there is no such folder")}`,
      {
        remedy: this.#size > 0 ? "What was written until then is in the file" : null,
        cause: error,
      },
    );
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
