/**
 * Programs for what is compared byte for byte, so that it can be searched for along with regular
 * expressions. A text that is UTF-8 is found as a pattern of characters, in the same places as its
 * bytes: no character's bytes are part of another's. What is not UTF-8 is a pattern of bytes.
 *
 * ```
 * ends with "ab"    1 chars {a} -> 2 | 2 chars {b} -> 3 | 3 look text end -> 4 | 4 match
 * ```
 */
import type { Network, TextTest } from "../machine.ts";
import { BYTE } from "./bytes.ts";
import { DO, LOOK, type Program, type Runes } from "./program.ts";

/** BATCH is about how many characters one program has: many values take several programs. */
const BATCH = 10_000;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** literalPrograms returns programs of which one finds what a text test asks for, without `negate`. */
export function literalPrograms(
  { compare, values, fold }: Pick<TextTest, "compare" | "values" | "fold">,
): readonly Program[] {
  const texts = values.map((value) => charactersOf(value) ?? bytesOf(value));
  return [false, true].flatMap((bytes) =>
    batches(texts.filter((each) => each.bytes === bytes)).map((batch) => {
      const writer = new Writer();
      for (const { runes } of batch) {
        writer.way([
          ...compare === "equals" || compare === "starts" ? [LOOK.textStart] : [],
          ...runes.map((rune) => fold ? inBothCases(rune) : [rune, rune]),
          ...compare === "equals" || compare === "ends" ? [LOOK.textEnd] : [],
        ]);
      }
      return writer.program(bytes);
    })
  );
}

/**
 * networkProgram finds addresses of 4 or 16 bytes that lie in one of the networks. An IPv4 address
 * is the same address in IPv6's clothes (::ffff:a.b.c.d), for that is how a program reaches it over
 * an IPv6 socket: both forms are compared as IPv4, in events and in networks.
 */
export function networkProgram(networks: readonly Network[]): Program {
  const writer = new Writer();
  for (const network of networks) {
    const { bytes, prefix } = network.prefix >= MAPPED_BITS && isMapped(network.bytes)
      ? { bytes: network.bytes.slice(12), prefix: network.prefix - MAPPED_BITS }
      : network;
    const address = Array.from(bytes, (byte, index) => {
      const free = 0xff >> Math.min(8, Math.max(0, prefix - index * 8));
      return byteRange(byte & ~free, byte | free);
    });
    writer.way([LOOK.textStart, ...address, LOOK.textEnd]);
    if (bytes.length === 4) {
      const clothes = MAPPED.map((byte) => byteRange(byte, byte));
      writer.way([LOOK.textStart, ...clothes, ...address, LOOK.textEnd]);
    }
  }
  return writer.program(true);
}

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const MAPPED_BITS = MAPPED.length * 8;

function isMapped(bytes: Uint8Array): boolean {
  return bytes.length === 16 && MAPPED.every((byte, index) => bytes[index] === byte);
}

/** Characters is a text as a program reads it. */
interface Characters {
  readonly bytes: boolean;
  readonly runes: readonly number[];
}

function charactersOf(value: Uint8Array): Characters | null {
  try {
    const text = strict.decode(value);
    return { bytes: false, runes: Array.from(text, (each) => each.codePointAt(0) ?? 0) };
  } catch {
    return null;
  }
}

function bytesOf(value: Uint8Array): Characters {
  return { bytes: true, runes: Array.from(value, runeOf) };
}

function runeOf(byte: number): number {
  return byte < 0x80 ? byte : BYTE + byte;
}

/** byteRange is the characters of the bytes from `low` to `high`. */
function byteRange(low: number, high: number): Runes {
  if (low >= 0x80 || high < 0x80) return [runeOf(low), runeOf(high)];
  return [low, 0x7f, runeOf(0x80), runeOf(high)];
}

/** inBothCases folds ASCII letters only. */
function inBothCases(rune: number): Runes {
  const upper = rune & ~0x20;
  if (rune > 0x7a || upper < 0x41 || upper > 0x5a) return [rune, rune];
  return [upper, upper, upper | 0x20, upper | 0x20];
}

function batches(texts: readonly Characters[]): readonly (readonly Characters[])[] {
  const all: Characters[][] = [];
  let size = Infinity;
  for (const text of texts) {
    if (size > BATCH) {
      all.push([]);
      size = 0;
    }
    all.at(-1)?.push(text);
    size += text.runes.length;
  }
  return all;
}

/** Writer writes a program of several ways to a match, each a row of looks and sets. */
class Writer {
  readonly #does: number[] = [DO.fail];
  readonly #out: number[] = [0];
  readonly #arg: number[] = [0];
  readonly #starts: number[] = [];
  readonly #sets: Runes[] = [];
  readonly #known = new Map<string, number>();
  #looks = 0;

  way(parts: readonly (number | Runes)[]): void {
    this.#starts.push(this.#does.length);
    for (const part of parts) {
      if (typeof part === "number") this.#looks |= part;
      const looks = typeof part === "number";
      this.#put(looks ? DO.look : DO.chars, this.#does.length + 1, looks ? part : this.#set(part));
    }
    this.#put(DO.match, 0, 0);
  }

  program(bytes: boolean): Program {
    let start = 0;
    for (const way of this.#starts) start = this.#put(DO.split, way, start);
    return {
      does: Uint8Array.from(this.#does),
      out: Uint16Array.from(this.#out),
      arg: Uint16Array.from(this.#arg),
      start,
      sets: this.#sets,
      looks: this.#looks,
      bytes,
    };
  }

  #put(does: number, out: number, arg: number): number {
    this.#out.push(out);
    this.#arg.push(arg);
    return this.#does.push(does) - 1;
  }

  #set(runes: Runes): number {
    const key = runes.join();
    const id = this.#known.get(key) ?? this.#sets.push(runes) - 1;
    this.#known.set(key, id);
    return id;
  }
}
