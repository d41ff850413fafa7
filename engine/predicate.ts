/**
 * The sorts of predicates. Most have *atoms*: predicates of which one has to hold for it to hold,
 * and each of which is in an index that knows all that hold at once. Who waits for a predicate need
 * not ask it where none of its atoms holds.
 */
import type { Index } from "./indexes.ts";
import type { Bounds, NumberIndex } from "./number_index.ts";
import type { RecordView } from "./record.ts";
import type { TextIndex, TextQuestion } from "./text_index.ts";

/** Predicate is one question. */
export interface Predicate {
  /** parts are the predicates that it is made of. */
  readonly parts: readonly number[];
  /** rarity is how seldom one of its atoms may hold; RARITY.none: it has no atoms. */
  readonly rarity: number;
  holds(view: RecordView): boolean;
}

/** RARITY guesses how seldom a sort of predicate holds: of several, the rarest is waited for. */
export const RARITY = { none: 0, range: 1, number: 2, text: 3, ownText: 4, never: 5 } as const;

/** Atom is a predicate that an index answers. */
export interface Atom {
  readonly id: number;
  readonly index: Index;
}

/** Answers has the answer of each predicate. */
export interface Answers {
  holds(id: number, view: RecordView): boolean;
}

/**
 * TextPredicate is a question on a text. Those that runs begin with are in an index of their own, so
 * that an event that no run waits for is not searched for what only later steps ask.
 */
export class TextPredicate implements Predicate {
  readonly parts = [];
  index: TextIndex;

  constructor(
    readonly id: number,
    readonly rarity: number,
    private readonly question: TextQuestion,
    private readonly indexes: { readonly first: TextIndex; readonly later: TextIndex },
  ) {
    this.index = indexes.later;
    this.index.add(id, question);
  }

  holds(view: RecordView): boolean {
    return this.index.ask(view).has(this.id);
  }

  /** atom makes it one of those that are asked first. */
  atom(): Atom {
    if (this.index !== this.indexes.first) {
      this.drop();
      this.index = this.indexes.first;
      this.index.add(this.id, this.question);
    }
    return this;
  }

  drop(): void {
    this.index.remove(this.id, this.question);
  }
}

/** NegatedText holds where the text is carried, and what is asked of it does not hold. */
export class NegatedText implements Predicate {
  readonly parts: readonly number[];
  readonly rarity = RARITY.none;

  constructor(private readonly asked: TextPredicate) {
    this.parts = [asked.id];
  }

  holds(view: RecordView): boolean {
    const { index, id } = this.asked;
    return !index.ask(view).has(id) && index.present;
  }
}

/** NumberPredicate compares by itself; it is put into an index only where runs begin with it. */
export class NumberPredicate implements Predicate {
  readonly parts = [];
  readonly rarity: number;
  #indexed = false;

  constructor(
    private readonly id: number,
    private readonly compares: { holds(view: RecordView): boolean },
    private readonly index: NumberIndex,
    private readonly ranges: readonly Bounds[] | null,
  ) {
    const single = ranges?.every(([low, high]) => low === high) ?? false;
    this.rarity = ranges === null ? RARITY.none : single ? RARITY.number : RARITY.range;
  }

  holds(view: RecordView): boolean {
    return this.compares.holds(view);
  }

  atom(): Atom {
    if (!this.#indexed) this.index.add(this.id, this.ranges ?? []);
    this.#indexed = true;
    return { id: this.id, index: this.index };
  }

  drop(): void {
    if (this.#indexed) this.index.remove(this.id);
  }
}

/** All holds where all of its parts hold. */
export class All implements Predicate {
  readonly rarity: number;

  constructor(
    private readonly answers: Answers,
    readonly parts: readonly number[],
    rarities: readonly number[],
  ) {
    this.rarity = Math.max(RARITY.none, ...rarities);
  }

  holds(view: RecordView): boolean {
    for (const id of this.parts) if (!this.answers.holds(id, view)) return false;
    return true;
  }
}

/** Any holds where one of its parts holds. */
export class Any implements Predicate {
  readonly rarity: number;

  constructor(
    private readonly answers: Answers,
    readonly parts: readonly number[],
    rarities: readonly number[],
  ) {
    this.rarity = Math.min(RARITY.never, ...rarities);
  }

  holds(view: RecordView): boolean {
    for (const id of this.parts) if (this.answers.holds(id, view)) return true;
    return false;
  }
}

/** Not holds where its part does not. */
export class Not implements Predicate {
  readonly parts: readonly number[];
  readonly rarity = RARITY.none;

  constructor(private readonly answers: Answers, private readonly of: number) {
    this.parts = [of];
  }

  holds(view: RecordView): boolean {
    return !this.answers.holds(this.of, view);
  }
}
