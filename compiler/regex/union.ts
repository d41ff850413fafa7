import type { Program, Runes } from "./program.ts";
import { DO } from "./program.ts";

/**
 * Union is several programs as one: their instructions one after the other. It says of each
 * instruction which of the programs it belongs to.
 */
export interface Union {
  readonly does: Uint8Array;
  readonly out: Uint16Array;
  readonly arg: Uint16Array;
  readonly owner: Uint16Array;
  /** starts has for each program where it begins. */
  readonly starts: Uint16Array;
  readonly sets: readonly Runes[];
  /** looks has the LOOK bits that some instruction asks for. */
  readonly looks: number;
  /** bytes is true where each byte of the haystack is a character; programs of both sorts do not mix. */
  readonly bytes: boolean;
}

/** INSTRUCTIONS is how many a union can have: they are numbered with 16 bits. */
export const INSTRUCTIONS = 0x10000;

/** join makes the union of programs. */
export function join(programs: readonly Program[]): Union {
  const size = programs.reduce((sum, { does }) => sum + does.length, 0);
  const does = new Uint8Array(size);
  const out = new Uint16Array(size);
  const arg = new Uint16Array(size);
  const owner = new Uint16Array(size);
  const starts = new Uint16Array(programs.length);
  const sets: Runes[] = [];
  const known = new Map<string, number>();
  const idOf = (set: Runes) => {
    const key = set.join();
    const id = known.get(key) ?? sets.push(set) - 1;
    known.set(key, id);
    return id;
  };
  let base = 0;
  let looks = 0;
  for (const [index, program] of programs.entries()) {
    const ids = program.sets.map(idOf);
    does.set(program.does, base);
    starts[index] = base + program.start;
    looks |= program.looks;
    for (let pc = 0; pc < program.does.length; pc++) {
      const second = program.arg[pc] ?? 0;
      out[base + pc] = base + (program.out[pc] ?? 0);
      owner[base + pc] = index;
      arg[base + pc] = program.does[pc] === DO.split
        ? base + second
        : program.does[pc] === DO.chars
        ? ids[second] ?? 0
        : second;
    }
    base += program.does.length;
  }
  return { does, out, arg, owner, starts, sets, looks, bytes: programs[0]?.bytes ?? false };
}
