import type { Buffer } from "./buffer.ts";

/** UNDO_MAX is how many changes can be taken back. */
const UNDO_MAX = 200;

/** Undo remembers what an entry was before each change of it; a word that is typed is one change. */
export class Undo {
  readonly #before: Buffer[] = [];
  #typing = false;

  /** changed is told of every key: what it made of the buffer, and the text where it was typed. */
  changed(before: Buffer, after: Buffer, typed: string | null): void {
    if (before.text === after.text) {
      // Whoever has moved the cursor begins another change.
      if (before.cursor !== after.cursor) this.#typing = false;
      return;
    }
    const same = this.#typing && typed !== null && !/^\s/.test(typed);
    this.#typing = typed !== null;
    if (same) return;
    this.#before.push(before);
    if (this.#before.length > UNDO_MAX) this.#before.shift();
  }

  /** take returns what the entry was before its latest change, or null where there is none. */
  take(): Buffer | null {
    this.#typing = false;
    return this.#before.pop() ?? null;
  }

  /** clear forgets all, for another entry. */
  clear(): void {
    this.#before.length = 0;
    this.#typing = false;
  }
}
