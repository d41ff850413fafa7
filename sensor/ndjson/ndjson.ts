/**
 * NDJSON recordings, read and written: the format is in docs/formats.md. Whatever the bytes are,
 * reading them gives events and problems, never an exception.
 */
import { type Header, NO_HEADER, type Problem, type Visit } from "../records/reading.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { putFacts } from "../../engine/facts.ts";
import type { EventData } from "../../engine/report.ts";
import { decodeText } from "../../engine/text.ts";
import { Lineage } from "../records/lineage.ts";
import { DirectReader } from "./direct.ts";
import { buildEvent, timeOf } from "./event.ts";
import { readMark } from "./marks.ts";
import { LINE_MAX, Lines, NEWLINE, NOT_TAKEN } from "../records/lines.ts";
import { factsOf } from "./state.ts";
import { isObject, type JsonObject, Malformed } from "./values.ts";

/** NdjsonReader makes records of the pieces of a recording that are pushed into it. */
export class NdjsonReader {
  readonly #visit: Visit;
  readonly #onProblem: (problem: Problem) => void;
  readonly #lines: Lines;
  readonly #builder = new RecordBuilder();
  readonly #lineage = new Lineage();
  #header: Header | null = null;
  #events = 0;
  #skipped = 0;
  #latest: number | bigint = 0;
  #sequence: number | bigint = 0;

  /** `direct` false: every line goes the general way, which gives the same and takes longer. */
  constructor(visit: Visit, onProblem: (problem: Problem) => void, direct = true) {
    this.#visit = visit;
    this.#onProblem = onProblem;
    const reader = direct ? new DirectReader() : null;
    this.#lines = new Lines({
      ...(reader === null ? {} : { direct: (piece, start) => this.#take(reader, piece, start) }),
      text: (bytes, line) => this.#line(bytes, line),
      tooLong: (line) => this.#skip(line, `Line is longer than ${LINE_MAX} bytes`),
    });
  }

  /** events and skipped count the lines that were events and those that were not. */
  get events(): number {
    return this.#events;
  }

  get skipped(): number {
    return this.#skipped;
  }

  /** push reads the next piece. */
  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  /** end reads what is left. */
  end(): void {
    this.#lines.end();
    this.#header ??= NO_HEADER;
  }

  /** #take takes a line that is a usual event, and returns where the next one begins. */
  #take(direct: DirectReader, piece: Uint8Array, start: number): number {
    const next = direct.read(piece, start, this.#builder);
    if (next === NOT_TAKEN) return NOT_TAKEN;
    const { ts, sequence } = direct;
    const { line } = this.#lines;
    this.#builder.time(this.#inOrder(ts, Number.isNaN(sequence) ? line : sequence, line));
    this.#events++;
    this.#lineage.deliver(this.#builder, direct.tells ? direct.know : null, this.#visit);
    this.#header ??= NO_HEADER;
    return next;
  }

