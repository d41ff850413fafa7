import type { Hits } from "../compiler/regex/hits.ts";

/** SAMPLES is how many bytes of a text its hash is made of. */
const SAMPLES = 16;

/** Value is a text that is compared as a whole, and the numbers of those who ask for it. */
interface Value {
  readonly text: Uint8Array;
  numbers: Int32Array;
}

/**
 * EqualTexts finds a text among any number of others by its hash. An attacker chooses what is looked
 * for, but not what is compared with, so texts of one hash are as many as the policies make them.
 */
export class EqualTexts {
  /** #slots has values by their hash; a slot is a power of two of them. */
  #slots: (readonly Value[] | undefined)[] = new Array(16).fill(undefined);
  #size = 0;
  /** #lengths has a 1 for each length that some value has. */
  #lengths = new Uint8Array(16);

  /** add makes `number` found where one of the texts is. */
  add(number: number, texts: readonly Uint8Array[]): void {
    for (const text of texts) {
      const value = this.#value(text);
      if (value.numbers.includes(number)) continue;
      value.numbers = Int32Array.of(...value.numbers, number);
    }
  }

  /** remove takes `number` away from the texts that it was added with. */
  remove(number: number, texts: readonly Uint8Array[]): void {
    for (const text of texts) {
      const value = this.#value(text);
      value.numbers = value.numbers.filter((each) => each !== number);
      if (value.numbers.length > 0) continue;
      const slot = this.#slotOf(text, 0, text.length);
      this.#slots[slot] = this.#slots[slot]?.filter((each) => each !== value);
      this.#size--;
    }
  }

  /** search notes in `hits` the numbers of the text from `start` to before `end`. */
  search(bytes: Uint8Array, start: number, end: number, hits: Hits): void {
    if (this.#lengths[end - start] !== 1) return;
    const values = this.#slots[this.#slotOf(bytes, start, end)];
    if (values === undefined) return;
    for (let index = 0; index < values.length; index++) {
      const { text, numbers } = values[index]!;
      if (isAt(text, bytes, start, end)) hits.addAll(numbers);
    }
  }

  #value(text: Uint8Array): Value {
    const known = this.#slots[this.#slotOf(text, 0, text.length)]
      ?.find((each) => isAt(each.text, text, 0, text.length));
    if (known !== undefined) return known;
    if (++this.#size > this.#slots.length) this.#grow();
    if (text.length >= this.#lengths.length) {
      const lengths = new Uint8Array(text.length * 2);
      lengths.set(this.#lengths);
      this.#lengths = lengths;
    }
    this.#lengths[text.length] = 1;
    const value = { text, numbers: new Int32Array() };
    this.#put(value);
    return value;
  }

  #put(value: Value): void {
    const slot = this.#slotOf(value.text, 0, value.text.length);
    this.#slots[slot] = [...this.#slots[slot] ?? [], value];
  }

  #grow(): void {
    const values = this.#slots.flatMap((each) => each ?? []);
    this.#slots = new Array(this.#slots.length * 2).fill(undefined);
    for (const value of values) this.#put(value);
  }

  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const step = length <= SAMPLES ? 1 : length / SAMPLES;
    let value = 0x811c9dc5 ^ length;
    // The last bytes tell texts apart best, so sampling begins there.
    for (let at = end - 1; at >= start; at -= step) {
      value = Math.imul(value ^ (bytes[at | 0] ?? 0), 0x01000193);
    }
    return (value ^ value >>> 15) & (this.#slots.length - 1);
  }
}

function isAt(text: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text[at]) return false;
  return true;
}
