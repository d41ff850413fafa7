/**
 * How a policy that is being typed can go on: kinds where a statement begins, the fields of the
 * kind in a step, the operators that suit a field, the names that its values have. It goes by
 * tokens alone, so it works on text that does not parse yet.
 *
 *     path "p" { openat { fl|          ->  flags
 *     path "p" { openat { flags has O_CR|   ->  O_CREAT
 */
import { symbolNames } from "./kinds/constants.ts";
import type { Field, Kind } from "./kinds/kind.ts";
import { fieldNames, fieldOf, kindId, KINDS } from "./kinds/kinds.ts";
import { OPERATORS } from "./passes/comparisons.ts";
import { OPTION_NAMES, RESPONSES, SEVERITIES, SUBJECTS } from "./passes/options.ts";
import { Scanner } from "./tokens.ts";

/** Proposal is one way to go on, and in a few words what it is. */
export interface Proposal {
  readonly text: string;
  readonly brief?: string;
}

/** Proposals replace the text from offset `from` on. */
export interface Proposals {
  readonly from: number;
  readonly proposals: readonly Proposal[];
}

/** OPTION_VALUES are the words that options take. */
const OPTION_VALUES: Readonly<Record<string, readonly string[]>> = {
  by: SUBJECTS,
  severity: SEVERITIES,
  respond: RESPONSES,
};

const OPERATOR_WORDS = new Set(
  Object.values(OPERATORS).flat().map((name) => name.replace("~", "")).filter((name) =>
    /^[a-z]+$/.test(name)
  ),
);

/** proposals lists how `text`, up to the cursor, can go on; null inside a string or comment. */
export function proposals(text: string): Proposals | null {
  const prefix = /(?<![\w"$@])[@A-Za-z_][\w.]*$/.exec(text)?.[0] ?? "";
  const from = text.length - prefix.length;
  const place = new Place();
  const scanner = new Scanner(text.slice(0, from));
  while (scanner.next()) {
    if (!scanner.closed) return null;
    if (scanner.kind !== "comment") place.take(scanner.kind, scanner.textOf());
    else if (scanner.end === from && !scanner.textOf().endsWith("*/")) return null;
  }
  return { from, proposals: place.proposals().filter(({ text }) => text.startsWith(prefix)) };
}

/** Place is where in a policy the text has led to. */
class Place {
  /** #braces holds, for each brace that is open, the kind of its step, or null for a body. */
  readonly #braces: (Kind | null)[] = [];
  #before = "";
  #expects: "field" | "operator" | "value" = "field";
  #name = "";
  #field: Field | undefined;
  #inList = false;

  take(kind: string, word: string): void {
    if (word === "{") this.#braces.push(this.#stepKind());
    else if (word === "}") this.#braces.pop();
    if (word === "{" || word === "}") {
      this.#expects = "field";
      this.#inList = false;
    } else if (this.#kind !== null) {
      this.#condition(this.#kind, kind, word);
    }
    this.#before = word;
  }

  proposals(): readonly Proposal[] {
    const kind = this.#kind;
    if (kind !== null) return this.#inStep(kind);
    if (this.#braces.length === 0) return this.#outside();
    return this.#before === "without" ? KIND_NAMES : [...KIND_NAMES, ...STATEMENTS];
  }

  /** #kind is the kind of the step that the place is in, or null outside of steps. */
  get #kind(): Kind | null {
    return this.#braces.at(-1) ?? null;
  }

  #stepKind(): Kind | null {
    const id = kindId(this.#before);
    return id === undefined ? null : KINDS[id] ?? null;
  }

  #outside(): readonly Proposal[] {
    const values = OPTION_VALUES[this.#before];
    if (values !== undefined) return values.map((text) => ({ text }));
    if (this.#before === "until") return KIND_NAMES;
    if (this.#before === "" || this.#before === "}" || this.#before === ")") return ITEMS;
    return OPTION_NAMES.map((text) => ({ text }));
  }

  #inStep(kind: Kind): readonly Proposal[] {
    switch (this.#expects) {
      case "field":
        return fieldNames(kind).map((text) => ({ text, brief: fieldOf(kind, text)?.doc ?? "" }));
      case "operator":
        return OPERATORS[this.#field?.type ?? "string"].map((text) => ({ text }));
      case "value": {
        const set = this.#field?.symbols;
        return set === undefined ? [] : symbolNames(set).map((text) => ({ text }));
      }
    }
  }

  #condition(of: Kind, kind: string, word: string): void {
    switch (this.#expects) {
      case "field":
        // Behind a constant, a bar leads to one more; else a name begins the next condition.
        if (word === "|") this.#expects = "value";
        if (kind !== "name" || JOINTS.has(word)) return;
        this.#name = this.#before === "." ? `${this.#name}.${word}` : word;
        this.#field = fieldOf(of, this.#name);
        this.#expects = "operator";
        return;
      case "operator":
        if (word === ".") this.#expects = "field";
        else if (kind === "operator" || OPERATOR_WORDS.has(word)) this.#expects = "value";
        return;
      case "value":
        if (word === "[") this.#inList = true;
        if (word === "]") this.#inList = false;
        if (!this.#inList && kind !== "operator" && word !== "-") this.#expects = "field";
        return;
    }
  }
}

/** JOINTS are the words between conditions. */
const JOINTS = new Set(["and", "or", "not"]);

const KIND_NAMES: readonly Proposal[] = KINDS.map(({ name, doc }) => ({ text: name, brief: doc }));

const STATEMENTS: readonly Proposal[] = [
  { text: "block", brief: "a named group" },
  { text: "benign", brief: "a block that dismisses the run" },
  { text: "without", brief: "what ends the run before the next step" },
];

const ITEMS: readonly Proposal[] = [
  { text: "path", brief: "a policy" },
  { text: "let", brief: "a value or condition with a name" },
  { text: "@attack", brief: "ATT&CK technique" },
  { text: "@description", brief: "what the policy finds" },
];
