/** Processes as completions: each with its command line, so that one can be chosen by it. */
import { processTable } from "../../sensor/processes/process_table.ts";
import { described } from "../command.ts";
import type { Shell } from "../context.ts";

/** proposeProcesses proposes every process of the machine but this one and the kernel's own. */
export function proposeProcesses(shell: Shell | null): readonly string[] {
  return processTable()
    .filter(({ pid, kernel }) => !kernel && pid !== Deno.pid)
    .map(({ pid, name }) => described(String(pid), shell?.redaction.text(name) ?? name));
}

/** proposeTargets proposes what is watched. */
export async function proposeTargets(shell: Shell): Promise<readonly string[]> {
  const targets = await shell.opened?.targets() ?? [];
  return targets.map(({ pid, name }) => described(String(pid), name));
}
