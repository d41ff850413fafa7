/** The processes of the machine as one looks for them: with their parents, owners and ages. */
import { kernelText } from "../native/kernel_files.ts";
import { ownerOf, processes, processName } from "./processes.ts";

/** ProcessEntry is one process as it was when it was looked at. */
export interface ProcessEntry {
  /** pid is the process. */
  readonly pid: number;
  /** ppid is the process that made it, or the one that has adopted it. */
  readonly ppid: number;
  /** uid is its effective user id; null where the process has gone meanwhile. */
  readonly uid: number | null;
  /** name is its command line as it stands in its memory, or its name in brackets. */
  readonly name: string;
  /** start is when it was started, in ns since boot: with the pid, who it is. */
  readonly start: bigint;
  /** age is how long ago that was, in ns. */
  readonly age: number;
  /** kernel: it is a thread of the kernel, which makes no system calls. */
  readonly kernel: boolean;
}

/** KTHREADD is the pid of the thread that all others of the kernel come from. */
const KTHREADD = 2;

/** processTable reads every process of the machine, in the order of their numbers. */
export function processTable(): readonly ProcessEntry[] {
  const [uptime = "0"] = (kernelText("/proc/uptime") ?? "").split(" ");
  const now = Math.round(Number(uptime) * 1e9);
  return processes().filter(({ state }) => state !== "Z").map(({ pid, ppid, start }) => {
    const kernel = pid === KTHREADD || ppid === KTHREADD;
    const name = processName(pid);
    return {
      pid,
      ppid,
      uid: ownerOf(pid),
      name: kernel ? `[${name}]` : name,
      start,
      age: Math.max(0, now - Number(start)),
      kernel,
    };
  });
}
