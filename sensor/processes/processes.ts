/** What /proc tells about processes. Each function returns null or nothing for one that is gone. */
import { kernelFolder, kernelLink, kernelText } from "../native/kernel_files.ts";

/** ProcessStat is the part of /proc/PID/stat that the sensor needs. */
export interface ProcessStat {
  readonly pid: number;
  readonly state: string;
  readonly ppid: number;
  readonly session: number;
  /** threads is how many it has; its first one counts until all have ended. */
  readonly threads: number;
  /** exiting: it is on its way out, and what else /proc says of it is void. */
  readonly exiting: boolean;
  /** start is when it was started, in ns since boot, to 10 ms: as in records. */
  readonly start: bigint;
}

/** TICK_NS is a clock tick of /proc/PID/stat: the kernel's USER_HZ is 100 everywhere. */
const TICK_NS = 10_000_000n;

/** PF_EXITING and PF_IO_WORKER (include/linux/sched.h; the latter since 5.12). */
const PF_EXITING = 4;
const PF_IO_WORKER = 0x10;

/** processStat reads /proc/PID/stat, or returns null where there is no such process. */
export function processStat(pid: number): ProcessStat | null {
  const fields = statFields(pid, "stat");
  const [state, ppid, , session, , , flags] = fields ?? [];
  const start = fields?.[19];
  if (state === undefined || ppid === undefined || start === undefined) return null;
  return {
    pid,
    state,
    ppid: Number(ppid),
    session: Number(session),
    threads: Number(fields?.[17]),
    exiting: (Number(flags) & PF_EXITING) !== 0,
    start: BigInt(start) * TICK_NS,
  };
}

/**
 * hasEnded tells whether nothing of a process will run any more: the kernel has said that it ends, or
 * is about to, and will not say it again.
 */
export function hasEnded({ state, exiting, threads }: ProcessStat): boolean {
  return (exiting || state === "Z" || state === "X") && threads <= 1;
}

/**
 * hasWorker tells whether the kernel works off an io_uring for a process: it does that in a thread
 * of the process, which can give it another name but not take this flag from it.
 */
export function hasWorker({ pid, threads }: ProcessStat): boolean {
  return threads > 1 && kernelFolder(`/proc/${pid}/task`).some((tid) => {
    const flags = statFields(pid, `task/${tid}/stat`)?.[6];
    return (Number(flags ?? 0) & PF_IO_WORKER) !== 0;
  });
}

/** isAlive tells whether there is such a process that has not ended. */
export function isAlive(pid: number): boolean {
  const state = processStat(pid)?.state;
  return state !== undefined && state !== "Z" && state !== "X";
}

/** processName returns the command line, or the name of one that has none, or "" if it is gone. */
export function processName(pid: number): string {
  const line = commandLine(pid).join(" ");
  return line !== "" ? line : readText(pid, "comm")?.trimEnd() ?? "";
}

/** commandLine returns a process's arguments as they stand in its memory: it can change them. */
export function commandLine(pid: number): readonly string[] {
  const text = readText(pid, "cmdline") ?? "";
  return text === "" ? [] : text.replace(/\0$/, "").split("\0");
}

/** processOf returns the process that a thread belongs to, or null. */
export function processOf(tid: number): number | null {
  const pid = /^Tgid:\t(\d+)/m.exec(readText(tid, "status") ?? "")?.[1];
  return pid === undefined ? null : Number(pid);
}

/** threads lists the threads of a process. */
export function threads(pid: number): readonly number[] {
  return kernelFolder(`/proc/${pid}/task`).flatMap(numbered);
}

/** executable returns the path of the program that a process runs, or null. */
export function executable(pid: number): string | null {
  return kernelLink(`/proc/${pid}/exe`);
}

/** ownerOf returns the effective user id of a process, or null. */
export function ownerOf(pid: number): number | null {
  const uid = /^Uid:\t\d+\t(\d+)/m.exec(readText(pid, "status") ?? "")?.[1];
  return uid === undefined ? null : Number(uid);
}

/** processes reads every process of the machine, in the order of their numbers. */
export function processes(): readonly ProcessStat[] {
  const found: ProcessStat[] = [];
  for (const name of kernelFolder("/proc")) {
    const [pid] = numbered(name);
    const stat = pid === undefined ? null : processStat(pid);
    if (stat !== null) found.push(stat);
  }
  return found.sort((a, b) => a.pid - b.pid);
}

/** children lists the processes whose parent is `pid`. */
export function children(pid: number): readonly number[] {
  return processes().filter((one) => one.ppid === pid).map((one) => one.pid);
}

/** numbered is the number that a name in /proc is, if it is one. */
function numbered(name: string): readonly number[] {
  return /^\d+$/.test(name) ? [Number(name)] : [];
}

/** statFields returns what follows the name in a stat file: the state and what is behind it. */
function statFields(pid: number, name: string): readonly string[] | undefined {
  const text = readText(pid, name);
  // The name stands in parentheses and may itself contain any character, ")" included.
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

function readText(pid: number, name: string): string | null {
  return kernelText(`/proc/${pid}/${name}`);
}
