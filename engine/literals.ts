/** Literal comparisons of bytes: equal, at the start, at the end, anywhere. Each in linear time. */
import type { TextTest } from "../compiler/machine.ts";

/** ByteMatcher answers for the bytes from `start` to `end`, whatever it looks for. */
export interface ByteMatcher {
  test(bytes: Uint8Array, start: number, end: number): boolean;
}

const EXACT = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const FOLDED = EXACT.map((byte) => byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);

/** literalMatcher matches what a text test compares with; `negate` is not its business. */
export function literalMatcher(
  test: Pick<TextTest, "compare" | "values" | "fold">,
): ByteMatcher {
  const map = test.fold ? FOLDED : EXACT;
  const matchers = test.values.map((value) => {
    // Every byte has an entry in the map.
    const folded = value.map((byte) => map[byte]!);
    switch (test.compare) {
      case "equals":
        return new Equals(folded, map);
      case "starts":
        return new Starts(folded, map);
      case "ends":
        return new Ends(folded, map);
      case "contains":
        return new Contains(folded, map);
    }
  });
  return matchers.length === 1 && matchers[0] !== undefined ? matchers[0] : new AnyOf(matchers);
}

class AnyOf implements ByteMatcher {
  constructor(private readonly matchers: readonly ByteMatcher[]) {}

  test(bytes: Uint8Array, start: number, end: number): boolean {
    for (const matcher of this.matchers) if (matcher.test(bytes, start, end)) return true;
    return false;
  }
}

/** liesAt tells whether `value` stands at `start`; the caller knows that it fits. */
function liesAt(bytes: Uint8Array, start: number, value: Uint8Array, map: Uint8Array): boolean {
  for (let index = 0; index < value.length; index++) {
    if (map[bytes[start + index] ?? 0] !== value[index]) return false;
  }
  return true;
}

class Equals implements ByteMatcher {
  constructor(private readonly value: Uint8Array, private readonly map: Uint8Array) {}

  test(bytes: Uint8Array, start: number, end: number): boolean {
    return end - start === this.value.length && liesAt(bytes, start, this.value, this.map);
  }
}

class Starts implements ByteMatcher {
  constructor(private readonly value: Uint8Array, private readonly map: Uint8Array) {}

  test(bytes: Uint8Array, start: number, end: number): boolean {
    return end - start >= this.value.length && liesAt(bytes, start, this.value, this.map);
  }
}

class Ends implements ByteMatcher {
  constructor(private readonly value: Uint8Array, private readonly map: Uint8Array) {}

  test(bytes: Uint8Array, start: number, end: number): boolean {
    const from = end - this.value.length;
    return from >= start && liesAt(bytes, from, this.value, this.map);
  }
}

/** Contains searches as Knuth, Morris and Pratt do: no byte of the text is looked at again. */
class Contains implements ByteMatcher {
  /** back[n]: how much of the value still stands where its first n bytes did and the next did not. */
  readonly #back: Uint32Array;

  constructor(private readonly value: Uint8Array, private readonly map: Uint8Array) {
    this.#back = new Uint32Array(value.length + 1);
    for (let index = 1, stands = 0; index < value.length; index++) {
      while (stands > 0 && value[index] !== value[stands]) stands = this.#back[stands] ?? 0;
      if (value[index] === value[stands]) stands++;
      this.#back[index + 1] = stands;
    }
  }

  test(bytes: Uint8Array, start: number, end: number): boolean {
    const { value, map } = this;
    if (value.length === 0) return true;
    for (let at = start, stands = 0; at < end; at++) {
      const byte = map[bytes[at] ?? 0];
      while (stands > 0 && byte !== value[stands]) stands = this.#back[stands] ?? 0;
      if (byte === value[stands] && ++stands === value.length) return true;
    }
    return false;
  }
}
