/**
 * What all loaded policies ask of an event, each question once. Conditions that are alike, in
 * whichever policy they stand, are one predicate; it is evaluated when first asked for an event,
 * and its answer is kept until the next event. Evaluating allocates nothing and makes no string.
 */
import type { Field, Kind } from "../compiler/kinds/kind.ts";
import { ANY, fieldOf, KINDS } from "../compiler/kinds/kinds.ts";
import type { Condition, FieldRef, Pattern, Test } from "../compiler/machine.ts";
import { buildMatcher } from "../compiler/regex/matcher.ts";
import { type ByteMatcher, literalMatcher } from "./literals.ts";
import { networkMatcher } from "./networks.ts";
import { bitsPredicate, type NumberField, numberField, numberPredicate } from "./numbers.ts";
import { Processes } from "./processes.ts";
import type { RecordView } from "./record.ts";
import { stateText } from "./state_fields.ts";
import {
  HostField,
  JoinedField,
  ListPredicate,
  SpanField,
  SyscallPredicate,
  type TextField,
  TextPredicate,
  textSpan,
} from "./texts.ts";

/** Predicate is one question. */
export interface Predicate {
  holds(view: RecordView): boolean;
}

/** SERIALS is how many events pass before the memo has to be wiped: a serial has 31 bits. */
const SERIALS = 2 ** 31;

/** Predicates is the table of all questions. It is built anew when what is loaded changes. */
export class Predicates {
  readonly #host: string | null;
  readonly #processes: Processes;
  readonly #list: Predicate[] = [];
  readonly #ids = new Map<string, number>();
  readonly #numbers = new Map<string, NumberField>();
  readonly #joined = new Map<number, JoinedField>();
  #joinedFields: readonly JoinedField[] = [];
  /** #memo has for each predicate the serial of the event it was last asked for, and the answer. */
  #memo = new Uint32Array(64);
  #serial = 0;

  /** host is where events are from that do not say; processes is what is known of theirs. */
  constructor(host: string | null, processes: Processes = new Processes()) {
    this.#host = host;
    this.#processes = processes;
  }

  /** size is how many distinct questions there are. */
  get size(): number {
    return this.#list.length;
  }

  /** add returns the id of a condition on events of kind `kind`. */
  add(condition: Condition, kind: number, patterns: readonly Pattern[]): number {
    switch (condition.is) {
      case "all":
      case "any": {
        const of = condition.of.map((each) => this.add(each, kind, patterns));
        const only = of.length === 1 ? of[0] : undefined;
        if (only !== undefined) return only;
        return this.#intern(
          `${condition.is} ${of}`,
          () => condition.is === "all" ? new All(this, of) : new Any(this, of),
        );
      }
      case "not": {
        const of = this.add(condition.of, kind, patterns);
        return this.#intern(`not ${of}`, () => new Not(this, of));
      }
      default:
        return this.#test(condition, KINDS[kind] ?? ANY, patterns);
    }
  }

  /** begin is called before an event is asked about: all answers are open again. */
  begin(): void {
    if (++this.#serial === SERIALS) {
      this.#memo.fill(0);
      this.#serial = 1;
    }
    for (const field of this.#joinedFields) field.forget();
  }

  /** holds answers for the event that began last. */
  holds(id: number, view: RecordView): boolean {
    const memo = this.#memo[id] ?? 0;
    if (memo >>> 1 === this.#serial) return (memo & 1) === 1;
    // Ids come from `add`.
    const answer = this.#list[id]!.holds(view);
    this.#memo[id] = this.#serial * 2 + (answer ? 1 : 0);
    return answer;
  }

  #intern(key: string, make: () => Predicate): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#list.length;
    this.#list.push(make());
    this.#ids.set(key, id);
    if (id >= this.#memo.length) {
      const wider = new Uint32Array(this.#memo.length * 2);
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
        return this.#textTest(
          test.field,
          field,
          `${test.compare} ${test.fold} ${test.values.map((value) => value.toHex())}`,
          test.negate,
          () => literalMatcher(test),
        );
      case "pattern": {
        // The compiler has put every pattern that a test refers to into the list.
        const pattern = patterns[test.pattern]!;
        return this.#textTest(
          test.field,
          field,
          `matches ${pattern.flags} ${pattern.source}`,
          test.negate,
          () => buildMatcher(pattern),
        );
      }
      case "network":
        return this.#textTest(
          test.field,
          field,
          `in ${test.networks.map(({ bytes, prefix }) => `${bytes.toHex()}/${prefix}`)}`,
          test.negate,
          () => networkMatcher(test.networks),
        );
    }
  }

  #numberTest(test: Extract<Test, { is: "number" | "bits" }>, kind: Kind, field: Field): number {
    const found = numberField(kind, field, this.#processes);
    if (found === undefined) throw mismatch(field, "a number");
    const reader = this.#numbers.get(found.key) ?? found.field;
    this.#numbers.set(found.key, reader);
    if (test.is === "bits") {
      return this.#intern(
        `${found.key} has ${test.need} ${test.mask}`,
        () => bitsPredicate(reader, test),
      );
    }
    return this.#intern(
      `${found.key} ${test.negate} ${test.compare} ${test.mask} ${test.values}`,
      () => numberPredicate(reader, test),
    );
  }

  #textTest(
    ref: FieldRef,
    field: Field,
    asks: string,
    negate: boolean,
    matcher: () => ByteMatcher,
  ): number {
    const key = (where: string) => `${where} ${negate} ${asks}`;
    if (field.at.in === "call") {
      return this.#intern(key("syscall"), () => new SyscallPredicate(matcher(), negate));
    }
    const make = (reader: TextField) =>
      field.type === "list"
        ? new ListPredicate(reader, ref.element, matcher(), negate)
        : new TextPredicate(reader, matcher(), negate);
    const sort = field.type === "list" ? `list ${ref.element}` : "text";
    const span = textSpan(field);
    if (span !== undefined) {
      return this.#intern(key(`${sort} ${span}`), () => make(new SpanField(span)));
    }
    if (field.at.in === "process") {
      const { part } = field.at;
      const reader = stateText(part, this.#processes);
      if (reader !== undefined) return this.#intern(key(`${sort} ${part}`), () => make(reader));
    }
    if (field.at.in === "joined") {
      const { slot } = field.at;
      return this.#intern(key(`joined ${slot}`), () => make(this.#joinedField(slot)));
    }
    if (field.at.in === "common") {
      return this.#intern(key("host"), () => make(new HostField(this.#host)));
    }
    throw mismatch(field, "a text");
  }

  #joinedField(slot: number): JoinedField {
    const field = this.#joined.get(slot) ?? new JoinedField(slot);
    this.#joined.set(slot, field);
    this.#joinedFields = [...this.#joined.values()];
    return field;
  }
}

function mismatch(field: Field, wanted: string): TypeError {
  return new TypeError(`Cannot load a policy: "${field.name}" is not ${wanted}`);
}

class All implements Predicate {
  constructor(private readonly table: Predicates, private readonly of: readonly number[]) {}

  holds(view: RecordView): boolean {
    for (const id of this.of) if (!this.table.holds(id, view)) return false;
    return true;
  }
}

class Any implements Predicate {
  constructor(private readonly table: Predicates, private readonly of: readonly number[]) {}

  holds(view: RecordView): boolean {
    for (const id of this.of) if (this.table.holds(id, view)) return true;
    return false;
  }
}

class Not implements Predicate {
  constructor(private readonly table: Predicates, private readonly of: number) {}

  holds(view: RecordView): boolean {
    return !this.table.holds(this.of, view);
  }
}
