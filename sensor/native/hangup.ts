/** The signal that a process gets when its terminal goes away. */
import { SensorError } from "../errors.ts";
import { kernelText } from "./kernel_files.ts";

/** SIGHUP is its bit in the masks of /proc/PID/status. */
const SIGHUP = 1n;

/**
 * ignoresHangup tells whether this process was started to outlive its terminal, as by nohup(1). It
 * must be asked before the first listener for a signal is added: then Deno listens to this one too.
 */
export function ignoresHangup(): boolean {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status())?.[1];
  return (BigInt(`0x${mask ?? "0"}`) & SIGHUP) !== 0n;
}

function status(): string {
  try {
    return kernelText("/proc/self/status") ?? "";
  } catch (error) {
    // Without the C library this is not known, and nothing can be watched either.
    if (error instanceof SensorError || error instanceof Deno.errors.NotCapable) return "";
    throw error;
  }
}
