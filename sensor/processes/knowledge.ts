/**
 * What the sensor knows of processes beside the kernel's records, as records that come in between:
 * before the first event of a process that was there already, and behind each exec, whose record
 * tells the folder and the control groups.
 */
import { RecordBuilder } from "../../engine/builder.ts";
import { type Facts, putFacts } from "../../engine/facts.ts";
import { FLAG, KNOWN, OFFSET, SPAN, TYPE } from "../../engine/layout.ts";
import { RecordView } from "../../engine/record.ts";
import { decodeText, encodeText } from "../../engine/text.ts";
import { containerIn } from "./containers.ts";
import { kernelText } from "../native/kernel_files.ts";
import { FactsReader, folderOf, groupOf, isStill, programOf } from "./process_facts.ts";
import { processStat } from "./processes.ts";
import type { VisitBytes } from "../records/reading.ts";
import type { TargetEntry } from "../kernel/targets.ts";

/** EXEC says in which spans the record of an exec has where the process is: bpf/exec.h. */
const EXEC = { cwd: 2, groups: 3 } as const;

/** Knowledge holds what is to be told, and adds to what the kernel tells. */
export class Knowledge {
  readonly #builder = new RecordBuilder();
  readonly #view = new RecordView();
  #waiting: { readonly record: Uint8Array; readonly ts: number }[] = [];

  /**
   * read notes what /proc tells of processes. It comes between events, so it takes the time of the
   * latest one: `passed` is how long ago that was, in ns.
   */
  read(
    targets: Iterable<readonly [pid: number, target: Origin]>,
    ts: number,
    passed: number,
  ): void {
    const reader = new FactsReader();
    for (const [pid, target] of targets) {
      const stat = processStat(pid);
      if (stat === null || stat.start !== target.start) continue;
      const facts = reader.of(stat);
      if (facts === null) continue;
      const { root, start, rootStart } = target;
      // Less than nothing for a process that was started since.
      const age = Number(facts.age ?? 0) - passed;
      const builder = this.#begin(pid, root, start, rootStart, ts)
        .header("ppid", stat.ppid).header("session", stat.session);
      const record = putFacts(builder, { ...facts, age }).end();
      this.#waiting.push({ record: record.bytes.slice(0, record.size), ts });
    }
  }

  /** tell visits what was noted, and returns how many records that was. */
  tell(visit: VisitBytes): number {
    const waiting = this.#waiting;
    if (waiting.length === 0) return 0;
    this.#waiting = [];
    for (const { record, ts } of waiting) visit(record, 0, ts);
    return waiting.length;
  }

  /** beside visits the kernel's records, and behind each exec where the process is. */
  beside(visit: VisitBytes): VisitBytes {
    return (bytes, offset, ts) => {
      // The bytes are not ours any more once they were visited.
      const execs = bytes[offset + OFFSET.type] === TYPE.exec;
      const place = execs ? this.#place(this.#view.at(bytes, offset), ts) : null;
      visit(bytes, offset, ts);
      if (place !== null) visit(place.bytes, 0, ts);
    };
  }

  #place(exec: RecordView, ts: number): RecordView | null {
    const { pid, root } = exec;
    const start = exec.exact(OFFSET.start);
    const told = placeIn(exec);
    // The kernel leaves out a path that is too long for it.
    const asked: Facts = {
      ...(told.cwd === undefined ? folderOf(pid) : {}),
      ...(told.container === undefined ? groupOf(pid) : {}),
      ...(exec.carries(SPAN.exe) ? {} : programOf(pid)),
    };
    // Of a process that is another one by now, or none, only what it was itself told counts.
    const facts = isEmpty(asked) || !isStill(pid, start) ? told : { ...told, ...asked };
    if (isEmpty(facts)) return null;
    return putFacts(this.#begin(pid, root, start, exec.exact(OFFSET.rootStart), ts), facts).end();
  }

  #begin(pid: number, root: number, start: bigint, rootStart: bigint, ts: number): RecordBuilder {
    return this.#builder.begin(0, 0, KNOWN).time(ts).birth(start, rootStart).flags(FLAG.late)
      .header("pid", pid).header("tid", pid).header("root", root);
  }
}

/** placeIn returns what the record of an exec tells of where the process is. */
function placeIn(exec: RecordView): Pick<Facts, "cwd" | "container"> {
  const { bytes } = exec;
  const cwd = exec.carries(EXEC.cwd)
    ? { cwd: bytes.slice(exec.start(EXEC.cwd), exec.end(EXEC.cwd)) }
    : {};
  if (!exec.carries(EXEC.groups)) return cwd;
  const names = decodeText(bytes, exec.start(EXEC.groups), exec.end(EXEC.groups)).split("\0");
  const id = containerIn(names.reverse());
  return id === "" && hasOldGroups() ? cwd : { ...cwd, container: encodeText(id) };
}

function isEmpty(facts: Facts): boolean {
  return Object.keys(facts).length === 0;
}

let oldGroups: boolean | undefined;

/**
 * hasOldGroups tells whether this machine has hierarchies of control groups of version 1, in which
 * a process can be in a container's group and in none of version 2, the only one the kernel tells.
 */
function hasOldGroups(): boolean {
  return oldGroups ??= /^[1-9]/m.test(kernelText("/proc/self/cgroup") ?? "");
}

/** Origin is who a watched process is. */
export type Origin = Pick<TargetEntry, "root" | "start" | "rootStart">;
