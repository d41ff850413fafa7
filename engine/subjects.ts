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
import type { Process, Processes } from "./processes.ts";
import type { RecordView } from "./record.ts";
import { Subject, Tree } from "./subject.ts";
import type { Text } from "./state.ts";
import { encodeText } from "./text.ts";

/** Member is a living process with the subjects that it belongs to. */
class Member {
  self: Subject | undefined;
  threads: Map<number, Subject> | undefined;
  tree: Tree | undefined;
  parent: Subject | undefined;
  session: Subject | undefined;
  container: Subject | undefined;
  /** within is what was known of the container when it was last looked at. */
  within: Text | null = null;

  constructor(readonly process: Process) {}
}

/** Subjects finds an event's subject, and tells when one has ended. */
export class Subjects {
  readonly #onEnd: (subject: Subject) => void;
  readonly #processes: Processes;
  readonly #members = new Map<number, Member>();
  /** #trees has the living trees by root pid: more than one only after a root's pid was reused. */
  readonly #trees = new Map<number, readonly Tree[]>();
  readonly #parents = new Map<number, Subject>();
  readonly #sessions = new Map<number, Subject>();
  readonly #containers = new Names("container");
  readonly #users = new Map<number, Subject>();
  readonly #hosts = new Names("host");
  readonly #host: Uint8Array;
  /** #member is the process of the event at hand. */
  #member: Member;

  constructor(host: string | null, processes: Processes, onEnd: (subject: Subject) => void) {
    this.#host = encodeText(host ?? "");
    this.#processes = processes;
    this.#member = new Member(processes.current);
    this.#onEnd = onEnd;
  }

  /** arrive takes note of an event's process. It comes before `find` and `of`. */
  arrive(view: RecordView): void {
    let member = this.#members.get(view.pid);
    if (member === undefined || !isStart(member.process, view, OFFSET.start)) {
      // A pid is free again only when its process is gone, even if nobody saw it go.
      if (member !== undefined) this.#leave(member);
      member = new Member(this.#processes.of(view));
      this.#members.set(view.pid, member);
    }
    this.#member = member;
    this.#processes.current = member.process;
    this.#joinTree(member, view);
    this.#joinParent(member, view);
    this.#joinSession(member, view);
    this.#joinContainer(member, view);
  }

  /** exit ends what ends with the process of an exit record. */
  exit(view: RecordView): void {
    const member = this.#members.get(view.pid);
    if (member !== undefined && isStart(member.process, view, OFFSET.start)) this.#leave(member);
  }

  /** release forgets the processes of the trees with this root: they are not watched any more. */
  release(root: number): void {
    for (const member of [...this.#members.values()]) {
      if (member.tree?.id === root) this.#leave(member);
    }
  }

  /** exitThread ends the thread of an event. */
  exitThread(view: RecordView): void {
    const member = this.#members.get(view.pid);
    const thread = member?.threads?.get(view.tid);
    if (thread === undefined) return;
    member?.threads?.delete(view.tid);
    this.#onEnd(thread);
  }

  /** find returns the subject of the event at hand; undefined: none, or one without any runs. */
  find(by: SubjectKind, view: RecordView): Subject | undefined {
    const member = this.#member;
    switch (by) {
      case "thread":
        return member.threads?.get(view.tid);
      case "process":
        return member.self;
      case "parent":
        return member.parent;
      case "tree":
        return member.tree;
      case "session":
        return member.session;
      case "container":
        return member.container;
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
    const member = this.#member;
    switch (by) {
      case "thread": {
        const thread = new Subject(by, view.tid);
        member.threads ??= new Map();
        member.threads.set(view.tid, thread);
        return thread;
      }
      case "process":
        return member.self = new Subject(by, view.pid);
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

  #joinTree(member: Member, view: RecordView): void {
    const { tree } = member;
    if (tree !== undefined && tree.id === view.root && isStart(tree, view, OFFSET.rootStart)) {
      return;
    }
    member.tree = this.#treeOf(view);
    member.tree.processes++;
    if (tree !== undefined) this.#leaveTree(tree);
  }

  #treeOf(view: RecordView): Tree {
    const others = this.#trees.get(view.root) ?? [];
    const known = others.find((each) => isStart(each, view, OFFSET.rootStart));
    if (known !== undefined) return known;
    const tree = new Tree(view.root, view.high(OFFSET.rootStart), view.low(OFFSET.rootStart));
    this.#trees.set(view.root, others.concat(tree));
    return tree;
  }

  #joinParent(member: Member, view: RecordView): void {
    const { parent } = member;
    if ((view.carried & CARRIED.ppid) === 0 || parent?.id === view.ppid) return;
    member.parent = memberOf(this.#parents, "parent", view.ppid);
    member.parent.processes++;
    if (parent !== undefined) this.#leaveParent(parent);
  }

  #joinSession(member: Member, view: RecordView): void {
    const { session } = member;
    if ((view.carried & CARRIED.session) === 0 || session?.id === view.session) return;
    member.session = memberOf(this.#sessions, "session", view.session);
    member.session.processes++;
    if (session !== undefined) this.#leaveSession(session);
  }

  #joinContainer(member: Member, view: RecordView): void {
    const { container } = member.process.state;
    if (view.carries(SPAN.container)) {
      this.#moveInto(member, view.bytes, view.start(SPAN.container), view.end(SPAN.container));
    } else if (container !== member.within && container !== null) {
      this.#moveInto(member, container, 0, container.length);
    }
    member.within = container;
  }

  #moveInto(member: Member, bytes: Uint8Array, start: number, end: number): void {
    const { container } = member;
    // An empty id: the process is in no container.
    const next = start === end ? undefined : this.#containers.find(bytes, start, end);
    if (next === container && (next !== undefined || start === end)) return;
    member.container = start === end ? undefined : this.#containers.of(bytes, start, end);
    if (member.container !== undefined) member.container.processes++;
    if (container !== undefined) this.#leaveContainer(container);
  }

  #leave(member: Member): void {
    const { process } = member;
    this.#members.delete(process.pid);
    this.#processes.forget(process);
    for (const thread of member.threads?.values() ?? []) this.#onEnd(thread);
    if (member.self !== undefined) this.#onEnd(member.self);
    if (member.tree !== undefined) this.#leaveTree(member.tree);
    if (member.session !== undefined) this.#leaveSession(member.session);
    if (member.container !== undefined) this.#leaveContainer(member.container);
    if (member.parent !== undefined) this.#leaveParent(member.parent);
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
