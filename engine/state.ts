/**
 * What is known of one process beside its events. A state is never changed, only replaced, and so
 * are the texts in it: evidence, children and whoever else was given one keep it as it was.
 */

/** Text is the bytes of a text that is kept. */
export type Text = Uint8Array;

/** Parent is what a process was made by, as that was then. It holds on to no other process. */
export interface Parent {
  readonly pid: number | null;
  readonly uid: number | null;
  readonly comm: Text | null;
  readonly exe: Text | null;
  readonly cmdline: Text | null;
}

/** State is what is known of a process now; null is what is not known. */
export interface State {
  readonly exe: Text | null;
  /** cmdline is its arguments joined by one space; `cut`: there were more. */
  readonly cmdline: Text | null;
  readonly cut: boolean;
  readonly cwd: Text | null;
  /** container is empty for a process that is in none. */
  readonly container: Text | null;
  /** executed is when it last ran an execve, in the time of the events. */
  readonly executed: Moment | null;
  readonly parent: Parent | null;
  /** ancestors is a list as records have them: a zero byte behind each path, nearest first. */
  readonly ancestors: Text | null;
}

/** Moment is a time in ns as two halves: the high one signed, the low one from 0 to 2^32. */
export interface Moment {
  readonly hi: number;
  readonly lo: number;
}

/** UNKNOWN is the state of a process of which nothing is known. */
export const UNKNOWN: State = {
  exe: null,
  cmdline: null,
  cut: false,
  cwd: null,
  container: null,
  executed: null,
  parent: null,
  ancestors: null,
};

/** ANCESTORS_MAX and ANCESTORS_BYTES bound a list of ancestors: a process can fork for ever. */
const ANCESTORS_MAX = 64;
const ANCESTORS_BYTES = 16 << 10;

/**
 * ancestorsOf returns the ancestors of a child: the parent's program, then the parent's own. The
 * furthest ones are left out where the list would be too long. A program that is not known is an
 * empty text, so that those behind it keep their places; null: nothing is known at all.
 */
export function ancestorsOf(exe: Text | null, others: Text | null): Text | null {
  if (exe === null && others === null) return null;
  const nearest = exe ?? new Uint8Array();
  const all = new Uint8Array(nearest.length + 1 + (others?.length ?? 0));
  all.set(nearest);
  if (others !== null) all.set(others, nearest.length + 1);
  return all.subarray(0, kept(all));
}

/** kept returns how many bytes of a list are whole entries within the bounds. */
function kept(list: Text): number {
  let end = 0;
  for (let count = 0; count < ANCESTORS_MAX; count++) {
    const zero = list.indexOf(0, end);
    if (zero < 0 || zero >= ANCESTORS_BYTES) break;
    end = zero + 1;
  }
  return end;
}
