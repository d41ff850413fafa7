/**
 * What is known of the processes that are watched, by pid and start, so that a pid that is used
 * again is another process. A child has what its parent had when it was made, and what the parent
 * was like then; an execve changes the program; the sensor tells what was before, and what only
 * /proc knows. A process is forgotten when it ends: its children have all that they need of it.
 */
import { absolute, folderOf } from "./folders.ts";
import { CARRIED, FLAG, OFFSET, SPAN, STATE } from "./layout.ts";
import type { RecordView } from "./record.ts";
import { ancestorsOf, type Moment, type Parent, type State, type Text, UNKNOWN } from "./state.ts";

const TWO_32 = 2 ** 32;

/** EXEC says where the record of an execve that succeeded has what it tells. */
const EXEC = { argv: 1 } as const;

/** FORK says where the record of a fork has the process that made the child. */
const FORK = { maker: 0 } as const;

/** Process is one life of a pid. */
export class Process {
  state: State = UNKNOWN;
  /** placed is when a recording last said which folder it is in. */
  placed: Moment | null = null;
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
    const exe = keep(was.exe, view, spans.exe);
    // Another program, and nobody saw the exec. Of the same one, the process itself could have
    // changed since what it shows as its arguments.
    const missed = late && was.exe !== null && exe !== was.exe;
    const trusted = late && was.cmdline !== null && !missed;
    if (!late && view.carries(spans.cwd)) process.placed = { hi: view.tsHi, lo: view.tsLo };
    const cut = (view.cut & 1 << spans.cmdline) !== 0;
    const next: State = {
      exe,
      cmdline: trusted ? was.cmdline : keep(was.cmdline, view, spans.cmdline),
      cut: !trusted && view.carries(spans.cmdline) ? cut : was.cut,
      cwd: keep(was.cwd, view, spans.cwd),
      container: keep(was.container, view, spans.container),
      executed: missed
        ? { hi: view.tsHi, lo: view.tsLo }
        : late && was.executed !== null
        ? was.executed
        : executedOf(view, was.executed),
      parent: late && was.parent !== null ? was.parent : parentOf(view, was.parent),
      ancestors: late && was.ancestors !== null
        ? was.ancestors
        : keep(was.ancestors, view, spans.ancestors),
    };
    if (!same(was, next)) process.state = next;
  }

  /** chdir takes in that the process of the event at hand is in another folder now. */
  chdir(view: RecordView): void {
    const { state, placed } = this.current;
    // A line of a recording that says where the process is says where it is after the call.
    if (placed !== null && placed.hi === view.tsHi && placed.lo === view.tsLo) return;
    const path = folderOf(view);
    const cwd = path === null ? null : absolute(state.cwd, path);
    this.current.state = { ...state, cwd };
  }
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
