/**
 * The compiled form of a policy: a finite state machine as plain data. It can be cloned between
 * threads, printed, and compared; it holds no functions and no tables. What the engine builds from
 * it (matching tables, run storage) is the engine's own business.
 *
 * The shape follows the language's semantics. Each place after a step of the source is a state;
 * state 0 is the start. A state has an ordered list of edges; the first edge whose step an event
 * fulfils is taken. Where an edge leads to an end, the run is over: matched or dismissed.
 */
import type { Phase } from "./kinds/kind.ts";
import type { Span } from "./diagnostics.ts";

/** Subject is whose events form one sequence. */
export type Subject =
  | "thread"
  | "process"
  | "parent"
  | "tree"
  | "session"
  | "container"
  | "user"
  | "host";

/** Severity is carried from the policy to its matches. */
export type Severity = "info" | "low" | "medium" | "high" | "critical";

/** Machine is one compiled policy. */
export interface Machine {
  /** name of the policy, unique in a set. */
  readonly name: string;
  /** subject is whose events form one sequence. */
  readonly subject: Subject;
  /** severity is what matches are reported with. */
  readonly severity: Severity;
  /** within is the longest span from the first to the last event, in ns; null: any. */
  readonly within: number | null;
  /** cooldown is how long after a match further ones are only counted, in ns; null: report all. */
  readonly cooldown: number | null;
  /** annotations in the order of the source, `@attack("T1003")` as ["attack", "T1003"]. */
  readonly annotations: readonly (readonly [name: string, value: string])[];
  /** steps are the places of the source where an event is asked for. */
  readonly steps: readonly Step[];
  /** states in the order of the source; the first is the start. */
  readonly states: readonly State[];
  /** until is the step (an index into steps) that ends every run of a subject, or null. */
  readonly until: number | null;
  /** patterns are the regular expressions that conditions refer to by index. */
  readonly patterns: readonly Pattern[];
  /** file is where the policy was written. */
  readonly file: string;
  /** source is the whole text of that file. */
  readonly source: string;
  /** span is the policy's place in it, annotations included. */
  readonly span: Span;
}

/** Step is one KIND { conditions } of the source. `{n}` makes edges, not further steps. */
export interface Step {
  /** kind is an index into KINDS; 0 (`call`) takes events of every kind. */
  readonly kind: number;
  /** phase is when the step is judged. */
  readonly phase: Phase;
  /** condition is what the event must fulfil. */
  readonly condition: Condition;
  /** span is the step's place in the source; its first line is what matches report. */
  readonly span: Span;
  /** label is the step in a few words for people: `openat /etc/shadow`. */
  readonly label: string;
}

/** State is a place between steps where a run can stand. */
export interface State {
  /** name is for people: `start`, `after line 4: openat /etc/shadow`. */
  readonly name: string;
  /** edges in the order in which an event is tried against them. */
  readonly edges: readonly Edge[];
  /** without lists the steps (indices) that end a run that stands here. */
  readonly without: readonly number[];
}

/** Edge is a way out of a state, or the loop of `..` that leads back to it. */
export interface Edge {
  /** step is an index into the machine's steps. */
  readonly step: number;
  /** to is the state it leads to, or how the run ends. */
  readonly to: number | "match" | "dismissed";
  /** blocks are the names of the blocks entered on the way, in order. */
  readonly blocks: readonly string[];
  /** repeat is true where the step may be fulfilled again: its evidence is counted, not listed. */
  readonly repeat: boolean;
}

/** Pattern is a regular expression in RE2 syntax with the flags of its literal. */
export interface Pattern {
  /** source is the pattern in RE2 syntax. */
  readonly source: string;
  /** flags are those of i, s and m that it was written with. */
  readonly flags: string;
}

/** Condition is what a step asks of an event. */
export type Condition =
  | { readonly is: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly is: "not"; readonly of: Condition }
  | Test;

/**
 * Test asks one thing of one field. Every test is false on an event that does not carry the field,
 * `negate` included; only `not` around it turns that.
 */
export type Test =
  | NumberTest
  | {
    readonly is: "bits";
    readonly field: FieldRef;
    readonly mask: bigint;
    readonly need: "all" | "any";
  }
  | TextTest
  | PatternTest
  | {
    readonly is: "network";
    readonly field: FieldRef;
    readonly networks: readonly Network[];
    readonly negate: boolean;
  };

/** NumberTest compares a number; under a `mask` only those bits of the field are compared. */
export interface NumberTest {
  /** is tells the tests apart. */
  readonly is: "number";
  /** field is what is looked at. */
  readonly field: FieldRef;
  /** compare is the relation of the field to the value. */
  readonly compare: "=" | "<" | "<=" | ">" | ">=";
  /** values: one, or for `=` any of several. */
  readonly values: readonly bigint[];
  /** mask has the bits that are compared; null: all. */
  readonly mask: bigint | null;
  /** negate turns the answer, where the event carries the field. */
  readonly negate: boolean;
}

/** TextTest compares bytes literally with one value or any of several. */
export interface TextTest {
  /** is tells the tests apart. */
  readonly is: "text";
  /** field is what is looked at. */
  readonly field: FieldRef;
  /** compare is where in the field the value must stand. */
  readonly compare: "equals" | "starts" | "ends" | "contains";
  /** values are the bytes, one or any of several. */
  readonly values: readonly Uint8Array[];
  /** fold ignores the case of ASCII letters. */
  readonly fold: boolean;
  /** negate turns the answer, where the event carries the field. */
  readonly negate: boolean;
}

/** PatternTest searches bytes for machine.patterns[pattern]. */
export interface PatternTest {
  /** is tells the tests apart. */
  readonly is: "pattern";
  /** field is what is looked at. */
  readonly field: FieldRef;
  /** pattern is an index into the machine's patterns. */
  readonly pattern: number;
  /** negate turns the answer, where the event carries the field. */
  readonly negate: boolean;
}

/** Network is an address (4 or 16 bytes) of which the first `prefix` bits count. */
export interface Network {
  /** bytes of the address, the most significant first. */
  readonly bytes: Uint8Array;
  /** prefix is how many bits count. */
  readonly prefix: number;
}

/**
 * FieldRef names a field by its first name, of the step's kind or common to all. On a list,
 * `element` picks one, and without it the test holds if it holds for some element.
 */
export interface FieldRef {
  /** name is the field's first name in the table of kinds. */
  readonly name: string;
  /** element is an index into a list, or null. */
  readonly element: number | null;
}
