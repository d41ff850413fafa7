/** Which subjects of a policy a process belongs to. */
import type { Subject } from "../../compiler/machine.ts";
import type { SubjectId } from "../../engine/report.ts";
import { containerOf } from "../../sensor/processes/containers.ts";
import { kernelText } from "../../sensor/native/kernel_files.ts";
import { processOf, processStat, threads } from "../../sensor/processes/processes.ts";
import type { LiveSession } from "../../session/types.ts";

/** ANCESTORS is how far up a tree is climbed: its processes can be made to loop while it is read. */
const ANCESTORS = 1024;

/**
 * subjectsOf returns the subjects of a process: one, for a process has several only of threads, and
 * none where that cannot be told.
 */
export async function subjectsOf(
  pid: number,
  by: Subject,
  session: LiveSession,
): Promise<readonly SubjectId[]> {
  if (by === "thread" || by === "process") {
    const watched = new Set(await session.processes());
    if (by === "process" && watched.has(pid)) return [{ by, id: pid }];
    const process = processOf(pid);
    // Of what has ended the latest events may still be there.
    if (process === null) return [{ by, id: pid }];
    if (!watched.has(process)) return [];
    return by === "thread" && process === pid
      ? threads(pid).map((id) => ({ by, id }))
      : [{ by, id: pid }];
  }
  const id = await idOf(pid, by, session);
  return id === undefined || id === null ? [] : [{ by, id }];
}

async function idOf(
  pid: number,
  by: Exclude<Subject, "thread" | "process">,
  session: LiveSession,
): Promise<number | string | null | undefined> {
  switch (by) {
    case "parent":
      return processStat(pid)?.ppid;
    case "session":
      return processStat(pid)?.session;
    case "tree":
      return await rootOf(pid, session);
    case "user": {
      const uid = /^Uid:\s*(\d+)/m.exec(kernelText(`/proc/${pid}/status`) ?? "")?.[1];
      return uid === undefined ? null : Number(uid);
    }
    case "container":
      return containerOf(kernelText(`/proc/${pid}/cgroup`) ?? "") || null;
    case "host":
      return session.clock.host;
    default:
      return by satisfies never;
  }
}

/** rootOf returns the target whose tree a process is in. */
async function rootOf(pid: number, session: LiveSession): Promise<number | null> {
  const roots = new Set((await session.targets()).map((target) => target.pid));
  for (let at = pid, climbed = 0; at > 0 && climbed < ANCESTORS; climbed++) {
    if (roots.has(at)) return at;
    at = processStat(at)?.ppid ?? 0;
  }
  return null;
}
