/**
 * The short way of an event's line: from its bytes into a record, with nothing made in between. What
 * a line may say is in the tables of ndjson_keys.ts. A line that is unusual in any way (unknown
 * names, constants by name, `args` in front of `kind`, anything malformed) is refused, and the
 * general reader (ndjson_event.ts) takes it or says what is wrong with it. What is not refused
 * becomes the same record there; a test compares the two.
 */
import type { RecordBuilder } from "../../engine/builder.ts";
import { FLAG, PHASE, SPAN_COUNT, STATE } from "../../engine/layout.ts";
import { decodeText, encodeText } from "../../engine/text.ts";
import { COMMA, END, FALSE, JsonScanner, OPEN, REFUSED, TRUE } from "./json_scanner.ts";
import { NameTable, NONE } from "./name_table.ts";
import { address } from "./event.ts";
import {
  ANY_ID,
  type ArgumentSort,
  HEADER,
  type Key,
  keysOfKind,
  type KindKeys,
  PARENT,
  TOP,
  type TopSort,
  WORDS,
} from "./keys.ts";
import { NEWLINE, NOT_TAKEN } from "../records/lines.ts";
import { Malformed } from "./values.ts";

/** LONGEST is the length of a line of which nothing can be cut off for want of room in a record. */
const LONGEST = 60_000;

const U32 = 2 ** 32;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d] as const;

const PHASES = new NameTable(["enter", "exit", "whole"]);
const PHASE_OF = [PHASE.enter, PHASE.exit, PHASE.whole] as const;
const CMDLINE = new NameTable(["cmdline"]);

/** DirectReader reads one line at a time. */
export class DirectReader {
  /** ts is the line's time, sequence its `seq` or NaN. */
  ts = 0;
  sequence = NaN;
  /** tells: the line says something of its process, which `know` puts into a record. */
  tells = false;
  readonly #json = new JsonScanner();
  #said = 0;
  #keys: KindKeys | null = null;
  #kindWord = NONE;
  #call = 0;
  #result = NaN;
  #pid = 0;
  #phase: number = PHASE.whole;
  #arguments = 0;
  /** What is said of the process: texts by span, numbers by slot. */
  readonly #from: Uint8Array[] = Array.from({ length: SPAN_COUNT }, () => new Uint8Array());
  readonly #start = new Int32Array(SPAN_COUNT);
  readonly #end = new Int32Array(SPAN_COUNT);
  readonly #numbers = new Float64Array(3);
  #texts = 0;
  #counts = 0;
  #cut = false;

