/**
 * What the keys of an event's line stand for, as tables for a reader that goes over its bytes: which
 * key goes where is read off the table of kinds.
 */
import { isResult } from "../../compiler/kinds/capture.ts";
import type { Field, Kind } from "../../compiler/kinds/kind.ts";
import {
  ANY,
  callId,
  fieldNames,
  fieldOf,
  kindForCall,
  kindId,
  KINDS,
} from "../../compiler/kinds/kinds.ts";
import { SYSCALLS } from "../../compiler/kinds/syscalls.ts";
import { CARRIED, OFFSET, SPAN, STATE } from "../../engine/layout.ts";
import { NameTable, NONE } from "./name_table.ts";

/** Key is what a key stands for: `at` is the slot, span or index that its value belongs to. */
export interface Key<Sort> {
  readonly sort: Sort;
  readonly at: number;
  /** bit is shared by the names of one field: a line may say it once. */
  readonly bit: number;
}

/** Keys are those of one object: `names` finds the index of a key in `rows`. */
export interface Keys<Sort> {
  readonly names: NameTable;
  readonly rows: readonly Key<Sort>[];
}

/** TopSort is what stands in an event's own object; "other" is left to the general reader. */
export type TopSort =
  | "ts"
  | "seq"
  | "header"
  | "text"
  /** "state" is a text of the event and of its process, "fact" one of its process alone. */
  | "state"
  | "fact"
  | "age"
  | "parent"
  | "ancestors"
  | "kind"
  | "syscall"
  | "phase"
  | "args"
  | "ret"
  | "late"
  | "truncated"
  | "other";

/** ArgumentSort is what stands in `args`; "other" is left to the general reader. */
export type ArgumentSort = "number" | "text" | "list" | "ip" | "nr" | "argument" | "other";

/** ParentSort is what stands in `parent`. */
export type ParentSort = "pid" | "uid" | "fact";

type List<Sort> = readonly (readonly [name: string, sort: Sort, at?: number | undefined])[];

/** HEADER are the numbers of a record's header; a "header" key's `at` is an index into them. */
export const HEADER = [
  { name: "pid", offset: OFFSET.pid, carried: 0 },
  { name: "tid", offset: OFFSET.tid, carried: 0 },
  { name: "ppid", offset: OFFSET.ppid, carried: CARRIED.ppid },
  { name: "uid", offset: OFFSET.uid, carried: CARRIED.uid },
  { name: "euid", offset: OFFSET.euid, carried: CARRIED.euid },
  { name: "gid", offset: OFFSET.gid, carried: CARRIED.gid },
  { name: "session", offset: OFFSET.session, carried: CARRIED.session },
] as const;

const { numbers, spans } = STATE;

/** COMMON_TEXTS are those that every event may have. */
const COMMON_TEXTS: List<"text" | "state"> = [
  ["comm", "text", SPAN.comm],
  ["host", "text", SPAN.host],
  ["exe", "state", SPAN.exe],
  ["container", "state", SPAN.container],
];

/** TOP are the keys of an event. */
export const TOP: Keys<TopSort> = keysOf<TopSort>([
  ...HEADER.map(({ name }, index) => [name, "header", index] as const),
  ...COMMON_TEXTS,
  ["ts", "ts"],
  ["seq", "seq"],
  ["kind", "kind"],
  ["syscall", "syscall"],
  ["phase", "phase"],
  ["args", "args"],
  ["ret", "ret"],
  ["late", "late"],
  ["truncated", "truncated"],
  ["cmdline", "fact", spans.cmdline],
  ["cwd", "fact", spans.cwd],
  ["age", "age", numbers.age],
  ["parent", "parent"],
  ["ancestors", "ancestors", spans.ancestors],
  ["type", "other"],
  ["exeray", "other"],
]);

