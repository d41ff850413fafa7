/**
 * What all loaded policies ask of an event, each question once. Conditions that are alike, in
 * whichever policy they stand, are one predicate; it is evaluated when first asked for an event,
 * and its answer is kept until the next event. Evaluating allocates nothing and makes no string.
 *
 * The table stays while policies come and go: a predicate is there as long as somebody asks it.
 */
import type { Field, Kind } from "../compiler/kinds/kind.ts";
import { ANY, fieldOf, KINDS } from "../compiler/kinds/kinds.ts";
import type { Condition, FieldRef, Pattern, Test } from "../compiler/machine.ts";
import { BUDGET, type Budget } from "../compiler/regex/group.ts";
import { literalPrograms, networkProgram } from "../compiler/regex/literals.ts";
import { compile } from "../compiler/regex/program.ts";
import { boundsOf, NumberIndex } from "./number_index.ts";
import { numberField } from "./number_fields.ts";
import { bitsPredicate, type NumberField, numberPredicate } from "./numbers.ts";
import {
  All,
  Any,
  type Atom,
  NegatedText,
  Not,
  NumberPredicate,
  type Predicate,
  RARITY,
  TextPredicate,
} from "./predicate.ts";
import { Processes } from "./processes.ts";
import type { RecordView } from "./record.ts";
import { stateText } from "./state_fields.ts";
import { TextIndex, type TextQuestion } from "./text_index.ts";
import {
  ElementField,
  HostField,
  JoinedField,
  SpanField,
  SyscallField,
  type TextField,
  textSpan,
} from "./texts.ts";

/** Indexes are those of one text: of what runs begin with, and of what only later steps ask. */
interface Indexes {
  readonly first: TextIndex;
  readonly later: TextIndex;
}

/** Numbered is a number's reader, with its index. */
interface Numbered {
  readonly field: NumberField;
  readonly index: NumberIndex;
}

/** Predicates is the table of all questions. */
export class Predicates {
  readonly #host: string | null;
  readonly #processes: Processes;
  readonly #budget: Budget;
  /** #list has the predicates by their ids; #users counts who asks each, #keys tells them apart. */
  readonly #list: (Predicate | undefined)[] = [];
  readonly #users: number[] = [];
  readonly #keys: string[] = [];
  readonly #ids = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #texts = new Map<string, Indexes>();
  readonly #numbers = new Map<string, Numbered>();
  /** #memo has for each predicate the event that it was last asked for; below 0: it did not hold. */
  #memo = new Float64Array(64);
  readonly #round = { serial: 0 };

  /** host is where events are from that do not say; processes is what is known of theirs. */
  constructor(
    host: string | null,
    processes: Processes = new Processes(),
    budget: Budget = BUDGET,
  ) {
    this.#host = host;
    this.#processes = processes;
    this.#budget = budget;
  }

  /** size is how many distinct questions there are. */
  get size(): number {
    return this.#ids.size;
  }

