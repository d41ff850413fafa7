/**
 * Who descends from whom in a recording, whose lines say no more than pid and ppid. What the kernel
 * tells of live processes is worked out here: which life of a pid a line belongs to, which tree
 * that process is in, when processes begin and end, and when they run another program.
 *
 * A process whose ppid has been seen as a pid before, or that a `clone` has made, belongs to its
 * parent's tree; any other is the root of its own. A process ends with `exit_group`, or with the
 * `exit` of its first thread; the same pid is then another process. It runs another program once an
 * execve has returned 0: the one that was called for, as long as no line says otherwise.
 */
import type { Visit } from "./reading.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { CARRIED, KNOWN, OFFSET, PHASE, SPAN, TYPE } from "../../engine/layout.ts";
import type { RecordView } from "../../engine/record.ts";
import { ANY, callId, fieldOf, kindId, KINDS } from "../../compiler/kinds/kinds.ts";

/** ProcessLine is a line about a process, with what is needed to place it. */
export interface ProcessLine {
  readonly says: "process" | "fork" | "exec" | "exit";
  /** start and rootStart tell lives of one pid apart; null where the line does not say. */
  readonly start: number | null;
  readonly root: number | null;
  readonly rootStart: number | null;
}

/** Know puts what is known of a process into a record of type KNOWN, and returns it. */
export type Know = (known: RecordBuilder) => RecordBuilder;

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
  /** comm and uid are what its latest line says: what its children see of their parent. */
  comm: Uint8Array | null;
  uid: number | null;
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
const EXECVE = kindId("execve");
const FILENAME = slotOf("execve", "filename");
const ARGV = slotOf("execve", "argv");
const CLONE_PARENT = 0x8000;
const CLONE_THREAD = 0x10000;
const SLASH = 0x2f;
/** EXACT is the upper half from which on a time is rounded as a number. */
const EXACT = 2 ** 21;

/** Lineage places the records of one recording, in order. */
export class Lineage {
  readonly #processes = new Map<number, Process>();
  readonly #builder = new RecordBuilder();
  #started = 0;
  #told = false;

  /**
   * deliver ends a record of a call and hands it on, placed, with what it says of its process
   * (`know` puts that into a record) and what it brings about.
   */
  deliver(builder: RecordBuilder, know: Know | null, visit: Visit): void {
    const view = builder.end();
    const process = this.#processOf(view, visit);
    builder.header("root", process.root.pid).birth(process.start, process.root.start);
    remember(process, view);
    const executes = !this.#told && isExec(view);
    // The kernel tells of the new program before it tells that the call has returned.
    if (executes && view.phase === PHASE.exit) this.#exec(process, view, visit);
    if (know !== null) visit(know(this.#lifecycle(KNOWN, process, view)).end());
    visit(view);
    if (this.#told) return;
    if (executes && view.phase === PHASE.whole) this.#exec(process, view, visit);
    if (view.kind === CLONE && (view.phase & PHASE.exit) !== 0) this.#clone(process, view, visit);
    if (view.kind === EXIT && (view.phase & PHASE.enter) !== 0) {
      if (view.call === EXIT_GROUP || view.tid === view.pid) this.#end(process, view, visit);
    }
  }

  /** gone ends the process of a record, which says no more than its pid and when that was. */
  gone(builder: RecordBuilder, visit: Visit): void {
    const view = builder.end();
    const process = this.#processes.get(view.pid);
    if (process !== undefined) this.#end(process, view, visit);
  }

  /** tell ends a record of a line about a process and hands it on, placed. */
  tell(line: ProcessLine, builder: RecordBuilder, visit: Visit): void {
    this.#told = true;
    const view = builder.end();
    const process = this.#toldOf(line, view);
    if (line.says === "exit") process.ended = true;
    builder.header("root", process.root.pid).birth(process.start, process.root.start);
    visit(view);
  }

  /** #toldOf returns the process of a line: a fork makes one, and so does another start. */
  #toldOf(line: ProcessLine, view: RecordView): Process {
    const known = this.#processes.get(view.pid);
    const goesOn = line.says !== "fork" && known !== undefined && !known.ended &&
      (line.start === null || line.start === known.start);
    if (goesOn) return known;
    const ppid = (view.carried & CARRIED.ppid) === 0 ? null : view.ppid;
    const start = line.start ?? ++this.#started;
    const process: Process = {
      pid: view.pid,
      start,
      root: this.#toldRoot(line, view.pid, start) ?? this.#processes.get(ppid ?? -1)?.root ??
        { pid: view.pid, start },
      parent: ppid,
      made: true,
      ended: false,
      comm: null,
      uid: null,
    };
    this.#processes.set(view.pid, process);
    return process;
  }

  #toldRoot({ root, rootStart }: ProcessLine, pid: number, start: number): Root | null {
    if (root === null) return null;
    if (root === pid) return { pid, start };
    const known = this.#processes.get(root);
    if (known !== undefined && (rootStart === null || rootStart === known.start)) return known.root;
    return { pid: root, start: rootStart ?? 0 };
  }

  #processOf(view: RecordView, visit: Visit): Process {
    const known = this.#processes.get(view.pid);
    // Of a process that has ended, other threads may still be on their way out.
    if (known !== undefined && (!known.ended || view.tid !== view.pid)) return known;
    const ppid = (view.carried & CARRIED.ppid) === 0 ? null : view.ppid;
    const process = this.#start(view.pid, ppid, false);
    const parent = ppid === null ? undefined : this.#processes.get(ppid);
    if (this.#told) return process;
    if (parent !== undefined && parent !== process) this.#fork(parent, process, view, visit);
    return process;
  }

  #start(pid: number, ppid: number | null, made: boolean): Process {
    const start = ++this.#started;
    const parent = ppid === null ? undefined : this.#processes.get(ppid);
    const root = parent?.root ?? { pid, start };
    const process: Process = {
      pid,
      start,
      root,
      parent: ppid,
      made,
      ended: false,
      comm: null,
      uid: null,
    };
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
    const ppid = (flags & CLONE_PARENT) === 0 ? parent.pid : null;
    this.#fork(parent, child, view, visit, ppid);
  }

