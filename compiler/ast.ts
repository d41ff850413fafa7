/**
 * The syntax tree: what was written, nothing interpreted. Literals keep their source text; the
 * passes turn them into values. Every node carries its range in the source.
 */
import type { Range } from "./source.ts";

/** File is a whole policy file. */
export interface File {
  readonly node: "file";
  readonly items: readonly Item[];
  /** faults are the stretches that the parser could not make sense of. */
  readonly faults: readonly Fault[];
}

/** Item is something that stands at the top of a file. */
export type Item = Policy | Let | Bad;

/** Bad stands for a stretch that could not be parsed; a Fault says more about it. */
export interface Bad {
  readonly node: "bad";
  readonly at: Range;
}

/** Fault is a stretch that could not be parsed as what was expected there. */
export interface Fault {
  readonly expected: "item" | "statement" | "condition";
  /** message is set where the grammar itself knows what is wrong. */
  readonly message?: string;
  readonly hint?: string;
  readonly at: Range;
}

/** Policy is `path "NAME" options { body }`. */
export interface Policy {
  readonly node: "policy";
  readonly annotations: readonly Annotation[];
  readonly name: Text | Bad;
  readonly options: readonly Option[];
  readonly body: readonly Statement[];
  /** at is the whole policy, annotations included; head is from `path` to before the brace. */
  readonly at: Range;
  readonly head: Range;
}

/** Annotation is `@name("value")`. */
export interface Annotation {
  readonly node: "annotation";
  readonly name: Name;
  readonly value: Text;
  readonly at: Range;
}

/** Option is one of a policy's options; the value of `until` is a step. */
export interface Option {
  readonly node: "option";
  readonly key: Name;
  readonly value: Name | Numeral | Text | Step | null;
  readonly at: Range;
}

/** Let is `let NAME = value` or `let NAME = { conditions }`. */
export interface Let {
  readonly node: "let";
  readonly name: Name;
  readonly value: Value | Conditions;
  readonly at: Range;
}

/** Statement is one of a body's parts. */
export type Statement =
  | Step
  | Block
  | Conditional
  | Alternatives
  | Unordered
  | Without
  | Gap
  | Bad;

/** Step is `KIND { conditions }` with what follows its brace. */
export interface Step {
  readonly node: "step";
  readonly kind: Name;
  readonly conditions: Conditions;
  readonly repeat: Repeat | null;
  readonly binding: Name | null;
  /** at is from the kind to the closing brace, without suffixes. */
  readonly at: Range;
}

/** Repeat is the suffix of a step. */
export interface Repeat {
  readonly times: ".." | "..." | Numeral;
  readonly at: Range;
}

/** Block is `block "NAME" { body }`. */
export interface Block {
  readonly node: "block";
  readonly benign: boolean;
  readonly name: Text;
  readonly body: readonly Statement[];
  readonly at: Range;
}

/** Conditional is `STEP ? then : otherwise`. */
export interface Conditional {
  readonly node: "conditional";
  readonly test: Step;
  readonly then: Statement;
  readonly otherwise: Statement | null;
  readonly at: Range;
}

/** Alternatives is `( S1 | S2 | ... )`. */
export interface Alternatives {
  readonly node: "alternatives";
  readonly branches: readonly Statement[];
  readonly at: Range;
}

/** Unordered is `all { S1 S2 ... }`. */
export interface Unordered {
  readonly node: "unordered";
  readonly body: readonly Statement[];
  readonly at: Range;
}

/** Without is `without STEP`. */
export interface Without {
  readonly node: "without";
  readonly step: Step;
  readonly at: Range;
}

/** Gap is `..` or `...` that stands alone. */
export interface Gap {
  readonly node: "gap";
  readonly at: Range;
}

/** Conditions is what stands between the braces of a step: all of them must hold. */
export interface Conditions {
  readonly node: "conditions";
  readonly of: readonly Expression[];
  readonly at: Range;
}

/** Expression is a condition. */
export type Expression = Junction | Not | Conditions | Compare | Reference | Bad;

/** Junction joins conditions by a word. */
export interface Junction {
  readonly node: "and" | "or";
  readonly of: readonly Expression[];
  readonly at: Range;
}

/** Not turns a condition. */
export interface Not {
  readonly node: "not";
  readonly of: Expression;
  readonly at: Range;
}

/** Compare is `field OP value`. */
export interface Compare {
  readonly node: "compare";
  readonly field: FieldPath;
  readonly operator: Operator;
  readonly value: Value;
  readonly at: Range;
}

/** FieldPath is a field as written: `pathname`, `argv[0]`, `parent.comm`. */
export interface FieldPath {
  readonly names: readonly Name[];
  readonly index: Numeral | null;
  readonly at: Range;
}

/** OperatorName is an operator in its one spelling: `==` is "=". */
export type OperatorName =
  | "="
  | "!="
  | "=~"
  | "!~"
  | "<"
  | "<="
  | ">"
  | ">="
  | "in"
  | "not in"
  | "has"
  | "any"
  | "startswith"
  | "endswith"
  | "contains"
  | "startswith~"
  | "endswith~"
  | "contains~"
  | "glob";

/** Operator is an operator with its place. */
export interface Operator {
  readonly name: OperatorName;
  readonly at: Range;
}

/** Value is the right side of a comparison, or what `let` names. */
export type Value = Text | Regex | Numeral | Symbols | FieldValue | List | Reference;

/** Text is a string literal, quotes and escapes as written. */
export interface Text {
  readonly node: "text";
  readonly raw: string;
  readonly at: Range;
}

/** Regex is `/source/flags`, slashes still escaped. */
export interface Regex {
  readonly node: "regex";
  readonly source: string;
  readonly flags: string;
  readonly at: Range;
}

/** Numeral is a number as written, with its unit: `0x1f`, `4K`, `5m`. */
export interface Numeral {
  readonly node: "numeral";
  readonly raw: string;
  readonly negative: boolean;
  readonly at: Range;
}

/** Symbols is a kernel constant, or several joined with `|`. */
export interface Symbols {
  readonly node: "symbols";
  readonly parts: readonly (Name | Numeral)[];
  readonly negative: boolean;
  readonly at: Range;
}

/** FieldValue is a field on the right side, of an earlier step: `f.ret`. */
export interface FieldValue {
  readonly node: "field";
  readonly names: readonly Name[];
  readonly at: Range;
}

/** List is `[a, b, ...]`. */
export interface List {
  readonly node: "list";
  readonly items: readonly Value[];
  readonly at: Range;
}

/** Reference is `$NAME`, or a directive such as `$device(keyboard)`. */
export interface Reference {
  readonly node: "reference";
  readonly name: string;
  readonly directive: boolean;
  readonly at: Range;
}

/** Name is a word with its place. */
export interface Name {
  readonly node: "name";
  readonly text: string;
  readonly at: Range;
}
