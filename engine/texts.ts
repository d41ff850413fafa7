/** Tests on texts and lists, on the bytes of the record. */
import type { Field } from "../compiler/kinds/kind.ts";
import { SYSCALLS } from "../compiler/kinds/syscalls.ts";
import { RECORD_MAX, SPAN } from "./layout.ts";
import type { ByteMatcher } from "./literals.ts";
import type { Predicate } from "./predicates.ts";
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
  #loaded = false;
  #carried = false;
  constructor(private readonly span: number) {}

  /** forget is called for each event: what was joined is the last one's. */
  forget(): void {
    this.#loaded = false;
  }

  load(view: RecordView): boolean {
    if (!this.#loaded) {
      this.#loaded = true;
      this.#carried = view.carries(this.span);
      if (this.#carried) this.#join(view);
    }
    return this.#carried;
  }

  #join(view: RecordView): void {
    const from = view.start(this.span);
    const length = view.end(this.span) - from;
    for (let index = 0; index < length; index++) {
      const byte = view.bytes[from + index] ?? 0;
      this.bytes[index] = byte === 0 ? 0x20 : byte;
    }
    // The zero byte behind the last string joins nothing; a list that was cut may lack it.
    const closed = length > 0 && view.bytes[from + length - 1] === 0;
    this.end = closed ? length - 1 : length;
  }
}

/** TextPredicate asks a matcher about one text. */
export class TextPredicate implements Predicate {
  constructor(
    private readonly field: TextField,
    private readonly matcher: ByteMatcher,
    private readonly negate: boolean,
  ) {}

  holds(view: RecordView): boolean {
    const field = this.field;
    if (!field.load(view)) return false;
    return this.matcher.test(field.bytes, field.start, field.end) !== this.negate;
  }
}

/**
 * ListPredicate asks a matcher about a list's strings: about the one at `element`, or whether some
 * string matches (under `negate`: whether none does). An element that is not there is absent.
 */
export class ListPredicate implements Predicate {
  constructor(
    private readonly list: TextField,
    private readonly element: number | null,
    private readonly matcher: ByteMatcher,
    private readonly negate: boolean,
  ) {}

  holds(view: RecordView): boolean {
    const list = this.list;
    if (!list.load(view)) return false;
    const { bytes, end } = list;
    let index = 0;
    for (let start = list.start; start < end; index++) {
      let stop = start;
      while (stop < end && bytes[stop] !== 0) stop++;
      if (this.element === null) {
        if (this.matcher.test(bytes, start, stop)) return !this.negate;
      } else if (this.element === index) {
        return this.matcher.test(bytes, start, stop) !== this.negate;
      }
      start = stop + 1;
    }
    return this.element === null && this.negate;
  }
}

/** SyscallPredicate has asked about every system call's name beforehand. */
export class SyscallPredicate implements Predicate {
  readonly #holds: Uint8Array;
  /** #other judges the names of calls that we have no id for. */
  readonly #other: TextPredicate;

  constructor(matcher: ByteMatcher, negate: boolean) {
    this.#holds = new Uint8Array(SYSCALLS.length + 1);
    for (const [index, [name]] of SYSCALLS.entries()) {
      const bytes = encodeText(name);
      this.#holds[index + 1] = matcher.test(bytes, 0, bytes.length) !== negate ? 1 : 0;
    }
    this.#other = new TextPredicate(new SpanField(SPAN.syscall), matcher, negate);
  }

  holds(view: RecordView): boolean {
    const call = view.call;
    return call === 0 ? this.#other.holds(view) : this.#holds[call] === 1;
  }
}

/** textSpan returns the span of a field that is carried as one text, or undefined. */
export function textSpan(field: Field): number | undefined {
  const at = field.at;
  if (at.in === "bytes") return at.slot;
  return at.in === "common" && at.text !== "host" ? SPAN[at.text] : undefined;
}
