/** Containers by their control groups: what /proc/PID/cgroup says. */

/**
 * IDS are the forms in which container managers name a group, by what stands in a path between two
 * slashes: Docker, Podman, containerd and CRI-O use 64 hexadecimal digits, bare or as a systemd
 * scope; Amazon ECS 32 with a number; LXC and systemd-nspawn the container's own name. What watches
 * over a container (conmon) is not in it, and a virtual machine is none.
 */
const IDS: readonly RegExp[] = [
  /^(?!.*conmon-)(?:[a-z][a-z-]*-)?([0-9a-f]{64})(?:\.scope|\.service)?$/,
  /^([0-9a-f]{32}-[0-9]{1,20})$/,
  /^lxc\.payload\.(.+)$/,
  /^machine-(?!qemu)(.+)\.scope$/,
];

/**
 * containerOf returns the id of the container that a process is in, by the text of its
 * /proc/PID/cgroup, or "" for none. Of nested containers it is the innermost.
 */
export function containerOf(groups: string): string {
  for (const line of groups.split("\n")) {
    // hierarchy:controllers:path, and the path may have colons
    const path = /^\d+:[^:]*:(\/.*)$/.exec(line)?.[1];
    const id = path === undefined ? "" : containerIn(path.split("/"));
    if (id !== "") return id;
  }
  return "";
}

/** containerIn returns the id that the names of groups in each other, outermost first, tell. */
export function containerIn(names: readonly string[]): string {
  for (const [index, name] of [...names.entries()].reverse()) {
    if (names[index - 1] === "lxc" && name !== "") return name;
    for (const form of IDS) {
      const id = form.exec(name)?.[1];
      if (id !== undefined) return id;
    }
  }
  return "";
}
