import type { Machine } from "../machine.ts";
import { visible } from "./visible.ts";
import { edgeLabel } from "./words.ts";

/** machineDot writes a machine as a Graphviz graph. */
export function machineDot(machine: Machine): string {
  const lines = [
    `digraph ${quoted(machine.name)} {`,
    "  rankdir=LR;",
    `  node [shape=box, style=rounded, fontname="sans-serif"];`,
    `  edge [fontname="sans-serif", fontsize=10];`,
  ];
  for (const [index, state] of machine.states.entries()) {
    lines.push(`  s${index} [label=${quoted(state.name)}];`);
  }
  const ends = new Set(machine.states.flatMap((state) => state.edges.map((edge) => edge.to)));
  if (ends.has("match")) lines.push(`  match [shape=doublecircle];`);
  if (ends.has("dismissed")) lines.push(`  dismissed [shape=circle, style=dashed];`);
  for (const [index, state] of machine.states.entries()) {
    for (const edge of state.edges) {
      const to = typeof edge.to === "number" ? `s${edge.to}` : edge.to;
      lines.push(`  s${index} -> ${to} [label=${quoted(edgeLabel(machine, edge, index))}];`);
    }
  }
  lines.push("}");
  return lines.join("\n");
}

function quoted(text: string): string {
  return `"${visible(text).text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
