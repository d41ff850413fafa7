import type { Machine } from "../machine.ts";
import { visible } from "./visible.ts";
import { edgeLabel } from "./words.ts";

/** machineMermaid writes a machine as a Mermaid flowchart. */
export function machineMermaid(machine: Machine): string {
  const lines = ["flowchart LR"];
  for (const [index, state] of machine.states.entries()) {
    lines.push(`  s${index}(${quoted(state.name)})`);
  }
  const ends = new Set(machine.states.flatMap((state) => state.edges.map((edge) => edge.to)));
  if (ends.has("match")) lines.push("  match(((match)))");
  if (ends.has("dismissed")) lines.push("  dismissed((dismissed))");
  for (const [index, state] of machine.states.entries()) {
    for (const edge of state.edges) {
      const to = typeof edge.to === "number" ? `s${edge.to}` : edge.to;
      lines.push(`  s${index} -->|${quoted(edgeLabel(machine, edge, index))}| ${to}`);
    }
  }
  return lines.join("\n");
}

/** Mermaid reads HTML entities, written with # for &; anything but plain text becomes one. */
function quoted(text: string): string {
  const safe = visible(text).text.replace(
    /[^\w .,:/()=\u0080-\u{10ffff}-]/gu,
    (char) => `#${char.codePointAt(0)};`,
  );
  return `"${safe}"`;
}
