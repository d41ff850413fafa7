/**
 * Logs of `strace -f -ttt` as a source of events. A call is told when it returns, whole, or at its
 * start where it never returns. What is no call (signals, strace's own messages) is passed over.
 */
import { symbolValue } from "../../compiler/kinds/constants.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { decodeText } from "../../engine/text.ts";
import { Lineage } from "../records/lineage.ts";
import type { Problem, Visit } from "../records/reading.ts";
import { buildEvent } from "../ndjson/event.ts";
import { LINE_MAX, Lines, NEWLINE } from "../records/lines.ts";
import { Malformed } from "../ndjson/values.ts";
import { argsOf } from "./call.ts";
import { parseArgs, type StraceArgs } from "./values.ts";

/** PREFIX is what a line begins with: the thread, where there is more than one, and the time. */
const PREFIX = /^(?:\[pid\s+(\d{1,10})[^\]]*\] |(\d{1,10})(?:<[^>]*>)?\s+)?(\d{1,12})\.(\d{6,9}) /;

const CALL = /^([a-z_][a-z0-9_]*|syscall_0x[0-9a-f]+)\(/;
const RESUMED = /^<\.\.\. ([a-z_][a-z0-9_]*) resumed>\s?/;
const UNFINISHED = /\s*<unfinished \.\.\.>$/;
const RESULT = /^\s*= (?:(-?\d{1,20}|0x[0-9a-f]{1,16})(?: ([A-Z][A-Z0-9]+)\b)?|\?)/;
const ENDED = /^\+\+\+ (?:exited with|killed by) /;
/** ASIDE begins what is no call: a signal, a thread's end, or a message of strace. */
const ASIDE = /^(?:---|\+\+\+|strace: )/;
const MESSAGE = /^strace: |^\[.*\]$/;

/** UNKNOWN is the pid in a log of one process, whose lines do not say it. */
const UNKNOWN = 1;

const CLONE_THREAD = 0x10000;
const CLONES: ReadonlySet<string> = new Set(["clone", "clone3", "fork", "vfork"]);

/** UNFINISHED_MAX is how many calls may be under way at once: beyond it the oldest is dropped. */
const UNFINISHED_MAX = 65_536;

/** Start is when a log begins: in ns since 1970, and as text. */
export interface Start {
  readonly ns: bigint;
  /** text is RFC 3339 with nanoseconds; null for a moment beyond it. */
  readonly text: string | null;
}

/** straceStart returns when a log begins, or null where these are not the first bytes of one. */
export function straceStart(head: Uint8Array): Start | null {
  for (let at = 0, lines = 0; at < head.length && lines < 8; lines++) {
    const newline = head.indexOf(NEWLINE, at);
    const end = newline < 0 ? head.length : newline;
    const line = decodeText(head.subarray(at, Math.min(end, at + 4096)));
    at = end + 1;
    const prefix = PREFIX.exec(line);
    if (prefix === null) {
      // strace says on the same stream that it has attached.
      if (MESSAGE.test(line)) continue;
      return null;
    }
    const rest = line.slice(prefix[0].length);
    if (!CALL.test(rest) && !ASIDE.test(rest) && !RESUMED.test(rest)) return null;
    const ns = nanoseconds(prefix);
    return { ns, text: rfc3339(ns) };
  }
  return null;
}

/** Begun is a call that has begun and not returned yet. */
interface Begun {
  readonly name: string;
  readonly text: string;
  readonly ts: bigint;
}

/** StraceReader makes records of the pieces of a log that are pushed into it. */
export class StraceReader {
  readonly #visit: Visit;
  readonly #onProblem: (problem: Problem) => void;
  readonly #start: bigint;
  readonly #lines: Lines;
  readonly #builder = new RecordBuilder();
  readonly #lineage = new Lineage();
  /** #begun has the calls that are under way, by thread. */
  readonly #begun = new Map<number, Begun>();
  /** #processes has the process of each thread that is not its first, #parents who made others. */
  readonly #processes = new Map<number, number>();
  readonly #parents = new Map<number, number>();
  readonly #seen = new Set<number>();
  #latest = 0n;
  #events = 0;
  #skipped = 0;

  constructor(visit: Visit, onProblem: (problem: Problem) => void, start: bigint) {
    this.#visit = visit;
    this.#onProblem = onProblem;
    this.#start = start;
    this.#lines = new Lines({
      text: (bytes, line) => this.#line(decodeText(bytes), line),
      tooLong: (line) => this.#skip(line, `Line is longer than ${LINE_MAX} bytes`),
    });
  }

  /** events and skipped count the calls, and the lines that could not be read. */
  get events(): number {
    return this.#events;
  }

  get skipped(): number {
    return this.#skipped;
  }

  /** push reads the next piece. */
  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  /** end reads what is left: calls that never returned were made all the same. */
  end(): void {
    this.#lines.end();
    for (const tid of [...this.#begun.keys()]) this.#never(tid);
  }

  #line(text: string, line: number): void {
    const prefix = PREFIX.exec(text);
    if (prefix === null) {
      if (text.trim() !== "" && !MESSAGE.test(text)) {
        this.#skip(line, "Line is none of strace -ttt");
      }
      return;
    }
    const tid = Number(prefix[1] ?? prefix[2] ?? UNKNOWN);
    const rest = text.slice(prefix[0].length);
    const ts = this.#inOrder(nanoseconds(prefix) - this.#start, line);
    this.#meet(tid);
    try {
      this.#read(tid, ts, rest);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#skip(line, error.message);
    }
  }

  #read(tid: number, ts: bigint, text: string): void {
    if (ENDED.test(text)) return this.#ended(tid, ts);
    if (ASIDE.test(text)) return;
    const resumed = RESUMED.exec(text);
    if (resumed !== null) {
      const begun = this.#begun.get(tid);
      this.#begun.delete(tid);
      // A log may begin in the middle of a call; then what it was called with is not known.
      if (begun === undefined || begun.name !== resumed[1]) return;
      return this.#whole(tid, ts, begun.name, begun.text + text.slice(resumed[0].length));
    }
    const name = CALL.exec(text)?.[1];
    if (name === undefined) throw new Malformed("Line is no call");
    const rest = text.slice(name.length + 1);
    if (!UNFINISHED.test(rest)) return this.#whole(tid, ts, name, rest);
    const [oldest] = this.#begun.keys();
    if (oldest !== undefined && this.#begun.size >= UNFINISHED_MAX) this.#never(oldest);
    this.#begun.set(tid, { name, ts, text: rest.replace(UNFINISHED, "") });
  }

  #whole(tid: number, ts: bigint, name: string, text: string): void {
    const given = parseArgs(text, 0);
    const result = given.end === null ? null : RESULT.exec(text.slice(given.end));
    if (result === null) throw new Malformed("Call has no result");
    const ret = result[1] === undefined ? undefined : resultOf(result[1], result[2]);
    this.#deliver(tid, ts, name, given, ret);
  }

  /** #never tells of a call that has begun and did not return. */
  #never(tid: number): void {
    const begun = this.#begun.get(tid);
    this.#begun.delete(tid);
    if (begun === undefined) return;
    try {
      this.#deliver(tid, this.#latest, begun.name, parseArgs(begun.text, 0), undefined);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      // Half of a call may make no sense.
      this.#skip(0, error.message);
    }
  }

  #deliver(
    tid: number,
    ts: bigint,
    name: string,
    given: StraceArgs,
    ret: bigint | undefined,
  ): void {
    const { kind, args, truncated } = argsOf(name, given);
    const pid = this.#processes.get(tid) ?? tid;
    const ppid = this.#parents.get(pid);
    buildEvent({
      pid,
      tid,
      ...(ppid === undefined ? {} : { ppid }),
      kind,
      syscall: name,
      args,
      truncated,
      ...(ret === undefined ? { phase: "enter" } : { ret }),
    }, this.#builder);
    this.#builder.time(ts);
    this.#events++;
    this.#lineage.deliver(this.#builder, null, this.#visit);
    if (CLONES.has(name) && ret !== undefined && ret > 0n) this.#made(pid, Number(ret), args);
  }

  /** #made takes in who a clone has made: a thread of the same process, or a child. */
  #made(pid: number, child: number, args: Readonly<Record<string, unknown>>): void {
    const thread = (Number(args["flags"] ?? 0) & CLONE_THREAD) !== 0;
    if (thread) this.#processes.set(child, pid);
    else if (!this.#seen.has(child)) this.#parents.set(child, pid);
  }

  /**
   * #meet places a thread that is new. It may be faster than the return of the call that has made
   * it; then it is of the clone that has been under way the longest.
   */
  #meet(tid: number): void {
    if (this.#seen.has(tid)) return;
    this.#seen.add(tid);
    if (this.#processes.has(tid) || this.#parents.has(tid)) return;
    for (const [maker, { name, text }] of this.#begun) {
      if (!CLONES.has(name)) continue;
      const pid = this.#processes.get(maker) ?? maker;
      if (text.includes("CLONE_THREAD")) this.#processes.set(tid, pid);
      else this.#parents.set(tid, pid);
      return;
    }
  }

  #ended(tid: number, ts: bigint): void {
    this.#never(tid);
    this.#seen.delete(tid);
    this.#parents.delete(tid);
    if (this.#processes.delete(tid)) return;
    this.#builder.begin(0).time(ts).header("pid", tid).header("tid", tid);
    this.#lineage.gone(this.#builder, this.#visit);
  }

  #inOrder(ts: bigint, line: number): bigint {
    if (ts >= this.#latest) return this.#latest = ts;
    const message =
      `Line goes back in time, from ${this.#latest} to ${ts}; it is taken at ${this.#latest}`;
    this.#onProblem({ line, message, skipped: false });
    return this.#latest;
  }

  #skip(line: number, message: string): void {
    this.#skipped++;
    this.#onProblem({ line, message, skipped: true });
  }
}

/** resultOf returns what a call returned: where it failed, strace says -1 and the error's name. */
function resultOf(digits: string, error: string | undefined): bigint {
  const value = BigInt(digits);
  if (value !== -1n || error === undefined) return BigInt.asIntN(64, value);
  const number = symbolValue("errno", error);
  return number === undefined ? value : -number;
}

function nanoseconds(prefix: RegExpExecArray): bigint {
  return BigInt(prefix[3] ?? 0) * 1_000_000_000n + BigInt((prefix[4] ?? "").padEnd(9, "0"));
}

/** rfc3339 writes ns since 1970 with all their digits. */
function rfc3339(ns: bigint): string | null {
  const date = new Date(Number(ns / 1_000_000n));
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999) return null;
  return `${date.toISOString().slice(0, 19)}.${String(ns % 1_000_000_000n).padStart(9, "0")}Z`;
}
