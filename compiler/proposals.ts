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
import { LATER_RESPONSES } from "./passes/later.ts";
import { BUILT_IN_NAMES } from "./passes/lets.ts";
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
  respond: RESPONSES.filter((word) => !LATER_RESPONSES.has(word)),
};

const OPERATOR_WORDS = new Set(
  Object.values(OPERATORS).flat().map((name) => name.replace("~", "")).filter((name) =>
    /^[a-z]+$/.test(name)
  ),
);

/**
 * proposals lists how `text`, up to the cursor, can go on; null inside a string or comment.
 * `definitions` are the sources of `let`s that were defined elsewhere, by name.
 */
export function proposals(
  text: string,
  definitions: ReadonlyMap<string, string> = new Map(),
): Proposals | null {
  const prefix = /(?<![\w"$@])(?:\$\w*|[@A-Za-z_][\w.]*)$/.exec(text)?.[0] ?? "";
  const from = text.length - prefix.length;
  const place = new Place();
  for (const [name, source] of definitions) place.define(name, /=\s*\{/.test(source));
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
  /** #values and #conditions are what `$NAME` can stand for. */
  readonly #values = new Set(BUILT_IN_NAMES);
  readonly #conditions = new Set<string>();
  /** #options are those that the policy has already. */
  readonly #options = new Set<string>();
  /** #item is the word that began what stands outside of all braces: `path`, `let`. */
  #item = "";
  #defined = "";
  #before = "";
  #expects: "field" | "operator" | "value" = "field";
  #name = "";
  #field: Field | undefined;
  #inList = false;

  /** define makes a name known that `$` can stand before. */
  define(name: string, condition: boolean): void {
    (condition ? this.#conditions : this.#values).add(name);
  }

  take(kind: string, word: string): void {
    if (this.#braces.length === 0) this.#outer(kind, word);
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
    if (this.#before === "block") return [];
    return this.#before === "without" ? KIND_NAMES : [...KIND_NAMES, ...STATEMENTS];
  }

  /** #kind is the kind of the step that the place is in, or null outside of steps. */
  get #kind(): Kind | null {
    return this.#braces.at(-1) ?? null;
  }

  /** #outer follows what stands outside of braces: which item it is, its options, its name. */
  #outer(kind: string, word: string): void {
    if (word === "path" || word === "let") {
      this.#item = word;
      this.#options.clear();
    } else if (this.#item === "path" && kind === "name") {
      this.#options.add(word);
    } else if (this.#item === "let") {
      if (this.#before === "let") this.#defined = word;
      if (this.#before === "=") this.define(this.#defined, word === "{");
    }
  }

  #stepKind(): Kind | null {
    // What a name stands for may be asked of any kind: it has what all have.
    if (this.#item === "let" && this.#before === "=") return KINDS[0] ?? null;
    const id = kindId(this.#before);
    return id === undefined ? null : KINDS[id] ?? null;
  }

  #outside(): readonly Proposal[] {
    const values = OPTION_VALUES[this.#before];
    if (values !== undefined) return values.map((text) => ({ text }));
    if (this.#before === "until") return KIND_NAMES;
    // A name, or how long.
    if (NEEDS_MORE.has(this.#before)) return [];
    if (this.#item !== "path" || this.#before === "}" || this.#before === ")") return ITEMS;
    return OPTION_NAMES.filter((name) => !this.#options.has(name))
      .map((text) => ({ text, brief: OPTION_BRIEFS[text] }));
  }

  #inStep(kind: Kind): readonly Proposal[] {
    switch (this.#expects) {
      case "field":
        return [...ownFirst(kind), ...references(this.#conditions, "a condition")];
      case "operator":
        return OPERATORS[this.#field?.type ?? "string"].map((text) => ({ text }));
      case "value": {
        const set = this.#field?.symbols;
        const names = set === undefined ? [] : symbolNames(set).map((text) => ({ text }));
        return [...names, ...references(this.#values, "")];
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

/** ownFirst proposes the fields of a kind: its own, then those of all. */
function ownFirst(kind: Kind): readonly Proposal[] {
  const own = new Set(kind.fields.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
  const all = fieldNames(kind);
  return [...all.filter((name) => own.has(name)), ...all.filter((name) => !own.has(name))]
    .map((text) => ({ text, brief: fieldOf(kind, text)?.doc ?? "" }));
}

function references(names: Iterable<string>, brief: string): readonly Proposal[] {
  return [...names].map((name) => ({ text: `$${name}`, ...(brief === "" ? {} : { brief }) }));
}

/** JOINTS are the words between conditions. */
const JOINTS = new Set(["and", "or", "not"]);

/** NEEDS_MORE are words behind which nothing stands that could be proposed. */
const NEEDS_MORE = new Set(["path", "let", "=", "within", "cooldown"]);

/** OPTION_BRIEFS say what the options are. */
const OPTION_BRIEFS: Readonly<Record<(typeof OPTION_NAMES)[number], string>> = {
  by: "whose events form one sequence",
  within: "how long all of it may take, such as 30s",
  severity: "how bad a match is",
  cooldown: "for how long no further match is told, such as 5m",
  respond: "what a match does",
  until: "a step that ends every run",
};

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