  /**
   * read makes the record, but for its time, of the line that begins at `start`, and returns the
   * place behind its newline; or NOT_TAKEN: it is refused, or does not end in these bytes.
   */
  read(bytes: Uint8Array, start: number, builder: RecordBuilder): number {
    const json = this.#json;
    this.#begin();
    json.begin(bytes, start);
    builder.begin(0);
    for (let lead = OPEN;; lead = COMMA) {
      const index = json.key(TOP.names, lead);
      if (index === END) break;
      if (index === REFUSED) return NOT_TAKEN;
      if (index === NONE) {
        if (!json.skip()) return NOT_TAKEN;
        continue;
      }
      const key = TOP.rows[index]!;
      if ((this.#said & key.bit) !== 0 || !this.#value(key, builder)) return NOT_TAKEN;
      this.#said |= key.bit;
    }
    const whole = json.take(NEWLINE) && json.at - start <= LONGEST && this.#finish(builder);
    return whole ? json.at : NOT_TAKEN;
  }

  /** know puts what the line says of its process into a record of type KNOWN. */
  readonly know = (known: RecordBuilder): RecordBuilder => {
    for (let span = 0; span < SPAN_COUNT; span++) {
      if ((this.#texts & 1 << span) === 0) continue;
      known.range(span, this.#from[span]!, this.#start[span]!, this.#end[span]!);
    }
    for (let slot = 0; slot < this.#numbers.length; slot++) {
      if ((this.#counts & 1 << slot) !== 0) known.number(slot, this.#numbers[slot]!);
    }
    if (this.#cut) known.cut(STATE.spans.cmdline);
    return known;
  };

  #begin(): void {
    this.sequence = NaN;
    this.tells = false;
    this.#said = 0;
    this.#keys = null;
    this.#call = 0;
    this.#result = NaN;
    this.#phase = PHASE.whole;
    this.#arguments = 0;
    this.#texts = 0;
    this.#counts = 0;
    this.#cut = false;
  }

  #value({ sort, at }: Key<TopSort>, builder: RecordBuilder): boolean {
    const json = this.#json;
    switch (sort) {
      case "header":
        return this.#header(at, builder);
      case "text":
        return this.#text(at, builder);
      case "state":
        return this.#text(at, builder) && this.#fact(at);
      case "fact":
        return json.text() && this.#fact(at);
      case "ts":
        this.ts = json.integer();
        return this.ts >= 0;
      case "seq":
        this.sequence = json.integer();
        return !Number.isNaN(this.sequence);
      case "kind":
        return this.#kind(json.name(WORDS.names));
      case "syscall":
        this.#call = WORDS.calls[json.name(WORDS.names)] ?? 0;
        return this.#call > 0;
      case "phase": {
        const phase = PHASE_OF[json.name(PHASES)];
        this.#phase = phase ?? 0;
        return phase !== undefined;
      }
      case "args":
        return this.#keys !== null && this.#args(this.#keys, builder);
      case "ret":
        this.#result = json.integer();
        builder.result(this.#result);
        return !Number.isNaN(this.#result);
      case "late":
        if (!json.literal(TRUE)) return json.literal(FALSE);
        builder.flags(FLAG.late);
        return true;
      case "age":
        return this.#number(at, Infinity);
      case "parent":
        return this.#parent();
      case "ancestors":
        return json.list() && this.#fact(at);
      case "truncated":
        return this.#keys !== null && this.#truncated(this.#keys, builder);
      case "other":
        return false;
    }
  }

  /** #finish sets what depends on several keys. */
  #finish(builder: RecordBuilder): boolean {
    const keys = this.#keys;
    if (keys === null || (this.#said & REQUIRED) !== REQUIRED) return false;
    const kind = WORDS.kinds[this.#kindWord]!;
    builder.kind(kind, this.#phase);
    if ((this.#said & TID) === 0) builder.header("tid", this.#pid);
    if (this.#call > 0) {
      builder.call(this.#call);
    } else if (kind !== ANY_ID) {
      this.#call = WORDS.calls[this.#kindWord]!;
      // A kind that no call has the name of.
      if (this.#call === 0) return false;
      builder.call(this.#call);
    }
    // Of a call that failed nothing was made; NaN: nothing is said of a result.
    if (keys.results === null || !(this.#result >= 0)) return true;
    for (const { at, bit } of keys.results.get(this.#call) ?? []) {
      if ((this.#arguments & bit) === 0) builder.number(at, this.#result);
    }
    return true;
  }

  #kind(word: number): boolean {
    const kind = WORDS.kinds[word] ?? NONE;
    if (kind === NONE) return false;
    this.#kindWord = word;
    this.#keys = keysOfKind(kind);
    return true;
  }

  #header(index: number, builder: RecordBuilder): boolean {
    const value = this.#json.integer();
    if (!(value >= 0 && value < U32)) return false;
    if (index === 0) this.#pid = value;
    const { offset, carried } = HEADER[index]!;
    builder.part(offset, carried, value);
    return true;
  }

  #text(span: number, builder: RecordBuilder): boolean {
    const json = this.#json;
    if (!json.text()) return false;
    builder.range(span, json.bytes, json.start, json.end);
    return true;
  }

  #args({ args: { names, rows } }: KindKeys, builder: RecordBuilder): boolean {
    const json = this.#json;
    for (let lead = OPEN;; lead = COMMA) {
      const index = json.key(names, lead);
      if (index === END) return true;
      if (index === REFUSED) return false;
      if (index === NONE) {
        if (!json.skip()) return false;
        continue;
      }
      const key = rows[index]!;
      if ((this.#arguments & key.bit) !== 0 || !this.#argument(key, builder)) return false;
      this.#arguments |= key.bit;
    }
  }

  #argument({ sort, at }: Key<ArgumentSort>, builder: RecordBuilder): boolean {
    const json = this.#json;
    switch (sort) {
      case "number":
      case "argument": {
        const value = json.integer();
        if (sort === "number") builder.number(at, value);
        else builder.argument(at, value);
        return !Number.isNaN(value);
      }
      case "nr": {
        const value = json.integer();
        builder.header("nr", value);
        return Math.abs(value) < U32 / 2;
      }
      case "text":
        return this.#text(at, builder);
      case "list":
        if (!json.list()) return false;
        builder.range(at, json.bytes, json.start, json.end);
        return true;
      case "ip":
        return json.text() && this.#address(at, builder);
      case "other":
        return false;
    }
  }

  #address(span: number, builder: RecordBuilder): boolean {
    const { bytes, start, end } = this.#json;
    try {
      builder.bytes(span, address("", decodeText(bytes, start, end)));
      return true;
    } catch (error) {
      if (error instanceof Malformed) return false;
      throw error;
    }
  }

  #parent(): boolean {
    const json = this.#json;
    this.tells = true;
    let said = 0;
    for (let lead = OPEN;; lead = COMMA) {
      const index = json.key(PARENT.names, lead);
      if (index === END) return true;
      const key = PARENT.rows[index];
      if (key === undefined || (said & key.bit) !== 0) return false;
      said |= key.bit;
      const read = key.sort === "fact"
        ? json.text() && this.#fact(key.at)
        : this.#number(key.at, U32);
      if (!read) return false;
    }
  }

  #fact(span: number): boolean {
    const { bytes, start, end } = this.#json;
    this.tells = true;
    this.#texts |= 1 << span;
    this.#from[span] = bytes;
    this.#start[span] = start;
    this.#end[span] = end;
    return true;
  }

  #number(slot: number, below: number): boolean {
    const value = this.#json.integer();
    this.tells = true;
    this.#counts |= 1 << slot;
    this.#numbers[slot] = value;
    return value >= 0 && value < below;
  }

  #truncated({ texts: { names, rows } }: KindKeys, builder: RecordBuilder): boolean {
    const json = this.#json;
    if (!json.take(OPEN_LIST)) return false;
    if (json.take(CLOSE_LIST)) return true;
    do {
      if (!json.text()) return false;
      const span = rows[names.find(json.bytes, json.start, json.end)]?.at;
      if (span !== undefined) builder.cut(span);
      if (CMDLINE.find(json.bytes, json.start, json.end) === 0) this.#cut = true;
    } while (json.take(COMMA));
    return json.take(CLOSE_LIST);
  }
}

const REQUIRED = bitOf("ts") | bitOf("pid") | bitOf("kind");
const TID = bitOf("tid");

function bitOf(name: string): number {
  const bytes = encodeText(name);
  return TOP.rows[TOP.names.find(bytes, 0, bytes.length)]?.bit ?? 0;
}
