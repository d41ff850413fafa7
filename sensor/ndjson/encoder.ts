/**
 * NDJSON as a recorder writes it: besides the calls, the lines that say which processes there are,
 * so that a replay has the trees and the ends that the live run had (docs/formats.md).
 */
import { CARRIED, KNOWN, OFFSET, TYPE } from "../../engine/layout.ts";
import type { RecordView } from "../../engine/record.ts";
import { decodeText, encodeText } from "../../engine/text.ts";
import { redactEvent, redactList } from "../../engine/redact.ts";
import type { Hole } from "../records/marks.ts";
import { toJson, writeEvent, writeHeader } from "./ndjson.ts";
import { EXEC_ARGV, MAKER } from "./marks.ts";
import type { Decode, Encoder, Origin } from "../records/encoder.ts";

const TWO_32 = 2 ** 32;

/** NdjsonEncoder writes one recording. */
export class NdjsonEncoder implements Encoder {
  readonly plainHeader = false;
  /** #known has the processes that the file tells of, with their starts. */
  readonly #known = new Map<number, number>();
  readonly #redact: boolean;

  /** redact masks secrets in what is written. */
  constructor({ redact = false }: { readonly redact?: boolean } = {}) {
    this.#redact = redact;
  }

  header(origin: Origin): Uint8Array {
    // Each file can be read by itself.
    this.#known.clear();
    return line(writeHeader({ ...origin, source: "bpf" }));
  }

  record(view: RecordView, decode: Decode): Uint8Array {
    switch (view.type) {
      case TYPE.call:
        return line(
          this.#introduction(view) +
            writeEvent(this.#redact ? redactEvent(decode(view)) : decode(view)),
        );
      case TYPE.fork:
        this.#known.set(view.pid, timeAt(view, OFFSET.start));
        return line(processLine("fork", view, decode));
      case TYPE.exit: {
        const text = this.#introduction(view) + processLine("exit", view, decode);
        this.#known.delete(view.pid);
        return line(text);
      }
      case TYPE.exec:
        return line(this.#introduction(view) + processLine("exec", view, decode, this.#redact));
      case KNOWN:
        // What is known is on the line of each call.
        return line(this.#introduction(view).trimEnd());
      default:
        return new Uint8Array();
    }
  }

  lost(hole: Hole, ts: number): Uint8Array {
    return line(toJson({ type: "lost", ts, ...hole }));
  }

  release(root: number, ts: number): Uint8Array {
    return line(toJson({ type: "detach", ts, root }));
  }

  end(): Uint8Array {
    return new Uint8Array();
  }

  /** #introduction returns the line about a process that the file has not told of, or nothing. */
  #introduction(view: RecordView): string {
    const start = timeAt(view, OFFSET.start);
    if (this.#known.get(view.pid) === start) return "";
    this.#known.set(view.pid, start);
    return `${toJson({ type: "process", ...whoOf(view), ...birthOf(view) })}\n`;
  }
}

/** processLine is the line of a record that is about a process and not about a call. */
function processLine(
  type: "fork" | "exec" | "exit",
  view: RecordView,
  decode: Decode,
  redacted = false,
): string {
  const { ts, pid, ppid, comm, exe, uid, euid, gid, session, container, ret } = decode(view);
  const maker = (view.carried & CARRIED.number << MAKER) !== 0
    ? view.low(OFFSET.numbers + MAKER * 8)
    : undefined;
  // JSON leaves out what is undefined.
  const common = { type, ts, pid, ppid, comm, exe, uid, euid, gid, session, container };
  switch (type) {
    case "fork":
      return toJson({ ...common, maker, ...birthOf(view) });
    case "exec":
      return toJson({ ...common, ...programOf(view, redacted) });
    case "exit":
      return toJson({ ...common, ret });
  }
}

function programOf(view: RecordView, redacted: boolean) {
  if (!view.carries(EXEC_ARGV)) return {};
  const text = decodeText(view.bytes, view.start(EXEC_ARGV), view.end(EXEC_ARGV));
  const words = text === "" ? [] : text.replace(/\0$/, "").split("\0");
  const argv = redacted ? redactList(words) : words;
  return (view.cut & 1 << EXEC_ARGV) === 0 ? { argv } : { argv, truncated: ["argv"] };
}

function whoOf(view: RecordView) {
  const carries = (bit: number, value: number) => (view.carried & bit) === 0 ? undefined : value;
  return {
    ts: view.ts,
    pid: view.pid,
    ppid: carries(CARRIED.ppid, view.ppid),
    session: carries(CARRIED.session, view.session),
  };
}

/** birthOf says which life of its pid a process is, and the root of its tree. */
function birthOf(view: RecordView) {
  return {
    start: timeAt(view, OFFSET.start),
    root: view.root,
    root_start: timeAt(view, OFFSET.rootStart),
  };
}

function timeAt(view: RecordView, offset: number): number {
  return view.u32(offset + 4) * TWO_32 + view.u32(offset);
}

function line(text: string): Uint8Array {
  return text === "" ? new Uint8Array() : encodeText(`${text}\n`);
}