  #line(bytes: Uint8Array, line: number): void {
    const text = decodeText(bytes).replace(/^\ufeff/, "");
    if (/^\s*$/.test(text)) return;
    try {
      const object = parse(text);
      if (Object.hasOwn(object, "exeray")) this.#readHeader(object, line);
      else this.#read(object, line);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#skip(line, error.message);
    }
    this.#header ??= NO_HEADER;
  }

  #readHeader(object: JsonObject, line: number): void {
    if (this.#header !== null) throw new Malformed("A header belongs on the first line");
    this.#header = headerOf(object);
    if (object.exeray === 1) return;
    const message = "Recording is not of version 1 of the format, the only one known";
    this.#onProblem({ line, message, skipped: false });
  }

  #read(object: JsonObject, line: number): void {
    const mark = readMark(object, this.#builder);
    if (mark === null) return this.#readEvent(object, line);
    switch (mark.says) {
      case "nothing":
        return;
      case "lost":
      case "detach":
        this.#setTime(object, line);
        return this.#visit(this.#builder.end());
      default:
        this.#setTime(object, line);
        this.#lineage.tell(mark, this.#builder, this.#visit);
    }
  }

  #readEvent(object: JsonObject, line: number): void {
    buildEvent(object, this.#builder);
    const facts = factsOf(object);
    this.#setTime(object, line);
    this.#events++;
    const know = facts === null ? null : (known: RecordBuilder) => putFacts(known, facts);
    this.#lineage.deliver(this.#builder, know, this.#visit);
  }

  #setTime(object: JsonObject, line: number): void {
    const { seq } = object;
    const sequence = Number.isSafeInteger(seq) || typeof seq === "bigint"
      ? seq as number | bigint
      : line;
    this.#builder.time(this.#inOrder(timeOf(object), sequence, line));
  }

  /** #inOrder returns the time at which a line is taken: never before the one that came last. */
  #inOrder(time: number | bigint, sequence: number | bigint, line: number): number | bigint {
    const back = time < this.#latest || time === this.#latest && sequence < this.#sequence;
    if (!back) {
      this.#latest = time;
      this.#sequence = sequence;
      return time;
    }
    const message = time < this.#latest
      ? `Line goes back in time, from ${this.#latest} to ${time}; it is taken at ${this.#latest}`
      : `Line goes back from seq ${this.#sequence} to ${sequence}; it is taken as it comes`;
    this.#onProblem({ line, message, skipped: false });
    return this.#latest;
  }

  #skip(line: number, message: string): void {
    this.#skipped++;
    this.#onProblem({ line, message, skipped: true });
    this.#header ??= NO_HEADER;
  }
}

/** headerIn returns the header of a recording that begins with these bytes. */
export function headerIn(bytes: Uint8Array): Header {
  const newline = bytes.indexOf(NEWLINE);
  const first = newline < 0 ? bytes : bytes.subarray(0, newline);
  try {
    const object = parse(decodeText(first).replace(/^\ufeff/, ""));
    return Object.hasOwn(object, "exeray") ? headerOf(object) : NO_HEADER;
  } catch (error) {
    if (error instanceof Malformed) return NO_HEADER;
    throw error;
  }
}

function headerOf(object: JsonObject): Header {
  return {
    start: textOrNull(object.start),
    host: textOrNull(object.host),
    source: textOrNull(object.source),
  };
}

/** writeHeader returns the first line of a recording, without its newline. */
export function writeHeader(header: Partial<Header>): string {
  const known = Object.entries(header).filter(([, value]) => value !== null && value !== undefined);
  return toJson({ exeray: 1, ...Object.fromEntries(known) });
}

/**
 * writeEvent returns the line of an event, without its newline. Bytes that are not UTF-8 are
 * written as `\udc80` to `\udcff`, numbers beyond 2^53 with all their digits.
 */
export function writeEvent(event: EventData): string {
  return toJson(event);
}

/** rawJSON marks text that JSON.stringify writes as it is; TypeScript's library lacks it so far. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/**
 * HIDDEN finds what JSON.stringify leaves as it is although a terminal obeys it or shows nothing:
 * the second set of controls, marks that turn the direction of text, separators of lines.
 */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/**
 * toJson is JSON.stringify for values with bigints in them: those are written as numbers. What a
 * traced process has written is harmless in it: whatever cannot be seen is written as `\uXXXX`.
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) => {
    return typeof each === "bigint" ? rawJSON(`${each}`) : each;
  });
  // Nearly all lines are ASCII.
  return /[^ -~]/.test(text) ? text.replace(HIDDEN, escaped) : text;
}

function escaped(character: string): string {
  return character.replace(/[^]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function parse(text: string): JsonObject {
  let value: unknown;
  try {
    // Only a line with a long number needs the slow way, which sees the digits.
    value = /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
  } catch (error) {
    throw new Malformed(notJson(error), { cause: error });
  }
  if (!isObject(value)) throw new Malformed("Line is not a JSON object");
  return value;
}

function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  return /^-?\d{1,40}$/.test(source) ? BigInt(source) : value;
}

/** notJson says where a line stops being JSON, without quoting it: what it holds is hostile. */
function notJson(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  if (message.startsWith("Unexpected end")) return "Line is not JSON: it ends too early";
  const position = / at position (\d+)/.exec(message)?.[1];
  return position === undefined
    ? "Line is not JSON"
    : `Line is not JSON from character ${Number(position) + 1} on`;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
