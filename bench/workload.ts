/** Events to measure with, laid out one after the other as in the kernel's ring. */
import { callId, kindId } from "../compiler/kinds/kinds.ts";
import { RecordBuilder } from "../engine/builder.ts";
import { decode } from "../engine/decode.ts";
import { copyOf, RecordView } from "../engine/record.ts";
import type { EventData } from "../engine/report.ts";

const PROCESSES = 50;
/** ROOT is the first of them, from which the others descend. */
const ROOT = 1000;
/** EXECS: one event in so many is an execve, the others are opens. */
const EXECS = 8;
const PATH_LENGTH = 40;

/** Workload is records in a row with where each begins, and the same events decoded. */
export interface Workload {
  readonly bytes: Uint8Array;
  readonly offsets: readonly number[];
  readonly events: readonly EventData[];
  readonly firing: number;
}

/**
 * workload makes events of ordinary programs, with paths of 40 bytes. Where `firing` is above 0, the
 * first event of so many opens /etc/shadow and the last executes curl, or the last of `span`
 * events from there: some policies want that.
 */
export function workload(count: number, firing: number, span = firing): Workload {
  const copies = Array.from({ length: count }, (_, index) => copyOf(event(index, firing, span)));
  const bytes = new Uint8Array(copies.reduce((sum, { length }) => sum + length, 0));
  const offsets: number[] = [];
  let at = 0;
  for (const copy of copies) {
    offsets.push(at);
    bytes.set(copy, at);
    at += copy.length;
  }
  const events = offsets.map((offset) => decode(new RecordView().at(bytes, offset)));
  return { bytes, offsets, events, firing };
}

const builder = new RecordBuilder();

function event(index: number, firing: number, span: number): RecordView {
  const name = index % EXECS === EXECS - 1 ? "execve" : "openat";
  const pid = ROOT + index % PROCESSES;
  const path = wantedPath(name, index, firing, span) ?? pathOf(index);
  // The kinds are of the table; record numbers of both begin with the same texts.
  builder.begin(kindId(name) ?? 0).time(index).birth(pid - ROOT + 1, 1).call(callId(name))
    .header("pid", pid).header("tid", pid).header("root", ROOT).header("ppid", ROOT)
    .header("uid", 1000).text(0, path).text(5, "bench").result(3);
  if (name === "execve") builder.list(1, [path, "--version"]);
  else builder.number(0, -100).number(1, 0);
  return builder.end();
}

function wantedPath(
  kind: string,
  index: number,
  firing: number,
  span: number,
): string | undefined {
  if (firing === 0) return undefined;
  if (kind === "openat") return index % firing === 0 ? "/etc/shadow" : undefined;
  return index % firing === span - 1 ? "/usr/bin/curl" : undefined;
}

/** PLACES are where ordinary programs open files. */
const PLACES = ["/usr/lib/x86_64-linux-gnu/lib", "/home/user/project/src/", "/proc/1234/task/"];

function pathOf(index: number): string {
  const place = PLACES[index % PLACES.length] ?? "/";
  return `${place}${index.toString(36)}`.padEnd(PATH_LENGTH - 3, "0") + ".so";
}
