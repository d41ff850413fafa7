/** Which subject of a policy a process belongs to. */
import type { Subject } from "../../compiler/machine.ts";
import type { SubjectId } from "../../engine/report.ts";
import { containerOf } from "../../sensor/processes/containers.ts";
import { kernelText } from "../../sensor/native/kernel_files.ts";
import { processStat } from "../../sensor/processes/processes.ts";
import type { LiveSession } from "../../session/types.ts";

/** ANCESTORS is how far up a tree is climbed: its processes can be made to loop while it is read. */
const ANCESTORS = 1024;

/** subjectOf returns the subject of a process, or null where that cannot be told. */
export async function subjectOf(
  pid: number,
  by: Subject,
  session: LiveSession,
): Promise<SubjectId | null> {
  const id = await idOf(pid, by, session);
  return id === undefined || id === null ? null : { by, id };
}

async function idOf(
  pid: number,
  by: Subject,
  session: LiveSession,
): Promise<number | string | null | undefined> {
  switch (by) {
    case "thread":
    case "process":
      return pid;
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
