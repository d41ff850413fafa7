/**
 * Any number of patterns, each with a number, that are searched for in as few walks over the bytes
 * as can be. All of them are one group to begin with (patterns of bytes and of characters two). A
 * group that grows beyond its budget is divided: those patterns that can only begin where the text
 * begins from the others, and else in the middle. So a few patterns that do not go well together
 * come to be alone, and the worst that a text can bring about is a walk for each.
 */
import { BUDGET, type Budget, type Entry, Group } from "./group.ts";
import type { Hits } from "./hits.ts";
import { isAnchored, type Program } from "./program.ts";
import { INSTRUCTIONS } from "./union.ts";

/** PatternSet searches for all the patterns in it. */
export class PatternSet {
  readonly #budget: Budget;
  #entries: Entry[] = [];
  /** #groups is null until it is asked for. */
  #groups: Group[] | null = [];

  constructor(budget: Budget = BUDGET) {
    this.#budget = budget;
  }

  /** walks is how often the bytes are walked over for one search. */
  get walks(): number {
    return this.#all().length;
  }

  /** add puts a pattern in. Several of one number are found as one. */
  add(id: number, program: Program): void {
    this.#entries.push({ id, program });
    this.#groups = null;
  }

  /** remove takes out what has a number. */
  remove(id: number): void {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    this.#groups = null;
  }

  /** search notes in `hits` what is found from `start` to before `end`. */
  search(bytes: Uint8Array, start: number, end: number, hits: Hits): void {
    const groups = this.#groups ?? this.#all();
    for (let index = 0; index < groups.length;) {
      // What a divided group has found already is noted once only.
      if (groups[index]!.search(bytes, start, end, hits)) index++;
      else groups.splice(index, 1, ...this.#divide(groups[index]!));
    }
  }

  #all(): Group[] {
    return this.#groups ??= [true, false].flatMap((bytes) =>
      fitting(this.#entries.filter(({ program }) => program.bytes === bytes))
    ).map((entries) => new Group(entries, this.#budget));
  }

  #divide({ entries }: Group): readonly Group[] {
    const anchored = entries.filter(({ program }) => isAnchored(program));
    const mixed = anchored.length > 0 && anchored.length < entries.length;
    const halves = mixed
      ? [anchored, entries.filter((entry) => !anchored.includes(entry))]
      : [entries.slice(0, entries.length >> 1), entries.slice(entries.length >> 1)];
    return halves.map((half) => new Group(half, this.#budget));
  }
}

/** fitting cuts a list of entries so that the instructions of each part can be numbered. */
function fitting(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const parts: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const size = entry.program.does.length;
    if (size > room) {
      parts.push([]);
      room = INSTRUCTIONS;
    }
    parts.at(-1)?.push(entry);
    room -= size;
  }
  return parts;
}
