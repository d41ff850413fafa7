/** Subjects that are known by a name in the record's bytes: containers and hosts. */
import { Subject } from "./subject.ts";
import type { Subject as SubjectKind } from "../compiler/machine.ts";
import { decodeText } from "./text.ts";

interface Entry {
  readonly name: Uint8Array;
  readonly subject: Subject;
}

/** Names finds a subject by bytes, without making a string of them. */
export class Names {
  readonly #by: SubjectKind;
  readonly #entries = new Map<number, Entry[]>();

  constructor(by: SubjectKind) {
    this.#by = by;
  }

  /** find returns the subject of this name, or undefined. */
  find(bytes: Uint8Array, start: number, end: number): Subject | undefined {
    const entries = this.#entries.get(hash(bytes, start, end));
    if (entries === undefined) return undefined;
    for (const { name, subject } of entries) {
      if (same(name, bytes, start, end)) return subject;
    }
    return undefined;
  }

  /** of returns the subject of this name, new if there was none. */
  of(bytes: Uint8Array, start: number, end: number): Subject {
    const known = this.find(bytes, start, end);
    if (known !== undefined) return known;
    const subject = new Subject(this.#by, decodeText(bytes, start, end));
    const key = hash(bytes, start, end);
    const entry = { name: bytes.slice(start, end), subject };
    this.#entries.set(key, [...this.#entries.get(key) ?? [], entry]);
    return subject;
  }

  /** forget drops a subject that has ended. */
  forget(subject: Subject): void {
    for (const [key, entries] of this.#entries) {
      const others = entries.filter((entry) => entry.subject !== subject);
      if (others.length === 0) this.#entries.delete(key);
      else if (others.length < entries.length) this.#entries.set(key, others);
    }
  }
}

/** hash is FNV-1a: names are few and mostly short, so it need not be more than quick. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    value = Math.imul(value ^ (bytes[at] ?? 0), 0x01000193);
  }
  return value;
}

function same(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== name.length) return false;
  for (let at = 0; at < name.length; at++) if (bytes[start + at] !== name[at]) return false;
  return true;
}
