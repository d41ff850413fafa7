/** HISTORY_MAX is how many entries a history keeps. */
export const HISTORY_MAX = 1000;

/**
 * History is the entries that were typed, oldest first. An entry with several lines is one entry;
 * one that is typed again moves to the end.
 */
export class History {
  readonly #entries: string[] = [];
  readonly #keep: (entry: string) => void;

  /** `keep` is told of each entry that is added. */
  constructor(entries: readonly string[] = [], keep: (entry: string) => void = () => {}) {
    this.#keep = keep;
    for (const entry of entries) this.#put(entry);
  }

  /** entries are all entries, oldest first. */
  get entries(): readonly string[] {
    return this.#entries;
  }

  /** add puts an entry at the end. Blank ones, and those that begin with a space, are not kept. */
  add(entry: string): void {
    if (entry.trim() === "" || entry.startsWith(" ")) return;
    // A space that completion has left behind makes no other entry.
    const kept = entry.replace(/ +$/, "");
    this.#put(kept);
    this.#keep(kept);
  }

  /** search returns the index of the latest entry before `before` that contains `text`, or -1. */
  search(text: string, before = this.#entries.length): number {
    for (let index = Math.min(before, this.#entries.length) - 1; index >= 0; index--) {
      if (this.#entries[index]?.includes(text)) return index;
    }
    return -1;
  }

  #put(entry: string): void {
    const earlier = this.#entries.indexOf(entry);
    if (earlier >= 0) this.#entries.splice(earlier, 1);
    this.#entries.push(entry);
    if (this.#entries.length > HISTORY_MAX) this.#entries.shift();
  }
}