  /** #fork tells that `maker` has made a child, whose parent is `ppid` if that is known. */
  #fork(
    maker: Process,
    child: Process,
    view: RecordView,
    visit: Visit,
    ppid: number | null = maker.pid,
  ): void {
    const fork = this.#lifecycle(TYPE.fork, child, view).number(0, maker.pid);
    if (ppid !== null) fork.header("ppid", ppid);
    if (maker.uid !== null) fork.header("uid", maker.uid);
    if (maker.comm !== null) fork.bytes(SPAN.comm, maker.comm);
    visit(fork.end());
  }

  /** #exec tells that a process runs what its execve has named: a relative name is not known. */
  #exec(process: Process, view: RecordView, visit: Visit): void {
    const exec = this.#lifecycle(TYPE.exec, process, view);
    const filename = bytesAt(view, FILENAME);
    const argv = bytesAt(view, ARGV);
    if (filename !== null) exec.bytes(0, filename);
    if (argv !== null) exec.bytes(1, argv);
    if (filename?.[0] === SLASH) exec.bytes(SPAN.exe, filename);
    visit(exec.end());
  }

  #end(process: Process, view: RecordView, visit: Visit): void {
    if (process.ended) return;
    process.ended = true;
    visit(this.#lifecycle(TYPE.exit, process, view).end());
  }

  #lifecycle(type: number, { pid, start, root }: Process, cause: RecordView): RecordBuilder {
    const builder = this.#builder.begin(0, 0, type)
      .time(cause.tsHi < EXACT ? cause.ts : BigInt(cause.tsHi) << 32n | BigInt(cause.tsLo))
      .header("pid", pid).header("tid", pid).header("root", root.pid).birth(start, root.start);
    if ((cause.carried & CARRIED.session) !== 0) builder.header("session", cause.session);
    return builder;
  }
}

/** isExec tells whether a call has made its process run another program. */
function isExec(view: RecordView): boolean {
  return view.kind === EXECVE && (view.phase & PHASE.exit) !== 0 &&
    (view.carried & CARRIED.ret) !== 0 && view.exact(OFFSET.ret) === 0n;
}

/** remember keeps the name and the user that a line gives its process. */
function remember(process: Process, view: RecordView): void {
  if ((view.carried & CARRIED.uid) !== 0) process.uid = view.uid;
  // A thread that is not the first has a name of its own.
  if (view.tid === view.pid && !isAt(process.comm, view, SPAN.comm)) {
    process.comm = bytesAt(view, SPAN.comm) ?? process.comm;
  }
}

/** isAt tells whether a record has this very text. */
function isAt(text: Uint8Array | null, view: RecordView, span: number): boolean {
  if (text === null || !view.carries(span)) return false;
  const start = view.start(span);
  if (view.end(span) - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (text[at] !== view.bytes[start + at]) return false;
  return true;
}

function bytesAt(view: RecordView, span: number): Uint8Array | null {
  if (span < 0 || !view.carries(span)) return null;
  return view.bytes.slice(view.start(span), view.end(span));
}

function slotOf(kind: string, field: string): number {
  const at = fieldOf(KINDS[kindId(kind) ?? 0] ?? ANY, field)?.at;
  return at?.in === "number" || at?.in === "bytes" ? at.slot : -1;
}

function numberAt(view: RecordView, slot: number): number | undefined {
  if (slot < 0 || (view.carried & CARRIED.number << slot) === 0) return undefined;
  return Number(view.exact(OFFSET.numbers + slot * 8));
}
