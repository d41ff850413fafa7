import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Condition, Machine } from "../../compiler/machine.ts";

/** machineOf compiles a text of one policy that must have no errors. */
export function machineOf(text: string): Machine {
  const { machines, diagnostics } = compile(text);
  const [machine] = machines;
  assert.ok(machine, diagnostics.map(({ message }) => message).join("\n"));
  return machine;
}

/** conditionOf compiles one step, such as `openat { uid = 0 }`, and returns what it asks. */
export function conditionOf(step: string, lets = ""): Condition {
  const condition = machineOf(`${lets}\npath "p" { ${step} }`).steps[0]?.condition;
  assert.ok(condition);
  return condition;
}

/** messagesOf compiles a text and returns only the messages of its diagnostics. */
export function messagesOf(text: string): readonly string[] {
  return compile(text).diagnostics.map(({ message }) => message);
}

/**
 * shapeOf writes states and edges compactly. A line is a state: its edges as `step>to`, with `*` for
 * a repetition and [blocks], and behind `!` the steps that end a run there.
 */
export function shapeOf(text: string): readonly string[] {
  return machineOf(text).states.map((state) => {
    const edges = state.edges.map((edge) => {
      const blocks = edge.blocks.length > 0 ? `[${edge.blocks.join(",")}]` : "";
      return `${edge.step}>${edge.to}${edge.repeat ? "*" : ""}${blocks}`;
    });
    return [...edges, ...state.without.map((step) => `!${step}`)].join(" ");
  });
}
