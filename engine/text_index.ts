/** All that is asked of one text, answered at once: see compiler/regex/set.ts. */
import type { Budget } from "../compiler/regex/group.ts";
import { Hits } from "../compiler/regex/hits.ts";
import type { Program } from "../compiler/regex/program.ts";
import { PatternSet } from "../compiler/regex/set.ts";
import { EqualTexts } from "./equal_texts.ts";
import type { Index, Round } from "./indexes.ts";
import type { RecordView } from "./record.ts";
import { stringEnd, type TextField } from "./texts.ts";

/** TextQuestion is what a text is compared with: whole texts, or programs that find something. */
export type TextQuestion =
  | { readonly is: "equal"; readonly texts: readonly Uint8Array[] }
  | { readonly is: "found"; readonly programs: readonly Program[] };

/** TextIndex answers the questions on one field; on a list, whether some string of it fulfils them. */
export class TextIndex implements Index {
  /** present tells whether the event that was asked about last carries the field. */
  present = false;
  readonly #field: TextField;
  readonly #list: boolean;
  readonly #round: Round;
  readonly #hits = new Hits();
  readonly #patterns: PatternSet;
  readonly #equal = new EqualTexts();
  #asked = 0;

  constructor(field: TextField, list: boolean, round: Round, budget: Budget) {
    this.#field = field;
    this.#list = list;
    this.#round = round;
    this.#patterns = new PatternSet(budget);
  }

  /** walks is how often a text is walked over. */
  get walks(): number {
    return this.#patterns.walks;
  }

  /** add puts a question in, by the number that its answer is to have. */
  add(number: number, question: TextQuestion): void {
    if (question.is === "equal") this.#equal.add(number, question.texts);
    else for (const program of question.programs) this.#patterns.add(number, program);
  }

  remove(number: number, question: TextQuestion): void {
    if (question.is === "equal") this.#equal.remove(number, question.texts);
    else this.#patterns.remove(number);
  }

  ask(view: RecordView): Hits {
    if (this.#asked !== this.#round.serial) {
      this.#asked = this.#round.serial;
      this.#hits.clear();
      this.present = this.#field.load(view);
      if (this.present) this.#search();
    }
    return this.#hits;
  }

  #search(): void {
    const { bytes, start, end } = this.#field;
    if (!this.#list) {
      this.#equal.search(bytes, start, end, this.#hits);
      this.#patterns.search(bytes, start, end, this.#hits);
      return;
    }
    for (let from = start; from < end;) {
      const to = stringEnd(bytes, from, end);
      this.#equal.search(bytes, from, to, this.#hits);
      this.#patterns.search(bytes, from, to, this.#hits);
      from = to + 1;
    }
  }
}
