/**
 * What is known of the processes that are watched, by pid and start, so that a pid that is used
 * again is another process. A child has what its parent had when it was made, and what the parent
 * was like then; an execve changes the program; the sensor tells what was before, and what only
 * /proc knows. A process is forgotten when it ends: its children have all that they need of it.
 */
import { fieldOf, kindId, KINDS } from "../compiler/kinds/kinds.ts";
import { CARRIED, FLAG, OFFSET, PHASE, SPAN, STATE } from "./layout.ts";
import type { RecordView } from "./record.ts";
import { ancestorsOf, type Moment, type Parent, type State, type Text, UNKNOWN } from "./state.ts";

const TWO_32 = 2 ** 32;

/** EXEC says where the record of an execve that succeeded has what it tells. */
const EXEC = { argv: 1 } as const;

/** FORK says where the record of a fork has the process that made the child. */
const FORK = { maker: 0 } as const;

/** PATH_MAX is the longest working directory that is kept, in bytes: the kernel's own limit. */
const PATH_MAX = 4096;

const SLASH = 0x2f;
const DOT = 0x2e;

/** Process is one life of a pid. */
export class Process {
  state: State = UNKNOWN;
  /** #parent is what the children are told; it is good for as long as `of` is the state. */
  #parent: Parent | null = null;
  #of: State = UNKNOWN;

  constructor(readonly pid: number, readonly startHi: number, readonly startLo: number) {}

  /** parent returns this process as the parent of the child that a fork record tells of. */
  parent(fork: RecordView): Parent {
    const known = this.#parent;
    const uid = uidOf(fork);
    const comm = keep(known?.comm ?? null, fork, SPAN.comm);
    if (known !== null && this.#of === this.state && known.comm === comm && known.uid === uid) {
      return known;
    }
    this.#of = this.state;
    const { exe, cmdline } = this.state;
    return this.#parent = { pid: this.pid, uid, comm, exe, cmdline };
  }
}

/** NOBODY is the process of no event. */
const NOBODY = new Process(0, -1, -1);

/** Processes is the table. */
export class Processes {
  /** current is the process of the event at hand. */
  current: Process = NOBODY;
  readonly #known = new Map<number, Process>();

  /** size is how many processes are known. */
  get size(): number {
    return this.#known.size;
  }

  /** of returns the process of a record, new if need be. */
  of(view: RecordView): Process {
    const known = this.#known.get(view.pid);
    const hi = view.high(OFFSET.start);
    const lo = view.low(OFFSET.start);
    if (known !== undefined && known.startHi === hi && known.startLo === lo) return known;
    const process = new Process(view.pid, hi, lo);
    this.#known.set(view.pid, process);
    return process;
  }

  /** look makes the process of a record the current one, if it is known. */
  look(view: RecordView): void {
    const known = this.#known.get(view.pid);
    const is = known?.startHi === view.high(OFFSET.start) &&
      known.startLo === view.low(OFFSET.start);
    this.current = known !== undefined && is ? known : NOBODY;
  }

