/** Readers of the texts that a record carries, in place. */
import type { Field } from "../compiler/kinds/kind.ts";
import { SYSCALLS } from "../compiler/kinds/syscalls.ts";
import { RECORD_MAX, SPAN } from "./layout.ts";
import type { RecordView } from "./record.ts";
import { encodeText } from "./text.ts";

/** TextField reads one field: `load` leaves where its bytes are, or says that it is absent. */
export interface TextField {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  load(view: RecordView): boolean;
}

/** SpanField is a text that the record has as it is. */
export class SpanField implements TextField {
  bytes: Uint8Array = new Uint8Array();
  start = 0;
  end = 0;
  constructor(private readonly span: number) {}

  load(view: RecordView): boolean {
    if (!view.carries(this.span)) return false;
    this.bytes = view.bytes;
    this.start = view.start(this.span);
    this.end = view.end(this.span);
    return true;
  }
}

/** HostField is the record's host, or where it does not say, the one that all events are from. */
export class HostField implements TextField {
  bytes: Uint8Array = new Uint8Array();
  start = 0;
  end = 0;
  readonly #own = new SpanField(SPAN.host);
  readonly #host: Uint8Array | null;

  constructor(host: string | null) {
    this.#host = host === null ? null : encodeText(host);
  }

  load(view: RecordView): boolean {
    const from = this.#own.load(view) ? this.#own : null;
    if (from === null && this.#host === null) return false;
    this.bytes = from?.bytes ?? this.#host ?? this.bytes;
    this.start = from?.start ?? 0;
    this.end = from?.end ?? this.bytes.length;
    return true;
  }
}

/** JoinedField is a list as one text, one space between its strings. */
export class JoinedField implements TextField {
  readonly bytes = new Uint8Array(RECORD_MAX);
  readonly start = 0;
  end = 0;
  constructor(private readonly span: number) {}

  load(view: RecordView): boolean {
    if (!view.carries(this.span)) return false;
    const from = view.start(this.span);
    const length = view.end(this.span) - from;
    for (let index = 0; index < length; index++) {
      const byte = view.bytes[from + index] ?? 0;
      this.bytes[index] = byte === 0 ? 0x20 : byte;
    }
    // The zero byte behind the last string joins nothing; a list that was cut may lack it.
    const closed = length > 0 && view.bytes[from + length - 1] === 0;
    this.end = closed ? length - 1 : length;
    return true;
  }
}

/** ElementField is one string of a list; it is absent where the list has not so many. */
export class ElementField implements TextField {
  bytes: Uint8Array = new Uint8Array();
  start = 0;
  end = 0;
  constructor(private readonly list: TextField, private readonly element: number) {}

  load(view: RecordView): boolean {
    const list = this.list;
    if (!list.load(view)) return false;
    this.bytes = list.bytes;
    this.start = list.start;
    for (let index = 0; this.start < list.end; index++) {
      this.end = stringEnd(list.bytes, this.start, list.end);
      if (index === this.element) return true;
      this.start = this.end + 1;
    }
    return false;
  }
}

/** stringEnd returns where the string of a list ends that begins at `start`. */
export function stringEnd(bytes: Uint8Array, start: number, end: number): number {
  let stop = start;
  while (stop < end && bytes[stop] !== 0) stop++;
  return stop;
}

const CALL_NAMES = SYSCALLS.map(([name]) => encodeText(name));

/** SyscallField is the name of the system call, also of one that we have no id for. */
export class SyscallField implements TextField {
  bytes: Uint8Array = new Uint8Array();
  start = 0;
  end = 0;
  readonly #other = new SpanField(SPAN.syscall);

  load(view: RecordView): boolean {
    const name = CALL_NAMES[view.call - 1];
    if (name === undefined && !this.#other.load(view)) return false;
    this.bytes = name ?? this.#other.bytes;
    this.start = name === undefined ? this.#other.start : 0;
    this.end = name === undefined ? this.#other.end : name.length;
    return true;
  }
}

/** textSpan returns the span of a field that is carried as one text, or undefined. */
export function textSpan(field: Field): number | undefined {
  const at = field.at;
  if (at.in === "bytes") return at.slot;
  return at.in === "common" && at.text !== "host" ? SPAN[at.text] : undefined;
}
