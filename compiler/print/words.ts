import type { Edge, Machine, Step } from "../machine.ts";
import { visible } from "./visible.ts";

const UNITS: readonly (readonly [ns: number, unit: string])[] = [
  [86_400_000_000_000, "d"],
  [3_600_000_000_000, "h"],
  [60_000_000_000, "m"],
  [1_000_000_000, "s"],
  [1_000_000, "ms"],
];

/** durationWords writes a duration as policies do: `5m`, `90s`, `250ms`. */
export function durationWords(ns: number): string {
  const unit = UNITS.find(([size]) => ns % size === 0 && ns >= size);
  return unit === undefined ? `${ns}ns` : `${ns / unit[0]}${unit[1]}`;
}

/** headline says in one line how a policy runs: `by tree, within 5m, severity high`. */
export function headline(machine: Machine): string {
  const { subject, within, severity, cooldown } = machine;
  return [
    `by ${subject}`,
    ...(within === null ? [] : [`within ${durationWords(within)}`]),
    `severity ${severity}`,
    ...(cooldown === null ? [] : [`cooldown ${durationWords(cooldown)}`]),
  ].join(", ");
}

/** sourceOf returns a step as written, in one line that is safe to print. */
export function sourceOf(machine: Machine, step: Step): string {
  const { start, end } = step.span;
  return visible(machine.source.slice(start, end).replace(/\s+/g, " ")).text;
}

/** stepOf returns the step of an edge; a machine has every step that its edges name. */
export function stepOf(machine: Machine, edge: Edge): Step {
  const step = machine.steps[edge.step];
  if (step === undefined) throw new RangeError(`Machine "${machine.name}" lacks step ${edge.step}`);
  return step;
}

/** edgeLabel is an edge in a few words: its step, `again` for a loop, the blocks it enters. */
export function edgeLabel(machine: Machine, edge: Edge, from: number): string {
  const { label } = stepOf(machine, edge);
  const again = edge.to === from && edge.repeat ? " (again)" : "";
  const blocks = edge.blocks.map((name) => ` [${name}]`).join("");
  return visible(`${label}${again}${blocks}`).text;
}
