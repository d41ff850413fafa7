/** What `help` knows besides the commands: the kinds of events, from their table, and the language. */
import type { Field, Kind } from "../../compiler/kinds/kind.ts";
import { anySymbol, symbolNames, symbolValue } from "../../compiler/kinds/constants.ts";
import { COMMON } from "../../compiler/kinds/common.ts";
import { fieldOf, kindForCall, kindId, KINDS } from "../../compiler/kinds/kinds.ts";
import { type Topic, TOPIC_TEXTS } from "./topic_texts.ts";
import { INITIAL, isSetting, NAMES as SETTING_NAMES } from "../settings.ts";
import { columnsOf, type Screen } from "../views/screen.ts";
import { settingTable } from "../views/settings.ts";
import { table } from "../views/table.ts";
import { wrap } from "../views/width.ts";

const TEXTS: Readonly<Record<string, Topic>> = {
  ...TOPIC_TEXTS,
  fields: { text: "Fields that every event carries", rows: COMMON.map(row) },
};

/** TOPICS names what `topic` lists in an overview. */
export const TOPICS = {
  kinds: KINDS.map((kind) => kind.name) as readonly string[],
  others: Object.keys(TEXTS) as readonly string[],
} as const;

/** OTHER_WORDS are what people call a topic besides its name. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  let: "definitions",
  history: "keys",
};

/** WORDS_OF_ROWS are the words of the language by which a row can be found, each with its topic. */
const WORDS_OF_ROWS: ReadonlyMap<string, string> = new Map(
  ["statements", "options", "operators", "annotations"].flatMap((name) =>
    (TEXTS[name]?.rows ?? []).flatMap(([words]) =>
      wordsOf(words).filter((word) => !/^[A-Z".{(]|^\W*$/.test(word) || isOperator(word))
        .map((word) => [word, name] as const)
    )
  ),
);

/** wordsOf are the words that a row explains. */
function wordsOf(words: string): readonly string[] {
  return words.split(/[\s,]+/).map((word) => word.replace(/(?<=^@\w+)\(.*/, ""));
}

function isOperator(word: string): boolean {
  return /^[=~!<>]+$/.test(word);
}

/** topicBriefs are the words of an overview, each with what it is about. */
export function topicBriefs(): ReadonlyMap<string, string> {
  return new Map([
    ...TOPICS.others.map((name) => [name, TEXTS[name]?.text.split(". ")[0] ?? ""] as const),
    ...KINDS.map(({ name, doc }) => [name, doc] as const),
  ]);
}

/** topicWords are all words that `topic` knows something of. */
export function topicWords(): readonly string[] {
  const fields = [...COMMON, ...KINDS.flatMap((kind) => kind.fields)];
  const calls = KINDS.flatMap((kind) => kind.calls.map((call) => call.name));
  return [
    ...new Set([
      ...TOPICS.others,
      ...TOPICS.kinds,
      ...WORDS_OF_ROWS.keys(),
      ...calls,
      ...fields.flatMap((field) => [field.name, ...field.aliases ?? []]),
      ...SETTING_NAMES,
      ...Object.keys(OTHER_WORDS),
    ]),
  ];
}

/**
 * topic returns the lines about a kind of event, a part of the language, a word of it, a field, or a
 * system call; null where nothing is known.
 */
export function topic(word: string, screen: Screen): readonly string[] | null {
  const kind = KINDS[kindId(word) ?? -1];
  if (kind !== undefined) return kindLines(kind, screen);
  const name = Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] ?? word : word;
  const known = Object.hasOwn(TEXTS, name) ? TEXTS[name] : undefined;
  if (known !== undefined) return topicLines(known, screen);
  const of = WORDS_OF_ROWS.get(word);
  if (of !== undefined) return wordLines(word, of, screen);
  const call = kindForCall(word);
  if (call !== undefined) {
    const { kind } = call;
    const title = `${word} is a system call of the kind ${kind.name}`;
    return [...wrap(title, columnsOf(screen)), "", ...kindLines(kind, screen)];
  }
  return fieldLines(word, screen) ?? constantLines(word, screen) ?? settingLines(word, screen);
}

/** constantLines tells the number of a constant of the kernel, and which fields have it. */
function constantLines(word: string, screen: Screen): readonly string[] | null {
  if (anySymbol(word) === undefined) return null;
  const rows = [{ name: "every kind", fields: COMMON }, ...KINDS].flatMap(({ name, fields }) =>
    fields.filter(({ symbols }) => symbols !== undefined && symbolNames(symbols).includes(word))
      .map((field) => [name, field.name, numberOf(field, word)])
  );
  const columns = [{ title: "kind" }, { title: "field" }, { title: "number" }];
  return [`${word} is a constant of the kernel`, "", ...table(columns, rows, screen)];
}

/** numberOf writes what a field's constant stands for here, bits in hexadecimal. */
function numberOf({ symbols, type }: Field, word: string): string {
  if (symbols === undefined) return "";
  const value = symbolValue(symbols, word, Deno.build.arch) ?? 0n;
  return type === "flags" ? `0x${value.toString(16)}` : `${value}`;
}

function settingLines(word: string, screen: Screen): readonly string[] | null {
  if (!isSetting(word)) return null;
  const lines = settingTable(INITIAL, screen, [word]);
  return [`${word} is a setting of the prompt`, "", ...lines, "", `set ${word} VALUE changes it`];
}

/** wordLines shows the rows of a topic that have a word in them. */
function wordLines(word: string, of: string, screen: Screen): readonly string[] {
  const topic = TEXTS[of];
  const rows = topic?.rows.filter(([words]) => wordsOf(words).includes(word)) ?? [];
  return [...topicLines({ text: "", rows }, screen), "", `help ${of} shows the others`];
}

/** fieldLines tells which kinds have a field, and what it is there; null where none has it. */
function fieldLines(word: string, screen: Screen): readonly string[] | null {
  const common = COMMON.find((field) => field.name === word || field.aliases?.includes(word));
  if (common !== undefined) {
    return topicLines({ text: `${word} is a field of every event`, rows: [row(common)] }, screen);
  }
  const owners = KINDS.flatMap((kind) => {
    const field = fieldOf(kind, word);
    return field === undefined ? [] : [{ kind, field }];
  });
  if (owners.length === 0) return null;
  const columns = [
    { title: "kind" },
    { title: "type" },
    { title: "known" },
    { title: "what it is", min: 16, wraps: true },
  ];
  const rows = owners.map(({ kind, field }) => [
    screen.palette("kind", kind.name),
    field.type,
    when(field),
    field.doc,
  ]);
  const of = owners.length === 1 ? "one kind" : `${owners.length} kinds`;
  return [`${word} is a field of ${of}`, "", ...table(columns, rows, screen)];
}

function kindLines(kind: Kind, screen: Screen): readonly string[] {
  const { palette } = screen;
  const room = columnsOf(screen);
  const calls = [...new Set(kind.calls.map((call) => call.name))].join(" ");
  const columns = [
    { title: "field", min: 10 },
    { title: "type" },
    { title: "known" },
    { title: "what it is", min: 20, wraps: true },
  ];
  const rows = kind.fields.map((field) => [
    palette("key", names(field)),
    field.type,
    when(field),
    field.doc,
  ]);
  return [
    ...wrap(`${palette("heading", kind.name)}: ${kind.doc}`, room),
    ...(calls === "" ? [] : wrap(`System calls: ${calls}`, room)),
    "",
    ...(rows.length === 0 ? [] : [...table(columns, rows, screen), ""]),
    ...wrap(`Common to every kind: ${COMMON.map((field) => field.name).join(" ")}`, room),
    ...wrap(`Example: ${kind.example}`, room),
  ];
}

function when({ phase }: Field): string {
  return phase === "enter" ? "when called" : "on return";
}

function topicLines({ text, rows, example }: Topic, screen: Screen): readonly string[] {
  const columns = [{ title: "word" }, { title: "meaning", min: 24, wraps: true }];
  const cells = rows.map(([word, meaning]) => [screen.palette("key", word), meaning]);
  return [
    ...(text === "" ? [] : [...wrap(text, columnsOf(screen)), ""]),
    ...(screen.columns < WIDE ? stacked(rows, screen) : table(columns, cells, screen)),
    ...(example === undefined ? [] : ["", ...wrap(`Example: ${example}`, columnsOf(screen))]),
  ];
}

/** WIDE is the width from which on a meaning has room beside its word. */
const WIDE = 72;

function stacked(rows: Topic["rows"], screen: Screen): readonly string[] {
  return rows.flatMap(([word, meaning]) => [
    screen.palette("key", word),
    ...wrap(meaning, columnsOf(screen, 2)).map((line) => `  ${line}`),
  ]);
}

function row(field: Field): readonly [string, string] {
  return [names(field), field.doc];
}

function names(field: Field): string {
  return [field.name, ...(field.aliases ?? [])].join(", ");
}
