/**
 * What /proc tells of processes that were there before they were watched, and what only /proc tells
 * of any: working directory and container. It is read some time after what it tells of, so it may
 * be newer than the next events; what the kernel reports of forks and execs wins over it.
 */
import type { Facts, ParentFacts } from "../../engine/facts.ts";
import type { Text } from "../../engine/state.ts";
import { encodeText } from "../../engine/text.ts";
import { containerOf } from "./containers.ts";
import { kernelBytes, kernelLinkBytes, kernelText } from "../native/kernel_files.ts";
import { clock } from "../native/libc.ts";
import { type ProcessStat, processStat } from "./processes.ts";

/** CMDLINE_MAX is how much is kept of the arguments, as in the kernel's own reports. */
const CMDLINE_MAX = 4096;

/** ANCESTORS_MAX is how far back ancestors are looked for. */
const ANCESTORS_MAX = 64;

/** DELETED is what the kernel puts behind the path of a file that is no more. */
const DELETED = encodeText(" (deleted)");

/** FactsReader reads /proc for a number of processes at one moment: what they share, once. */
export class FactsReader {
  readonly #now = clock("boottime");
  readonly #read = new Map<number, Ancestor | null>();

  /** of returns what is known of a process, or null where it is gone. */
  of(stat: ProcessStat): Facts | null {
    const { pid } = stat;
    const cmdline = cmdlineOf(pid);
    const parent = this.#ancestor(stat.ppid);
    const facts: Facts = {
      ...placeOf(pid),
      ...programOf(pid),
      ...(cmdline === null ? {} : cmdline),
      // When it ran its last execve nobody knows any more, but it was not before it was started.
      age: this.#now > stat.start ? this.#now - stat.start : 0n,
      ...(parent === null ? {} : { parent: parent.facts }),
      ancestors: this.#ancestors(stat.ppid),
    };
    return isStill(pid, stat.start) ? facts : null;
  }

  #ancestors(ppid: number): readonly Text[] {
    const paths: Text[] = [];
    for (let pid = ppid; pid > 0 && paths.length < ANCESTORS_MAX;) {
      const one = this.#ancestor(pid);
      if (one === null) break;
      paths.push(one.facts.exe ?? new Uint8Array());
      pid = one.ppid;
    }
    return paths;
  }

  #ancestor(pid: number): Ancestor | null {
    const read = this.#read.get(pid);
    if (read !== undefined) return read;
    const found = readAncestor(pid);
    this.#read.set(pid, found);
    return found;
  }
}

/**
 * isStill tells whether what was read of a pid was of the process that was started then: whoever has
 * the pid by now may be another one, and of one that exits the kernel says that it is in no group
 * and has no arguments.
 */
export function isStill(pid: number, start: bigint): boolean {
  const stat = processStat(pid);
  return stat !== null && stat.start === start && !stat.exiting;
}

/** placeOf returns where a process is: its working directory and its container. */
export function placeOf(pid: number): Pick<Facts, "cwd" | "container"> {
  return { ...folderOf(pid), ...groupOf(pid) };
}

/** folderOf returns the working directory of a process. */
export function folderOf(pid: number): Pick<Facts, "cwd"> {
  return known("cwd", withoutMark(kernelLinkBytes(`/proc/${pid}/cwd`)));
}

/** groupOf returns the container of a process. */
export function groupOf(pid: number): Pick<Facts, "container"> {
  const groups = kernelText(`/proc/${pid}/cgroup`);
  return groups === null ? {} : { container: encodeText(containerOf(groups)) };
}

/** programOf returns the path of the program that a process runs. */
export function programOf(pid: number): Pick<Facts, "exe"> {
  return known("exe", withoutMark(kernelLinkBytes(`/proc/${pid}/exe`)));
}

/** Ancestor is a process as its descendants see it. */
interface Ancestor {
  readonly ppid: number;
  readonly facts: ParentFacts;
}

function readAncestor(pid: number): Ancestor | null {
  const stat = pid > 0 ? processStat(pid) : null;
  if (stat === null) return null;
  const comm = kernelBytes(`/proc/${pid}/comm`);
  const uid = /^Uid:\s+(\d+)/m.exec(kernelText(`/proc/${pid}/status`) ?? "")?.[1];
  return {
    ppid: stat.ppid,
    facts: {
      pid,
      ...(uid === undefined ? {} : { uid: Number(uid) }),
      // A newline ends it, whatever is in it.
      ...known("comm", comm === null ? null : comm.subarray(0, -1)),
      ...programOf(pid),
      ...known("cmdline", stat.exiting ? null : cmdlineOf(pid)?.cmdline ?? null),
    },
  };
}

/** withoutMark returns a path as the kernel's own reports have it: they do not mark what is gone. */
function withoutMark(path: Text | null): Text | null {
  if (path === null) return null;
  const end = path.length - DELETED.length;
  const marked = end > 0 && DELETED.every((byte, index) => path[end + index] === byte);
  return marked ? path.subarray(0, end) : path;
}

function cmdlineOf(pid: number): Required<Pick<Facts, "cmdline" | "cut">> | null {
  const bytes = kernelBytes(`/proc/${pid}/cmdline`, CMDLINE_MAX + 1);
  if (bytes === null) return null;
  const cut = bytes.length > CMDLINE_MAX;
  const text = cut ? bytes.subarray(0, CMDLINE_MAX) : bytes;
  const end = text.at(-1) === 0 ? text.length - 1 : text.length;
  return { cmdline: text.subarray(0, end).map((byte) => byte === 0 ? 0x20 : byte), cut };
}

function known<K extends string>(key: K, value: Text | null): { readonly [key in K]?: Text } {
  return value === null ? {} : { [key]: value } as { readonly [key in K]: Text };
}
