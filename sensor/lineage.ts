/**
 * Who descends from whom in a recording, whose lines say no more than pid and ppid. What the kernel
 * tells of live processes is worked out here: which life of a pid a line belongs to, which tree
 * that process is in, and when processes begin and end.
 *
 * A process whose ppid has been seen as a pid before, or that a `clone` has made, belongs to its
 * parent's tree; any other is the root of its own. A process ends with `exit_group`, or with the
 * `exit` of its first thread; the same pid is then another process.
 */
import { RecordBuilder } from "../engine/builder.ts";
import { CARRIED, OFFSET, PHASE, TYPE } from "../engine/layout.ts";
import type { RecordView } from "../engine/record.ts";
import { ANY, callId, fieldOf, kindId, KINDS } from "../compiler/kinds/kinds.ts";

/** Visit is given each record; the view is valid during the call only. */
export type Visit = (view: RecordView) => void;

interface Process {
  readonly pid: number;
  /** start is the process's number among all of the recording: a reused pid has another one. */
  readonly start: number;
  readonly root: Root;
  /** parent is the pid of its parent when it was first seen, or null. */
  readonly parent: number | null;
  /** made: a clone has returned it. */
  made: boolean;
  ended: boolean;
}

interface Root {
  readonly pid: number;
  readonly start: number;
}

const CLONE = kindId("clone");
const EXIT = kindId("exit");
const EXIT_GROUP = callId("exit_group");
const CHILD = slotOf("clone", "child");
const FLAGS = slotOf("clone", "flags");
const CLONE_PARENT = 0x8000;
const CLONE_THREAD = 0x10000;

/** Lineage places the records of one recording, in order. */
export class Lineage {
  readonly #processes = new Map<number, Process>();
  readonly #builder = new RecordBuilder();
  #started = 0;

  /** deliver ends a record of a call and hands it on, placed, with what it brings about. */
  deliver(builder: RecordBuilder, visit: Visit): void {
    const view = builder.end();
    const process = this.#processOf(view);
    builder.header("root", process.root.pid).birth(process.start, process.root.start);
    visit(view);
    if (view.kind === CLONE && (view.phase & PHASE.exit) !== 0) this.#clone(process, view, visit);
    if (view.kind === EXIT && (view.phase & PHASE.enter) !== 0) {
      if (view.call === EXIT_GROUP || view.tid === view.pid) this.#end(process, view, visit);
    }
  }

  #processOf(view: RecordView): Process {
    const known = this.#processes.get(view.pid);
    // Of a process that has ended, other threads may still be on their way out.
    if (known !== undefined && (!known.ended || view.tid !== view.pid)) return known;
    const ppid = (view.carried & CARRIED.ppid) === 0 ? null : view.ppid;
    return this.#start(view.pid, ppid, false);
  }

  #start(pid: number, ppid: number | null, made: boolean): Process {
    const start = ++this.#started;
    const parent = ppid === null ? undefined : this.#processes.get(ppid);
    const root = parent?.root ?? { pid, start };
    const process: Process = { pid, start, root, parent: ppid, made, ended: false };
    this.#processes.set(pid, process);
    return process;
  }

  #clone(parent: Process, view: RecordView, visit: Visit): void {
    const pid = numberAt(view, CHILD);
    const flags = numberAt(view, FLAGS) ?? 0;
    if (pid === undefined || pid <= 0 || (flags & CLONE_THREAD) !== 0) return;
    const known = this.#processes.get(pid);
    if (known !== undefined && !known.made && known.parent === parent.pid) {
      // The child was faster than the return of the call that made it.
      known.made = true;
      return;
    }
    // One that was made before, and has not ended, has gone unseen: a signal killed it.
    if (known !== undefined) this.#end(known, view, visit);
    const child = this.#start(pid, parent.pid, true);
    const fork = this.#lifecycle(TYPE.fork, child, view);
    if ((flags & CLONE_PARENT) === 0) fork.header("ppid", parent.pid);
    visit(fork.end());
  }

  #end(process: Process, view: RecordView, visit: Visit): void {
    if (process.ended) return;
    process.ended = true;
    visit(this.#lifecycle(TYPE.exit, process, view).end());
  }

  #lifecycle(type: number, { pid, start, root }: Process, cause: RecordView): RecordBuilder {
    const builder = this.#builder.begin(0, 0, type)
      .time(BigInt(cause.tsHi) << 32n | BigInt(cause.tsLo))
      .header("pid", pid).header("tid", pid).header("root", root.pid).birth(start, root.start);
    if ((cause.carried & CARRIED.session) !== 0) builder.header("session", cause.session);
    return builder;
  }
}

function slotOf(kind: string, field: string): number {
  const at = fieldOf(KINDS[kindId(kind) ?? 0] ?? ANY, field)?.at;
  return at?.in === "number" ? at.slot : -1;
}

function numberAt(view: RecordView, slot: number): number | undefined {
  if (slot < 0 || (view.carried & CARRIED.number << slot) === 0) return undefined;
  return Number(view.exact(OFFSET.numbers + slot * 8));
}
