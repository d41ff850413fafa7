/**
 * A pattern as a nondeterministic program, in plain arrays: what re2js makes of it, reduced to the
 * five things that the automaton needs to know.
 *
 * ```
 * /ab*$/   1 chars {a} -> 3 | 2 chars {b} -> 3 | 3 split -> 2, 4 | 4 look end -> 5 | 5 match
 * ```
 */
import { RE2JS, RE2Set } from "./re2js.ts";
import type { Pattern } from "../machine.ts";
import { bytePattern, spellBytes } from "./bytes.ts";
import { scan } from "./scan.ts";

/** OPCODE holds re2js's numbers for its instructions; they are no API, so a test checks them. */
export const OPCODE = {
  alt: 1,
  altMatch: 2,
  capture: 3,
  look: 4,
  fail: 5,
  match: 6,
  nop: 7,
  rune: 8,
  rune1: 9,
  any: 10,
  anyNotNewline: 11,
} as const;

/** LOOK bits say what an instruction asks of its place: re2js's numbers, checked by a test. */
export const LOOK = {
  lineStart: 1,
  lineEnd: 2,
  textStart: 4,
  textEnd: 8,
  boundary: 16,
  noBoundary: 32,
} as const;

/** DO is what an instruction of a {@link Program} does. */
export const DO = { fail: 0, split: 1, look: 2, chars: 3, match: 4 } as const;

/** Runes is a set of characters: pairs of first and last, in ascending order. */
export type Runes = readonly number[];

/** Program is a compiled pattern. Instruction 0 fails. */
export interface Program {
  /** does says what each instruction does, a number of {@link DO}. */
  readonly does: Uint8Array;
  readonly out: Uint16Array;
  /** arg is the second way of a split, the bits of a look, the set of chars. */
  readonly arg: Uint16Array;
  readonly start: number;
  readonly sets: readonly Runes[];
  /** looks has the {@link LOOK} bits that some instruction asks for. */
  readonly looks: number;
  /** bytes is true where each byte of the haystack is a character: see bytes.ts. */
  readonly bytes: boolean;
}

/** Instruction is what the code below uses of re2js's own. */
interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes: ArrayLike<number>;
}

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  s: RE2JS.DOTALL,
  m: RE2JS.MULTILINE,
};
const ANY: Runes = [0, 0x10ffff];
const ANY_NOT_NEWLINE: Runes = [0, 9, 11, 0x10ffff];

/** CACHED is how many programs are kept for patterns that come again. */
const CACHED = 4096;

const cache = new Map<string, Program>();

/**
 * compile makes the program of a pattern; the same one for the same pattern, as long as it is among
 * the last used. It throws re2js's exceptions where RE2 refuses it.
 */
export function compile(pattern: Pattern): Program {
  const key = `${pattern.flags}/${pattern.source}`;
  const program = cache.get(key) ?? compileAfresh(pattern);
  // Behind all others again: the first is the one that was not asked for the longest.
  cache.delete(key);
  cache.set(key, program);
  if (cache.size > CACHED) {
    for (const oldest of cache.keys()) {
      return cache.delete(oldest), program;
    }
  }
  return program;
}

function compileAfresh({ source, flags }: Pattern): Program {
  const tokens = scan(source);
  const bytes = bytePattern(source, tokens);
  const set = new RE2Set(
    RE2Set.UNANCHORED,
    [...flags].reduce((sum, flag) => sum | (FLAGS[flag] ?? 0), 0),
  );
  set.add(bytes ? spellBytes(source, tokens) : source);
  set.compile();
  return reduce(set.prog.inst, set.prog.start, bytes);
}

function reduce(list: readonly Instruction[], start: number, bytes: boolean): Program {
  if (list.length > 0xffff) {
    throw new RangeError(`Cannot use the regular expression: ${list.length} instructions`);
  }
  const does = new Uint8Array(list.length);
  const out = new Uint16Array(list.length);
  const arg = new Uint16Array(list.length);
  const sets = new Sets();
  let looks = 0;
  for (const [pc, each] of list.entries()) {
    out[pc] = each.out;
    switch (each.op) {
      case OPCODE.alt:
      case OPCODE.altMatch:
        does[pc] = DO.split;
        arg[pc] = each.arg;
        break;
      case OPCODE.nop:
      case OPCODE.capture:
        does[pc] = DO.split;
        break;
      case OPCODE.look:
        does[pc] = DO.look;
        arg[pc] = each.arg;
        looks |= each.arg;
        break;
      case OPCODE.match:
        does[pc] = DO.match;
        break;
      case OPCODE.fail:
        break;
      default:
        does[pc] = DO.chars;
        arg[pc] = sets.idOf(each);
    }
  }
  return { does, out, arg, start, sets: sets.list, looks, bytes };
}

/** isAnchored tells whether a match can only begin where the text begins. */
export function isAnchored({ does, out, arg, start }: Program): boolean {
  const seen = new Set<number>();
  const stack = [start];
  for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
    if (seen.has(pc)) continue;
    seen.add(pc);
    if (does[pc] === DO.split) stack.push(out[pc] ?? 0, arg[pc] ?? 0);
    else if (does[pc] === DO.look && ((arg[pc] ?? 0) & LOOK.textStart) !== 0) continue;
    else if (does[pc] !== DO.fail) return false;
  }
  return true;
}

/** Sets numbers the sets of characters of a program, equal ones alike. */
class Sets {
  readonly list: Runes[] = [];
  readonly #known = new Map<string, number>();
  /** #copies: a class that is repeated has one list of characters, and spelling it out is slow. */
  readonly #copies = new Map<unknown, number>();

  idOf(each: Instruction): number {
    // A single character may be written once with its cases and once without.
    const copy = each.runes.length > 1 ? this.#copies.get(each.runes) : undefined;
    if (copy !== undefined) return copy;
    const runes = runesOf(each);
    const key = runes.join();
    const id = this.#known.get(key) ?? this.list.push(runes) - 1;
    this.#known.set(key, id);
    this.#copies.set(each.runes, id);
    return id;
  }
}

function runesOf({ op, arg, runes }: Instruction): Runes {
  switch (op) {
    case OPCODE.any:
      return ANY;
    case OPCODE.anyNotNewline:
      return ANY_NOT_NEWLINE;
    case OPCODE.rune:
    case OPCODE.rune1: {
      const list = Array.from(runes);
      const [one] = list;
      if (list.length !== 1 || one === undefined) return list;
      // A lone character with an argument is matched without regard to case.
      return arg === 0 ? [one, one] : casesOf(one);
    }
  }
  throw new TypeError(`Cannot use the regular expression: re2js has an instruction ${op}`);
}

const cases = new Map<number, Runes>();

/**
 * casesOf returns a character in all its cases. re2js does not export its table, but writes a class
 * out: beside a character that has no case (the last one), ours comes in all of its own.
 */
function casesOf(rune: number): Runes {
  let runes = cases.get(rune);
  if (!runes) {
    const set = new RE2Set();
    set.add(`(?i)[\\x{${rune.toString(16)}}\\x{10ffff}]`);
    set.compile();
    const list: readonly Instruction[] = set.prog.inst;
    const found = list.find(({ op }) => op === OPCODE.rune);
    runes = Array.from(found?.runes ?? []).slice(0, -2);
    cases.set(rune, runes);
  }
  return runes;
}
