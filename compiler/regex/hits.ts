/**
 * Hits are what searches have found since they were last cleared, by number. Numbers are given by
 * whoever puts patterns in, and are small: there is a place for each.
 */
export class Hits {
  /** list has the numbers in its first `count` places, in the order of finding, each once. */
  list = new Int32Array(8);
  count = 0;
  /** #stamps has for each number the round in which it was last found. */
  #stamps = new Uint32Array(8);
  #round = 1;

  /** clear forgets what was found. */
  clear(): void {
    this.count = 0;
    if (++this.#round === 0xffff_ffff) {
      this.#stamps.fill(0);
      this.#round = 1;
    }
  }

  /** has tells whether `number` was found. */
  has(number: number): boolean {
    return this.#stamps[number] === this.#round;
  }

  /** add notes that `number` was found. */
  add(number: number): void {
    if (number >= this.#stamps.length) this.#grow(number);
    if (this.#stamps[number] === this.#round) return;
    this.#stamps[number] = this.#round;
    this.list[this.count++] = number;
  }

  /** addAll notes that all of `numbers` were found. */
  addAll(numbers: Int32Array): void {
    // The index is below the length.
    for (let index = 0; index < numbers.length; index++) this.add(numbers[index]!);
  }

  #grow(number: number): void {
    const size = 1 << 32 - Math.clz32(number);
    const stamps = new Uint32Array(size);
    stamps.set(this.#stamps);
    this.#stamps = stamps;
    const list = new Int32Array(size);
    list.set(this.list);
    this.list = list;
  }
}
