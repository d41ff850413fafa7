import { kernelText } from "./kernel_files.ts";

/**
 * hostName returns the name of this machine, or nothing where Deno may not ask for it. It is read as
 * all of /proc is, for which a script needs no permission beyond those that it has to have.
 */
export function hostName(): string {
  return nameInProc() ?? nameByDeno() ?? "";
}

function nameInProc(): string | null {
  try {
    return kernelText("/proc/sys/kernel/hostname")?.replace(/\n$/, "") ?? null;
  } catch {
    // The C library cannot be called: whoever attaches will be told.
    return null;
  }
}

function nameByDeno(): string | null {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
  return state === "granted" ? Deno.hostname() : null;
}
