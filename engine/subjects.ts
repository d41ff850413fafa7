/**
 * Whose events form one sequence. The table knows the living processes, from the fork and exit
 * records and from the calls themselves (a process that was attached was never forked here), and
 * so it knows which subjects are still there. A subject ends with its last process:
 *
 * - a process with itself, a thread with its process or its own `exit`;
 * - a tree, a session, a container with the last process in it;
 * - "all children of one parent" once the parent is gone and no child of it is left: as long as it
 *   lives it may have another child, and a parent that was never seen is taken to live;
 * - a user and a host never.
 *
 * An event that does not say who its subject is (it carries no uid, say) belongs to none.
 */
import type { Subject as SubjectKind } from "../compiler/machine.ts";
import { CARRIED, OFFSET, SPAN } from "./layout.ts";
import { Names } from "./names.ts";
import type { RecordView } from "./record.ts";
import { Subject, Tree } from "./subject.ts";
import { encodeText } from "./text.ts";

/** Process is a living process with the subjects that it belongs to. */
class Process {
  self: Subject | undefined;
  threads: Map<number, Subject> | undefined;
  tree: Tree | undefined;
  parent: Subject | undefined;
  session: Subject | undefined;
  container: Subject | undefined;

  constructor(readonly pid: number, readonly startHi: number, readonly startLo: number) {}
}

/** Subjects finds an event's subject, and tells when one has ended. */
export class Subjects {
  readonly #onEnd: (subject: Subject) => void;
  readonly #processes = new Map<number, Process>();
  /** #trees has the living trees by root pid: more than one only after a root's pid was reused. */
  readonly #trees = new Map<number, readonly Tree[]>();
  readonly #parents = new Map<number, Subject>();
  readonly #sessions = new Map<number, Subject>();
  readonly #containers = new Names("container");
  readonly #users = new Map<number, Subject>();
  readonly #hosts = new Names("host");
  readonly #host: Uint8Array;
  /** #process is the process of the event at hand. */
  #process = new Process(0, 0, 0);

  constructor(host: string | null, onEnd: (subject: Subject) => void) {
    this.#host = encodeText(host ?? "");
    this.#onEnd = onEnd;
  }

  /** arrive takes note of an event's process. It comes before `find` and `of`. */
  arrive(view: RecordView): void {
    let process = this.#processes.get(view.pid);
    if (process === undefined || !isStart(process, view, OFFSET.start)) {
      // A pid is free again only when its process is gone, even if nobody saw it go.
      if (process !== undefined) this.#leave(process);
      process = new Process(view.pid, view.high(OFFSET.start), view.low(OFFSET.start));
      this.#processes.set(view.pid, process);
    }
    this.#process = process;
    this.#joinTree(process, view);
    this.#joinParent(process, view);
    this.#joinSession(process, view);
    if (view.carries(SPAN.container)) this.#joinContainer(process, view);
  }

  /** exit ends what ends with the process of an exit record. */
  exit(view: RecordView): void {
    const process = this.#processes.get(view.pid);
    if (process !== undefined && isStart(process, view, OFFSET.start)) this.#leave(process);
  }

  /** release forgets the processes of the trees with this root: they are not watched any more. */
  release(root: number): void {
    for (const process of [...this.#processes.values()]) {
      if (process.tree?.id === root) this.#leave(process);
    }
  }

  /** exitThread ends the thread of an event. */
  exitThread(view: RecordView): void {
    const process = this.#processes.get(view.pid);
    const thread = process?.threads?.get(view.tid);
    if (thread === undefined) return;
    process?.threads?.delete(view.tid);
    this.#onEnd(thread);
  }

  /** find returns the subject of the event at hand; undefined: none, or one without any runs. */
  find(by: SubjectKind, view: RecordView): Subject | undefined {
    const process = this.#process;
    switch (by) {
      case "thread":
        return process.threads?.get(view.tid);
      case "process":
        return process.self;
      case "parent":
        return process.parent;
      case "tree":
        return process.tree;
      case "session":
        return process.session;
      case "container":
        return process.container;
      case "user":
        return (view.carried & CARRIED.uid) === 0 ? undefined : this.#users.get(view.uid);
      case "host":
        return view.carries(SPAN.host)
          ? this.#hosts.find(view.bytes, view.start(SPAN.host), view.end(SPAN.host))
          : this.#hosts.find(this.#host, 0, this.#host.length);
    }
  }

  /** of returns the subject of the event at hand, new if need be; undefined: it belongs to none. */
  of(by: SubjectKind, view: RecordView): Subject | undefined {
    const known = this.find(by, view);
    if (known !== undefined) return known;
    const process = this.#process;
    switch (by) {
      case "thread": {
        const thread = new Subject(by, view.tid);
        process.threads ??= new Map();
        process.threads.set(view.tid, thread);
        return thread;
      }
      case "process":
        return process.self = new Subject(by, view.pid);
      case "user":
        return (view.carried & CARRIED.uid) === 0 ? undefined : memberOf(this.#users, by, view.uid);
      case "host":
        return view.carries(SPAN.host)
          ? this.#hosts.of(view.bytes, view.start(SPAN.host), view.end(SPAN.host))
          : this.#hosts.of(this.#host, 0, this.#host.length);
      case "parent":
      case "tree":
      case "session":
      case "container":
        return undefined;
    }
  }

  #joinTree(process: Process, view: RecordView): void {
    const { tree } = process;
    if (tree !== undefined && tree.id === view.root && isStart(tree, view, OFFSET.rootStart)) {
      return;
    }
    process.tree = this.#treeOf(view);
    process.tree.processes++;
    if (tree !== undefined) this.#leaveTree(tree);
  }

  #treeOf(view: RecordView): Tree {
    const others = this.#trees.get(view.root) ?? [];
    const known = others.find((each) => isStart(each, view, OFFSET.rootStart));
    if (known !== undefined) return known;
    const tree = new Tree(view.root, view.high(OFFSET.rootStart), view.low(OFFSET.rootStart));
    this.#trees.set(view.root, [...others, tree]);
    return tree;
  }

