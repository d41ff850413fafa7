/** Which processes there are now by a name or by their container. */
import { basename } from "node:path";
import { containerOf } from "./containers.ts";
import { SensorError } from "../errors.ts";
import { kernelText } from "../native/kernel_files.ts";
import { executable, processes } from "./processes.ts";

/** Selection says what processes have in common. */
export type Selection =
  /** name is a process's name as the kernel has it, or the file name of its program. */
  | { readonly name: string }
  /** container is a container's id, or how it begins. */
  | { readonly container: string };

/** CONTAINER_MIN is how much of a container's id has to be given: less could be any. */
const CONTAINER_MIN = 4;

/**
 * select lists the processes of a selection, those that were started first in front, so that
 * parents come before their children. This process is none of them. It throws a SensorError where
 * there is none.
 */
export function select(selection: Selection): readonly number[] {
  const fits = "name" in selection ? byName(selection.name) : byContainer(selection.container);
  const found = processes()
    .filter(({ pid, state }) => pid !== Deno.pid && state !== "Z" && fits(pid))
    .sort((a, b) => Number(a.start - b.start) || a.pid - b.pid)
    .map(({ pid }) => pid);
  if (found.length > 0) return found;
  throw new SensorError("target", `Cannot find a process ${described(selection)}`);
}

/** described says what a selection is: `named "nginx"`. */
export function described(selection: Selection): string {
  return "name" in selection
    ? `named "${selection.name}"`
    : `in a container "${selection.container}"`;
}

function byName(name: string): (pid: number) => boolean {
  return (pid) => {
    const comm = kernelText(`/proc/${pid}/comm`)?.replace(/\n$/, "");
    return comm === name || basename(executable(pid) ?? "") === name;
  };
}

function byContainer(id: string): (pid: number) => boolean {
  if (id.length < CONTAINER_MIN) {
    const message = `Cannot find container "${id}": give at least ${CONTAINER_MIN} characters`;
    throw new SensorError("target", message);
  }
  return (pid) => containerOf(kernelText(`/proc/${pid}/cgroup`) ?? "").startsWith(id);
}
