/** The kernel's file systems that tools like this one often need, and why this one does not. */

/** MountUse is a file system of the kernel, where it belongs, and what it would be needed for. */
export interface MountUse {
  /** type is its name in /proc/self/mounts, and the name of the source to mount it from. */
  readonly type: string;
  readonly place: string;
  readonly use: string;
}

/** MOUNTS lists the file systems that `doctor` tells of. ExeRay works without any of them. */
export const MOUNTS: readonly MountUse[] = [
  {
    type: "tracefs",
    place: "/sys/kernel/tracing",
    use: "lists tracepoints by name for other tools; ExeRay finds its own in BTF",
  },
  {
    type: "bpf",
    place: "/sys/fs/bpf",
    use: "pins programs that outlive who loaded them; ExeRay leaves nothing behind",
  },
  {
    type: "securityfs",
    place: "/sys/kernel/security",
    use: "shows whether the kernel is locked down; ExeRay only tells of it here",
  },
];

/**
 * mountPoint finds where a file system is mounted, in a table like /proc/self/mounts; null where it
 * is not. Of several places it is the first. Spaces and the like stay escaped, as the kernel has it.
 */
export function mountPoint(table: string, type: string): string | null {
  for (const line of table.split("\n")) {
    const [, place, found] = line.split(" ");
    if (place !== undefined && found === type) return place;
  }
  return null;
}

/** mountDetail says in one line whether a file system is mounted, and what that is good for. */
export function mountDetail(table: string, { type, place, use }: MountUse): string {
  const found = mountPoint(table, type);
  return found === null
    ? `not mounted, and not needed: it ${use} (sudo mount -t ${type} ${type} ${place})`
    : `mounted on ${found}, not needed: it ${use}`;
}
