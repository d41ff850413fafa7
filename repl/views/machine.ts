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
 * marked: `start ─▶ openat /etc/shadow ─▶ [execve curl] ─▶ match on unlink`. A state is named after
 * the step that leads to it. Where no edge leads from a state to its right neighbour, because they
 * belong to different branches, `│` parts them. What does not fit is cut: first the labels, then
 * the states farthest from the marked one.
 */
export function machineStrip(machine: Machine, position: Position, screen: Screen): string {
  const room = columnsOf(screen);
  const cells = cellsOf(machine, position);
  const marked = cells.findIndex((cell) => cell.place === position);
  const full = draw(cells, marked, Infinity, screen);
  if (width(full) <= room) return full;
  // What leads to an end is the first thing to go.
  const short = cells.map((cell) => ({ ...cell, label: endOf(cell.place) ?? cell.label }));
  for (const max of LABELS) {
    const strip = draw(short, marked, max, screen);
    if (width(strip) <= room) return strip;
  }
  let best = fit(draw(short.slice(marked, marked + 1), 0, room - 4, screen), room);
  for (let reach = 1; reach < cells.length; reach++) {
    const from = Math.max(0, marked - reach);
    const strip = draw(short.slice(from, marked + reach + 1), marked - from, 8, screen, {
      before: from > 0,
      after: marked + reach + 1 < cells.length,
    });
    if (width(strip) > room) break;
    best = strip;
  }
  return best;
}

/** stateLabel names a state as strips and transitions do: by the step that leads to it. */
export function stateLabel(machine: Machine, position: Position): string {
  if (typeof position === "string") return position;
  const name = machine.states[position]?.name ?? `state ${position}`;
  return visible(name.replace(/^after line \d+: /, ""));
}

/** endLabel names an end, and the step that leads to it where there is only one. */
function endLabel(machine: Machine, end: "match" | "dismissed"): string {
  const edges = machine.states.flatMap((state) => state.edges.filter((edge) => edge.to === end));
  const steps = new Set(edges.map((edge) => machine.steps[edge.step]?.label ?? ""));
  return steps.size === 1 ? `${end} on ${visible([...steps].join())}` : end;
}

/** stripCells are the places of a machine in the order of the source, its ends last. */
export function stripCells(machine: Machine): readonly Cell[] {
  return cellsOf(machine, "match");
}

/** Cell is one place of a strip. */
export interface Cell {
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
      label: typeof place === "string" ? endLabel(machine, place) : stateLabel(machine, place),
      // Whatever the branches, they lead to the match.
      joined: place === "match" || before.some((edge) => edge.to === place),
    };
  });
}

function endOf(place: Position): string | undefined {
  return typeof place === "string" ? place : undefined;
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
    const label = endOf(cell.place) === undefined ? fit(cell.label, max) : cell.label;
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
