/** Small damages to something sound. */
import fc from "fast-check";

/** Damage is done at a place, as a part of the length, over some length of it. */
interface Damage {
  readonly does: "cut" | "repeat" | "swap" | "put";
  readonly at: number;
  readonly length: number;
  readonly to: number;
  readonly piece: string;
}

/** damaged is one of the samples after some damages, with `pieces` put in here and there. */
export function damaged(
  samples: readonly string[],
  pieces: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  const damage = fc.record<Damage>({
    does: fc.constantFrom("cut", "repeat", "swap", "put", "put"),
    at: fc.nat(9_999),
    length: fc.oneof(fc.nat(8), fc.nat(80)),
    to: fc.nat(9_999),
    piece: pieces,
  });
  // Most are damaged once or not at all: behind many mistakes little is left to be judged.
  const damages = fc.oneof(
    fc.array(damage, { maxLength: 1 }),
    fc.array(damage, { minLength: 2, maxLength: 6 }),
  );
  return fc.tuple(fc.constantFrom(...samples), damages)
    .map(([sample, damages]) => damages.reduce(hurt, sample));
}

function hurt(text: string, { does, at, length, to, piece }: Damage): string {
  const place = (part: number) => Math.floor(part * text.length / 10_000);
  const start = place(at);
  const end = Math.min(text.length, start + length);
  const part = text.slice(start, end);
  switch (does) {
    case "cut":
      return text.slice(0, start) + text.slice(end);
    case "repeat":
      return text.slice(0, end) + part + text.slice(end);
    case "swap": {
      const rest = text.slice(0, start) + text.slice(end);
      const other = Math.min(rest.length, place(to));
      return rest.slice(0, other) + part + rest.slice(other);
    }
    case "put":
      return text.slice(0, start) + piece + text.slice(end);
  }
}