  /** add returns the id of a condition on events of kind `kind`, which stays until it is released. */
  add(condition: Condition, kind: number, patterns: readonly Pattern[]): number {
    switch (condition.is) {
      case "all":
      case "any": {
        const parts = this.#parts(condition.of, kind, patterns);
        const [only] = parts;
        if (parts.length === 1 && only !== undefined) return only;
        const rarities = parts.map((id) => this.#at(id).rarity);
        const make = () =>
          condition.is === "all" ? new All(this, parts, rarities) : new Any(this, parts, rarities);
        return this.#intern(`${condition.is} ${parts}`, make, parts);
      }
      case "not": {
        const of = this.add(condition.of, kind, patterns);
        return this.#intern(`not ${of}`, () => new Not(this, of), [of]);
      }
      default:
        return this.#test(condition, KINDS[kind] ?? ANY, patterns);
    }
  }

  /** release takes back one `add`. */
  release(id: number): void {
    const users = (this.#users[id] ?? 0) - 1;
    this.#users[id] = users;
    if (users > 0) return;
    const predicate = this.#at(id);
    if (predicate instanceof TextPredicate || predicate instanceof NumberPredicate) {
      predicate.drop();
    }
    this.#ids.delete(this.#keys[id] ?? "");
    this.#list[id] = undefined;
    this.#free.push(id);
    for (const part of predicate.parts) this.release(part);
  }

  /** atoms returns the atoms of a predicate, or null where it has to be asked itself. */
  atoms(id: number): readonly Atom[] | null {
    const predicate = this.#at(id);
    if (predicate.rarity === RARITY.none) return null;
    if (predicate instanceof TextPredicate || predicate instanceof NumberPredicate) {
      return [predicate.atom()];
    }
    const { parts, rarity } = predicate;
    if (predicate instanceof Any) return parts.flatMap((part) => this.atoms(part) ?? []);
    const rarest = parts.find((part) => this.#at(part).rarity === rarity);
    return rarest === undefined ? null : this.atoms(rarest);
  }

  /** begin is called before an event is asked about: all answers are open again. */
  begin(): void {
    this.#round.serial++;
  }

  /** holds answers for the event that began last. */
  holds(id: number, view: RecordView): boolean {
    const { serial } = this.#round;
    const memo = this.#memo[id] ?? 0;
    if (memo === serial) return true;
    if (memo === -serial) return false;
    // Ids come from `add`.
    const answer = this.#list[id]!.holds(view);
    this.#memo[id] = answer ? serial : -serial;
    return answer;
  }

  #at(id: number): Predicate {
    // Ids come from `add`, and are not used once they are released.
    return this.#list[id]!;
  }

  /** parts adds several conditions, or none where one of them does not fit. */
  #parts(of: readonly Condition[], kind: number, patterns: readonly Pattern[]): readonly number[] {
    const parts: number[] = [];
    try {
      for (const each of of) parts.push(this.add(each, kind, patterns));
      return parts;
    } catch (error) {
      for (const id of parts) this.release(id);
      throw error;
    }
  }

  /** intern finds a predicate or makes it. It takes over one use of each of `parts`. */
  #intern(key: string, make: (id: number) => Predicate, parts: readonly number[] = []): number {
    const known = this.#ids.get(key);
    if (known !== undefined) {
      for (const part of parts) this.release(part);
      this.#users[known] = (this.#users[known] ?? 0) + 1;
      return known;
    }
    const id = this.#free.pop() ?? this.#list.length;
    this.#list[id] = make(id);
    this.#users[id] = 1;
    this.#keys[id] = key;
    this.#ids.set(key, id);
    if (id >= this.#memo.length) {
      const wider = new Float64Array(this.#memo.length * 2);
      wider.set(this.#memo);
      this.#memo = wider;
    }
    return id;
  }

  #test(test: Test, kind: Kind, patterns: readonly Pattern[]): number {
    const field = fieldOf(kind, test.field.name);
    if (field === undefined) {
      throw new TypeError(`Cannot load a policy: "${kind.name}" has no field "${test.field.name}"`);
    }
    switch (test.is) {
      case "number":
      case "bits":
        return this.#numberTest(test, kind, field);
      case "text":
      case "pattern":
      case "network":
        return this.#textTest(test, kind, field, patterns);
    }
  }

  #numberTest(test: Extract<Test, { is: "number" | "bits" }>, kind: Kind, field: Field): number {
    const found = numberField(kind, field, this.#processes);
    if (found === undefined) throw mismatch(field, "a number");
    const known = this.#numbers.get(found.key) ??
      { field: found.field, index: new NumberIndex(found.field, this.#round) };
    this.#numbers.set(found.key, known);
    const { field: reader, index } = known;
    if (test.is === "bits") {
      return this.#intern(
        `${found.key} has ${test.need} ${test.mask}`,
        (id) => new NumberPredicate(id, bitsPredicate(reader, test), index, null),
      );
    }
    return this.#intern(
      `${found.key} ${test.negate} ${test.compare} ${test.mask} ${test.values}`,
      (id) => new NumberPredicate(id, numberPredicate(reader, test), index, boundsOf(test)),
    );
  }

  #textTest(
    test: Extract<Test, { is: "text" | "pattern" | "network" }>,
    kind: Kind,
    field: Field,
    patterns: readonly Pattern[],
  ): number {
    const place = this.#placeOf(test.field, field, kind);
    const asked = this.#intern(`${place.key} ${keyOf(test, patterns)}`, (id) => {
      const own = field.at.in === "bytes" && place.list === false;
      const rarity = own ? RARITY.ownText : RARITY.text;
      return new TextPredicate(id, rarity, questionOf(test, patterns), this.#indexes(place));
    });
    if (!test.negate) return asked;
    return this.#intern(`no ${asked}`, () => {
      // It was made of such a test just now.
      return new NegatedText(this.#at(asked) as TextPredicate);
    }, [asked]);
  }

  #indexes({ key, list, make }: Place): Indexes {
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const reader = make();
    const index = () => new TextIndex(reader, list, this.#round, this.#budget);
    const made = { first: index(), later: index() };
    this.#texts.set(key, made);
    return made;
  }

  /** placeOf tells where a text is read. Of a kind's own texts each kind has its own. */
  #placeOf(ref: FieldRef, field: Field, kind: Kind): Place {
    const { at } = field;
    if (at.in === "call") return { key: "syscall", list: false, make: () => new SyscallField() };
    if (at.in === "joined") {
      const key = `${kind.name} joined ${at.slot}`;
      return { key, list: false, make: () => new JoinedField(at.slot) };
    }
    const whole = this.#wholeOf(field, kind);
    if (field.type !== "list") return { ...whole, list: false };
    const { element } = ref;
    if (element === null) return { ...whole, list: true };
    const make = () => new ElementField(whole.make(), element);
    return { key: `${whole.key}[${element}]`, list: false, make };
  }

  #wholeOf(field: Field, kind: Kind): Pick<Place, "key" | "make"> {
    const { at } = field;
    const span = textSpan(field);
    if (span !== undefined) {
      const key = at.in === "bytes" ? `${kind.name} text ${span}` : `text ${span}`;
      return { key, make: () => new SpanField(span) };
    }
    if (at.in === "process") {
      const reader = stateText(at.part, this.#processes);
      if (reader !== undefined) return { key: at.part, make: () => reader };
    }
    if (at.in === "common") return { key: "host", make: () => new HostField(this.#host) };
    throw mismatch(field, "a text");
  }
}

/** Place is where a text is read; `list`: it is many texts, of which any may be meant. */
interface Place {
  readonly key: string;
  readonly list: boolean;
  make(): TextField;
}

type TextualTest = Extract<Test, { is: "text" | "pattern" | "network" }>;

function keyOf(test: TextualTest, patterns: readonly Pattern[]): string {
  switch (test.is) {
    case "text":
      return `${test.compare} ${test.fold} ${test.values.map((value) => value.toHex())}`;
    case "pattern": {
      const { source, flags } = patternOf(test.pattern, patterns);
      return `matches ${flags} ${source}`;
    }
    case "network":
      return `in ${test.networks.map(({ bytes, prefix }) => `${bytes.toHex()}/${prefix}`)}`;
  }
}

function questionOf(test: TextualTest, patterns: readonly Pattern[]): TextQuestion {
  switch (test.is) {
    case "text":
      return test.compare === "equals" && !test.fold
        ? { is: "equal", texts: test.values }
        : { is: "found", programs: literalPrograms(test) };
    case "pattern":
      return { is: "found", programs: [compile(patternOf(test.pattern, patterns))] };
    case "network":
      return { is: "found", programs: [networkProgram(test.networks)] };
  }
}

function patternOf(index: number, patterns: readonly Pattern[]): Pattern {
  // The compiler has put every pattern that a test refers to into the list.
  return patterns[index]!;
}

function mismatch(field: Field, wanted: string): TypeError {
  return new TypeError(`Cannot load a policy: "${field.name}" is not ${wanted}`);
}