/** PARENT are the keys of `parent`. */
export const PARENT: Keys<ParentSort> = keysOf<ParentSort>([
  ["pid", "pid", numbers.parentPid],
  ["uid", "uid", numbers.parentUid],
  ["comm", "fact", spans.parentComm],
  ["exe", "fact", spans.parentExe],
  ["cmdline", "fact", spans.parentCmdline],
]);

/** RAW are the keys of `args` that every kind may have. */
const RAW: List<ArgumentSort> = [
  ["nr", "nr"],
  ...[0, 1, 2, 3, 4, 5].map((index) => [`arg${index}`, "argument", index] as const),
];

function keysOf<Sort>(list: List<Sort>, bitOf = (index: number) => index): Keys<Sort> {
  return {
    names: new NameTable(list.map(([name]) => name)),
    rows: list.map(([, sort, at = 0], index) => ({ sort, at, bit: 1 << bitOf(index) })),
  };
}

const words = [...new Set([...KINDS.map(({ name }) => name), ...SYSCALLS.map(([name]) => name)])];

/** WORDS are the names of kinds and calls, which stand behind `kind` and `syscall`. */
export const WORDS = {
  names: new NameTable(words),
  /** kinds has for each word the kind that is meant by it, or NONE. */
  kinds: Int16Array.from(words, (word) => kindId(word) ?? kindForCall(word)?.id ?? NONE),
  /** calls has for each word the id of the call of that name, or 0. */
  calls: Int16Array.from(words, (word) => callId(word)),
} as const;

/** ANY_ID is the kind that stands for any call: its name says nothing of which call it was. */
export const ANY_ID = kindId(ANY.name) ?? 0;

/** KindKeys is what a line of one kind may say. */
export interface KindKeys {
  readonly args: Keys<ArgumentSort>;
  /** results are, by the id of a call, the numbers that are its result where `args` is silent. */
  readonly results: ReadonlyMap<number, readonly Key<ArgumentSort>[]> | null;
  /** texts are what `truncated` may name. */
  readonly texts: Keys<"text">;
}

const made: (KindKeys | undefined)[] = [];

/** keysOfKind returns what a line of the kind with this id may say. */
export function keysOfKind(id: number): KindKeys {
  return made[id] ??= kindKeys(KINDS[id] ?? ANY);
}

function kindKeys(kind: Kind): KindKeys {
  const named = kind.fields.flatMap((field, index) =>
    [field.name, ...field.aliases ?? []].map((name) => [name, field, index] as const)
  );
  const list = named.map(([name, field]) => [name, sortOf(field), slotOf(field)] as const);
  const places = [...named.map(([, , index]) => index), ...RAW.map((_, at) => named.length + at)];
  const args = keysOf<ArgumentSort>([...list, ...RAW], (index) => places[index] ?? index);
  // Of several rows of one call the first counts, as in the general reader.
  const results = kind.calls.toReversed().map(({ name, captures }) => {
    const keys = named.flatMap(([name], index) =>
      isResult(captures?.[name]) ? args.rows.slice(index, index + 1) : []
    );
    return [callId(name), keys.filter(({ sort }) => sort === "number")] as const;
  });
  return {
    args,
    results: results.every(([, keys]) => keys.length === 0) ? null : new Map(results),
    texts: keysOf(textsOf(kind)),
  };
}

function sortOf({ at, type }: Field): ArgumentSort {
  if (at.in === "number") return "number";
  if (at.in !== "bytes") return "other";
  return type === "list" || type === "ip" ? type : "text";
}

function slotOf({ at }: Field): number {
  return at.in === "number" || at.in === "bytes" ? at.slot : 0;
}

function textsOf(kind: Kind): List<"text"> {
  const own = fieldNames(kind).flatMap((name) => {
    const at = fieldOf(kind, name)?.at;
    return at?.in === "bytes" ? [[name, "text", at.slot] as const] : [];
  });
  const common = COMMON_TEXTS.filter(([name]) => own.every(([other]) => other !== name))
    .map(([name, , span]) => [name, "text", span] as const);
  return [...own, ...common];
}