  #joinParent(process: Process, view: RecordView): void {
    const { parent } = process;
    if ((view.carried & CARRIED.ppid) === 0 || parent?.id === view.ppid) return;
    process.parent = memberOf(this.#parents, "parent", view.ppid);
    process.parent.processes++;
    if (parent !== undefined) this.#leaveParent(parent);
  }

  #joinSession(process: Process, view: RecordView): void {
    const { session } = process;
    if ((view.carried & CARRIED.session) === 0 || session?.id === view.session) return;
    process.session = memberOf(this.#sessions, "session", view.session);
    process.session.processes++;
    if (session !== undefined) this.#leaveSession(session);
  }

  #joinContainer(process: Process, view: RecordView): void {
    const { container } = process;
    const start = view.start(SPAN.container);
    const end = view.end(SPAN.container);
    // An empty id: the process is in no container.
    const next = start === end ? undefined : this.#containers.find(view.bytes, start, end);
    if (next === container && (next !== undefined || start === end)) return;
    process.container = start === end ? undefined : this.#containers.of(view.bytes, start, end);
    if (process.container !== undefined) process.container.processes++;
    if (container !== undefined) this.#leaveContainer(container);
  }

  #leave(process: Process): void {
    this.#processes.delete(process.pid);
    for (const thread of process.threads?.values() ?? []) this.#onEnd(thread);
    if (process.self !== undefined) this.#onEnd(process.self);
    if (process.tree !== undefined) this.#leaveTree(process.tree);
    if (process.session !== undefined) this.#leaveSession(process.session);
    if (process.container !== undefined) this.#leaveContainer(process.container);
    if (process.parent !== undefined) this.#leaveParent(process.parent);
    const children = this.#parents.get(process.pid);
    if (children === undefined) return;
    children.orphaned = true;
    this.#endChildless(children);
  }

  #leaveTree(tree: Tree): void {
    if (--tree.processes > 0) return;
    const root = Number(tree.id);
    const others = (this.#trees.get(root) ?? []).filter((each) => each !== tree);
    if (others.length > 0) this.#trees.set(root, others);
    else this.#trees.delete(root);
    this.#onEnd(tree);
  }

  #leaveSession(session: Subject): void {
    if (--session.processes > 0) return;
    this.#sessions.delete(Number(session.id));
    this.#onEnd(session);
  }

  #leaveContainer(container: Subject): void {
    if (--container.processes > 0) return;
    this.#containers.forget(container);
    this.#onEnd(container);
  }

  #leaveParent(parent: Subject): void {
    parent.processes--;
    this.#endChildless(parent);
  }

  #endChildless(parent: Subject): void {
    if (parent.processes > 0 || !parent.orphaned) return;
    this.#parents.delete(Number(parent.id));
    this.#onEnd(parent);
  }
}

function isStart(
  one: { readonly startHi: number; readonly startLo: number },
  view: RecordView,
  offset: number,
): boolean {
  return one.startLo === view.low(offset) && one.startHi === view.high(offset);
}

function memberOf(table: Map<number, Subject>, by: SubjectKind, id: number): Subject {
  const subject = table.get(id) ?? new Subject(by, id);
  table.set(id, subject);
  return subject;
}
