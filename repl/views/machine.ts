import { KINDS } from "../../compiler/kinds/kinds.ts";
import type { Machine } from "../../compiler/machine.ts";
import { visible } from "./escape.ts";
import { columnsOf } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { duration } from "./time.ts";
import { ARROW, counted } from "./words.ts";
import { fit, width } from "./width.ts";

/** Position is where a run stands: a state, or how it ended. */
export type Position = number | "match" | "dismissed";

/** START is what a strip calls the start state. */
const START = "start";

/** LABELS are the widths that the labels of a strip are cut to, the first that fits being taken. */
const LABELS = [Infinity, 32, 24, 16, 12, 8] as const;

/**
 * machineLine answers a policy that has been compiled, in one line:
 * `shadow_read: 4 states, waits for openat, execve; by tree`.
 */
export function machineLine(machine: Machine, screen: Screen): string {
  const kinds = [...new Set(machine.steps.map((step) => KINDS[step.kind]?.name ?? "call"))];
  const within = machine.within === null ? "" : `, within ${duration(machine.within)}`;
  return `${screen.palette("heading", visible(machine.name))}: ${
    counted(machine.states.length, "state")
  }, waits for ${
    kinds.map((kind) => screen.palette("kind", kind)).join(", ")
  }; by ${machine.subject}${within}`;
}

/**
 * machineStrip draws the states of a machine in the order of the source, the one a run stands in
 * marked: `start ─▶ openat /etc/shadow ─▶ [execve curl] ─▶ match`. A state is named after the step
 * that leads to it. Where no edge leads from a state to its right neighbour, because they belong to
 * different branches, `│` parts them. What does not fit is cut: first the labels, then the states
 * farthest from the marked one.
 */
export function machineStrip(machine: Machine, position: Position, screen: Screen): string {
  const room = columnsOf(screen);
  const cells = cellsOf(machine, position);
  const marked = cells.findIndex((cell) => cell.place === position);
  for (const max of LABELS) {
    const strip = draw(cells, marked, max, screen);
    if (width(strip) <= room) return strip;
  }
  for (let reach = cells.length; reach > 0; reach--) {
    const from = Math.max(0, marked - reach);
    const strip = draw(cells.slice(from, marked + reach + 1), marked - from, 8, screen, {
      before: from > 0,
      after: marked + reach + 1 < cells.length,
    });
    if (width(strip) <= room) return strip;
  }
  return fit(draw(cells.slice(marked, marked + 1), 0, room - 4, screen), room);
}

/** stateLabel names a state as strips and transitions do: after the step that leads to it. */
export function stateLabel(machine: Machine, position: Position): string {
  if (typeof position === "string") return position;
  if (position === 0) return START;
  for (const state of machine.states) {
    const edge = state.edges.find((edge) => edge.to === position);
    if (edge !== undefined) return visible(machine.steps[edge.step]?.label ?? `state ${position}`);
  }
  return visible(machine.states[position]?.name ?? `state ${position}`);
}

interface Cell {
  readonly place: Position;
  readonly label: string;
  /** joined: an edge leads here from the cell on the left. */
  readonly joined: boolean;
}

function cellsOf(machine: Machine, position: Position): Cell[] {
  const ends = (end: Position) =>
    machine.states.some((state) => state.edges.some((edge) => edge.to === end));
  const places: Position[] = [...machine.states.keys(), "match"];
  if (ends("dismissed") || position === "dismissed") places.push("dismissed");
  return places.map((place, index) => {
    const left = places[index - 1];
    const before = typeof left === "number" ? machine.states[left]?.edges ?? [] : [];
    return {
      place,
      label: stateLabel(machine, place),
      // Whatever the branches, they lead to the match.
      joined: place === "match" || before.some((edge) => edge.to === place),
    };
  });
}

function draw(
  cells: readonly Cell[],
  marked: number,
  max: number,
  screen: Screen,
  cut: { readonly before: boolean; readonly after: boolean } = { before: false, after: false },
): string {
  const { palette } = screen;
  const parts = cells.map((cell, index) => {
    const label = typeof cell.place === "string" ? cell.label : fit(cell.label, max);
    const end = cell.place === "match" ? "match" : "good";
    const shown = index === marked
      ? palette(typeof cell.place === "string" ? end : "current", `[${label}]`)
      : index < marked
      ? label
      : palette("dim", label);
    if (index === 0) return shown;
    return `${palette("dim", cell.joined ? ` ${ARROW} ` : " │ ")}${shown}`;
  });
  return (cut.before ? palette("dim", "… ") : "") + parts.join("") +
    (cut.after ? palette("dim", " …") : "");
}
