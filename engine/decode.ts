/** Records as plain data, for people and other programs. Never on the way of an event: it allocates. */
import type { Field, Kind } from "../compiler/kinds/kind.ts";
import { callName, KINDS } from "../compiler/kinds/kinds.ts";
import { formatAddress } from "./address.ts";
import { CARRIED, FLAG, OFFSET, PHASE, SPAN } from "./layout.ts";
import type { RecordView } from "./record.ts";
import type { EventData, EventValue } from "./report.ts";
import { processData } from "./state_data.ts";
import type { State } from "./state.ts";
import { decodeText } from "./text.ts";

/**
 * decode returns the event of a record. Numbers are numbers, flags too; a bigint stands only where
 * a number is beyond 2^53. Fields that are computed from others (execve's `args`) are left out.
 * The raw arguments and the call's number are listed for events without a kind of their own. What
 * the record does not say itself of its process is taken from `state`, if that is given.
 */
export function decode(view: RecordView, state: State | null = null): EventData {
  const known = state === null ? {} : processData(state, view);
  const kind = KINDS[view.kind];
  const carried = view.carried;
  const text = (span: number) => view.carries(span) ? textOf(view, span) : undefined;
  const number = (bit: number, value: number) => (carried & bit) === 0 ? undefined : value;
  const late = (view.flags & FLAG.late) !== 0 ? true : undefined;
  return withoutAbsent<EventData>({
    ts: view.ts,
    pid: view.pid,
    tid: view.tid,
    ppid: number(CARRIED.ppid, view.ppid),
    comm: text(SPAN.comm),
    exe: text(SPAN.exe) ?? known.exe,
    uid: number(CARRIED.uid, view.uid),
    euid: number(CARRIED.euid, view.euid),
    gid: number(CARRIED.gid, view.gid),
    session: number(CARRIED.session, view.session),
    container: text(SPAN.container) ?? known.container,
    cmdline: known.cmdline,
    cwd: known.cwd,
    age: known.age,
    parent: known.parent,
    ancestors: known.ancestors,
    kind: kind?.name ?? "call",
    syscall: syscallOf(view),
    phase: PHASE_NAMES[view.phase],
    args: kind === undefined ? {} : argsOf(view, kind),
    ret: (carried & CARRIED.ret) === 0 ? undefined : integer(view.exact(OFFSET.ret)),
    late,
    truncated: truncated(view, kind, state),
  });
}

const PHASE_NAMES: Readonly<Record<number, "enter" | "exit">> = {
  [PHASE.enter]: "enter",
  [PHASE.exit]: "exit",
};

/** COMMON_SPANS names the texts that every kind can carry. */
const COMMON_SPANS: readonly (readonly [name: string, span: number])[] = [
  ["comm", SPAN.comm],
  ["exe", SPAN.exe],
  ["container", SPAN.container],
  ["host", SPAN.host],
];

/** syscallOf returns the name of the record's system call, or undefined where it is not known. */
export function syscallOf(view: RecordView): string | undefined {
  const known = callName(view.call);
  if (known !== undefined) return known;
  return view.carries(SPAN.syscall) ? textOf(view, SPAN.syscall) : undefined;
}

/** spanOf returns the span that a field's text lies in, or undefined where it is not a text. */
export function spanOf(field: Field): number | undefined {
  return field.at.in === "bytes" ? field.at.slot : undefined;
}

function argsOf(view: RecordView, kind: Kind): Record<string, EventValue> {
  const entries: (readonly [string, EventValue])[] = [];
  for (const field of kind.fields) {
    const value = valueOf(view, field);
    if (value !== undefined) entries.push([field.name, value]);
  }
  if (view.kind === 0) entries.push(...rawArguments(view));
  return Object.fromEntries(entries);
}

function valueOf(view: RecordView, field: Field): EventValue | undefined {
  if (field.at.in === "number") {
    if ((view.carried & CARRIED.number << field.at.slot) === 0) return undefined;
    return integer(view.exact(OFFSET.numbers + field.at.slot * 8));
  }
  const span = spanOf(field);
  if (span === undefined || !view.carries(span)) return undefined;
  if (field.type === "list") return listOf(view, span);
  if (field.type !== "ip") return textOf(view, span);
  const bytes = view.bytes.subarray(view.start(span), view.end(span));
  return bytes.length === 4 || bytes.length === 16 ? formatAddress(bytes) : undefined;
}

function textOf(view: RecordView, span: number): string {
  return decodeText(view.bytes, view.start(span), view.end(span));
}

function listOf(view: RecordView, span: number): readonly string[] {
  const strings: string[] = [];
  const end = view.end(span);
  for (let start = view.start(span); start < end;) {
    const zero = view.bytes.indexOf(0, start);
    // The last string of a list that was cut may lack its zero byte.
    const stop = zero < 0 || zero > end ? end : zero;
    strings.push(decodeText(view.bytes, start, stop));
    start = stop + 1;
  }
  return strings;
}

function rawArguments(view: RecordView): (readonly [string, EventValue])[] {
  const entries: (readonly [string, EventValue])[] = [];
  if ((view.carried & CARRIED.nr) !== 0) entries.push(["nr", view.nr]);
  for (let index = 0; index < 6; index++) {
    if ((view.carried & CARRIED.arg << index) === 0) continue;
    entries.push([`arg${index}`, integer(view.exact(OFFSET.args + index * 8))]);
  }
  return entries;
}

function truncated(
  view: RecordView,
  kind: Kind | undefined,
  state: State | null,
): readonly string[] | undefined {
  const known = state?.cut === true ? ["cmdline"] : [];
  if (view.cut === 0 || kind === undefined) return known.length === 0 ? undefined : known;
  const own = kind.fields.flatMap((field) => {
    const span = spanOf(field);
    return span === undefined ? [] : [[field.name, span] as const];
  });
  const cut = [...COMMON_SPANS, ...own].filter(([, span]) => (view.cut & 1 << span) !== 0);
  return [...cut.map(([name]) => name), ...known];
}

function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/**
 * withoutAbsent drops the keys whose value is undefined; the caller gives every required one. Its
 * type holds without exactOptionalPropertyTypes too: who imports mod.ts checks this by own rules.
 */
function withoutAbsent<T extends object>(
  all: { readonly [K in keyof Required<T>]: T[K] | undefined },
): T {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;
}