  /** forget drops a process that has ended. It stays the current one until the next event. */
  forget(process: Process): void {
    if (this.#known.get(process.pid) === process) this.#known.delete(process.pid);
  }

  /** fork takes in that a process was made: with all that its maker has. */
  fork(view: RecordView): void {
    const made = (view.carried & CARRIED.number << FORK.maker) !== 0;
    const pid = made ? view.low(OFFSET.numbers + FORK.maker * 8) : view.ppid;
    const maker = this.#known.get(pid) ?? new Process(pid, 0, 0);
    const parent = maker.parent(view);
    const ancestors = ancestorsOf(maker.state.exe, maker.state.ancestors);
    this.of(view).state = { ...maker.state, parent, ancestors };
  }

  /** exec takes in that a process runs another program from now on. */
  exec(view: RecordView): void {
    const process = this.of(view);
    process.state = {
      ...process.state,
      exe: view.carries(SPAN.exe) ? textOf(view, SPAN.exe) : null,
      cmdline: view.carries(EXEC.argv) ? joined(view, EXEC.argv) : null,
      cut: (view.cut & 1 << EXEC.argv) !== 0,
      executed: { hi: view.tsHi, lo: view.tsLo },
    };
  }

  /** know takes in a record of type KNOWN. */
  know(view: RecordView): void {
    const process = this.of(view);
    const was = process.state;
    // What was seen happening is better than what was read later.
    const late = (view.flags & FLAG.late) !== 0;
    const { spans } = STATE;
    const next: State = {
      exe: keep(was.exe, view, spans.exe),
      cmdline: keep(was.cmdline, view, spans.cmdline),
      cut: view.carries(spans.cmdline) ? (view.cut & 1 << spans.cmdline) !== 0 : was.cut,
      cwd: keep(was.cwd, view, spans.cwd),
      container: keep(was.container, view, spans.container),
      executed: late && was.executed !== null ? was.executed : executedOf(view, was.executed),
      parent: late && was.parent !== null ? was.parent : parentOf(view, was.parent),
      ancestors: late && was.ancestors !== null
        ? was.ancestors
        : keep(was.ancestors, view, spans.ancestors),
    };
    if (!same(was, next)) process.state = next;
  }

  /** chdir takes in that the process of the event at hand is in another folder now. */
  chdir(view: RecordView): void {
    const { state } = this.current;
    const path = folderOf(view);
    const cwd = path === null ? null : absolute(state.cwd, path);
    if (cwd !== null) this.current.state = { ...state, cwd };
  }
}

/** CHDIR is the kind of the calls that change the working directory. */
const CHDIR = kindId("dirchange");
const CHDIR_SPANS = ["path", "pathname"].flatMap((name) => {
  const kind = CHDIR === undefined ? undefined : KINDS[CHDIR];
  const at = kind === undefined ? undefined : fieldOf(kind, name)?.at;
  return at?.in === "bytes" ? [at.slot] : [];
});

/** changesFolder tells whether a call has changed the working directory of its process. */
export function changesFolder(view: RecordView): boolean {
  return view.kind === CHDIR && (view.phase & PHASE.exit) !== 0 &&
    (view.carried & CARRIED.ret) !== 0 && view.low(OFFSET.ret) === 0 && view.high(OFFSET.ret) === 0;
}

function folderOf(view: RecordView): Text | null {
  for (const span of CHDIR_SPANS) {
    if (view.carries(span) && (view.cut & 1 << span) === 0) return textOf(view, span);
  }
  return null;
}

/**
 * absolute returns the folder that `path` leads to from `cwd`, as far as names tell: "." and ".."
 * are taken by name, and symlinks are not followed. It returns null where that cannot be told.
 */
function absolute(cwd: Text | null, path: Text): Text | null {
  if (path[0] !== SLASH && cwd === null) return null;
  const from = path[0] === SLASH || cwd === null ? [] : [...cwd, SLASH];
  const whole = Uint8Array.from([...from, ...path]);
  const out = new Uint8Array(whole.length + 1);
  let length = 0;
  for (let at = 0; at < whole.length;) {
    const slash = whole.indexOf(SLASH, at);
    const end = slash < 0 ? whole.length : slash;
    const name = whole.subarray(at, end);
    if (name.length === 2 && name[0] === DOT && name[1] === DOT) {
      length = Math.max(0, out.lastIndexOf(SLASH, length - 1));
    } else if (name.length > 0 && !(name.length === 1 && name[0] === DOT)) {
      out[length] = SLASH;
      out.set(name, length + 1);
      length += name.length + 1;
    }
    at = end + 1;
  }
  if (length > PATH_MAX) return null;
  return length === 0 ? Uint8Array.of(SLASH) : out.slice(0, length);
}

function executedOf(view: RecordView, was: Moment | null): Moment | null {
  if ((view.carried & CARRIED.number << STATE.numbers.age) === 0) return was;
  const at = OFFSET.numbers + STATE.numbers.age * 8;
  const lo = view.tsLo - view.low(at);
  const borrow = lo < 0 ? 1 : 0;
  return { hi: view.tsHi - view.high(at) - borrow, lo: lo + borrow * TWO_32 };
}

function parentOf(view: RecordView, was: Parent | null): Parent | null {
  const { numbers, spans } = STATE;
  const number = (slot: number) =>
    (view.carried & CARRIED.number << slot) === 0 ? null : view.low(OFFSET.numbers + slot * 8);
  const pid = number(numbers.parentPid);
  const uid = number(numbers.parentUid);
  const of = (text: Text | null | undefined, span: number) =>
    view.carries(span) ? keep(text ?? null, view, span) : null;
  const comm = of(was?.comm, spans.parentComm);
  const exe = of(was?.exe, spans.parentExe);
  const cmdline = of(was?.cmdline, spans.parentCmdline);
  // Where the record tells nothing of a parent, what is known stands.
  if (pid === null && uid === null && comm === null && exe === null && cmdline === null) return was;
  const unchanged = was !== null && was.pid === pid && was.uid === uid && was.comm === comm &&
    was.exe === exe && was.cmdline === cmdline;
  return unchanged ? was : { pid, uid, comm, exe, cmdline };
}

function uidOf(view: RecordView): number | null {
  return (view.carried & CARRIED.uid) === 0 ? null : view.uid;
}

function same(one: State, other: State): boolean {
  return one.exe === other.exe && one.cmdline === other.cmdline && one.cut === other.cut &&
    one.cwd === other.cwd && one.container === other.container &&
    one.parent === other.parent && one.ancestors === other.ancestors &&
    one.executed?.hi === other.executed?.hi && one.executed?.lo === other.executed?.lo;
}

/** keep returns the text of a span, and that very one that is known where it is the same. */
function keep(known: Text | null, view: RecordView, span: number): Text | null {
  if (!view.carries(span)) return known;
  const start = view.start(span);
  const length = view.end(span) - start;
  if (known === null || known.length !== length) return textOf(view, span);
  for (let at = 0; at < length; at++) {
    if (known[at] !== view.bytes[start + at]) return textOf(view, span);
  }
  return known;
}

function textOf(view: RecordView, span: number): Text {
  return view.bytes.slice(view.start(span), view.end(span));
}

/** joined returns a list's strings as one text, a space between them. */
function joined(view: RecordView, span: number): Text {
  const text = textOf(view, span);
  // The zero byte behind the last string joins nothing; a list that was cut may lack it.
  const end = text.at(-1) === 0 ? text.length - 1 : text.length;
  for (let at = 0; at < end; at++) if (text[at] === 0) text[at] = 0x20;
  return text.subarray(0, end);
}
