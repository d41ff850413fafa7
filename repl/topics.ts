/** What `help` knows besides the commands: the kinds of events, from their table, and the language. */
import type { Field, Kind } from "../compiler/kinds/kind.ts";
import { COMMON } from "../compiler/kinds/common.ts";
import { kindId, KINDS } from "../compiler/kinds/kinds.ts";
import { columnsOf, type Screen } from "./views/screen.ts";
import { table } from "./views/table.ts";
import { wrap } from "./views/width.ts";

/** Topic is one part of the language in a few lines: an explanation, and rows of word and meaning. */
interface Topic {
  readonly text: string;
  readonly rows: readonly (readonly [word: string, meaning: string])[];
}

const LANGUAGE: Readonly<Record<string, Topic>> = {
  operators: {
    text:
      "field OP value; not, and, or and parentheses combine them. A comma or a new line is an " +
      "and that binds loosest",
    rows: [
      ["= == !=", "equal, not equal; strings byte for byte"],
      ["=~ !~", "a regular expression (RE2) is found, is not found"],
      ["< <= > >=", "numbers"],
      ["in, not in", 'one of a [list], of a $NAME, or of a network such as "10.0.0.0/8"'],
      ["has, any", "all of these bits are set, at least one is"],
      ["startswith endswith contains", "literal text; with ~ behind the word whatever the case"],
      ["glob", "* within a path component, ** across, ? one byte"],
    ],
  },
  options: {
    text: "Options stand between a policy's name and its brace",
    rows: [
      ["by SUBJECT", "whose events form one sequence: thread process parent tree user host"],
      ["within D", "first event to last, such as 250ms 30s 5m 2h 1d"],
      ["severity S", "info low medium high critical; medium where nothing is said"],
      ["cooldown D", "after a match further ones are counted, not reported"],
      ["until STEP", "an event that ends every run of a subject"],
    ],
  },
  statements: {
    text: "A policy is a sequence of steps; what matches none is skipped",
    rows: [
      ["KIND { conditions }", "waits for one event that fulfils all conditions"],
      ["STEP..", "one or more of it, until what follows matches"],
      ["STEP...", "zero or more of it"],
      ["STEP{n}", "exactly n of it"],
      ['block "NAME" { ... }', "a named group, reported with the match"],
      ['benign block "NAME" { ... }', "a run that completes it is dismissed"],
      ["STEP ? S1 : S2", "whichever comes first decides"],
      ["( S1 | S2 )", "alternatives"],
      ["without STEP", "ends the run if it comes before the next step"],
    ],
  },
  fields: { text: "Fields that every event carries", rows: COMMON.map(row) },
};

/** TOPICS names what `topic` knows. */
export const TOPICS = {
  kinds: KINDS.map((kind) => kind.name) as readonly string[],
  others: Object.keys(LANGUAGE) as readonly string[],
} as const;

/** topic returns the lines about a kind of event or a part of the language, or null. */
export function topic(word: string, screen: Screen): readonly string[] | null {
  const kind = KINDS[kindId(word) ?? -1];
  if (kind !== undefined) return kindLines(kind, screen);
  const known = Object.hasOwn(LANGUAGE, word) ? LANGUAGE[word] : undefined;
  return known === undefined ? null : topicLines(known, screen);
}

function kindLines(kind: Kind, screen: Screen): readonly string[] {
  const { palette } = screen;
  const calls = kind.calls.map((call) => call.name).join(" ");
  const columns = [
    { title: "field", min: 10 },
    { title: "type" },
    { title: "known" },
    { title: "what it is", min: 20 },
  ];
  const rows = kind.fields.map((field) => [
    palette("key", names(field)),
    field.type,
    field.phase === "enter" ? "when called" : "on return",
    field.doc,
  ]);
  return [
    `${palette("heading", kind.name)}: ${kind.doc}`,
    ...(calls === "" ? [] : wrap(`System calls: ${calls}`, columnsOf(screen))),
    "",
    ...(rows.length === 0 ? [] : [...table(columns, rows, screen), ""]),
    ...wrap(
      `Common to every kind: ${COMMON.map((field) => field.name).join(" ")}`,
      columnsOf(screen),
    ),
    `Example: ${kind.example}`,
  ];
}

function topicLines({ text, rows }: Topic, screen: Screen): readonly string[] {
  const columns = [{ title: "word" }, { title: "meaning", min: 24 }];
  const cells = rows.map(([word, meaning]) => [screen.palette("key", word), meaning]);
  return [...wrap(text, columnsOf(screen)), "", ...table(columns, cells, screen)];
}

function row(field: Field): readonly [string, string] {
  return [names(field), field.doc];
}

function names(field: Field): string {
  return [field.name, ...(field.aliases ?? [])].join(", ");
}
