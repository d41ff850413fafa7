import type { Machine } from "../machine.ts";
import { visible } from "./visible.ts";
import { headline, sourceOf, stepOf } from "./words.ts";

/**
 * machineText writes a machine for a terminal, a state at a time with its ways out in their order:
 *
 *     exfiltration: by tree, severity medium
 *     0 start
 *         openat { pathname = "/a" } → 1
 *     1 after line 2: openat /a
 *         execve {} → match, in "tool"
 */
export function machineText(machine: Machine): string {
  const lines = [`${visible(machine.name).text}: ${headline(machine)}`];
  for (const [index, state] of machine.states.entries()) {
    lines.push(`${index} ${visible(state.name).text}`);
    for (const edge of state.edges) {
      const step = stepOf(machine, edge);
      const loop = edge.repeat && edge.to === index ? " (again)" : "";
      const blocks = edge.blocks.map((name) => `"${visible(name).text}"`).join(", ");
      const inside = blocks === "" ? "" : `, in ${blocks}`;
      const phase = step.phase === "exit" ? " when it returns" : "";
      lines.push(`    ${sourceOf(machine, step)}${phase} → ${edge.to}${loop}${inside}`);
    }
    for (const index of state.without) {
      const step = machine.steps[index];
      if (step !== undefined) lines.push(`    without ${sourceOf(machine, step)}`);
    }
  }
  const until = machine.until === null ? undefined : machine.steps[machine.until];
  if (until !== undefined) lines.push(`until ${sourceOf(machine, until)}`);
  return lines.join("\n");
}
