import type { Edge, Machine } from "../../compiler/machine.ts";
import { visible } from "./escape.ts";
import { stateLabel } from "./machine.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { fit, pad, width } from "./width.ts";
import { counted } from "./words.ts";

/** LABEL is how many columns a step's label takes at most. */
const LABEL = 48;

/** BESIDE is what is left for the rest of a line: its branch, its place and its runs. */
const BESIDE = 28;

/** Exit is one way out of a state, as it is drawn. */
interface Exit {
  readonly mark: string;
  /** to is where it leads; empty where the mark says that. */
  readonly to: string;
  readonly label: string;
  readonly told: string;
  /** on: it leads to the state below. */
  readonly on: boolean;
}

/**
 * machineDiagram draws a machine from top to bottom, a state at a time with its ways out in the
 * order in which an event is tried; `standing` is how many runs stand in each state.
 *
 * ```
 * ● 0 start
 * ├─▶ 1      openat ^/etc/(shadow|gshadow)$  line 4, on return
 * │
 * ● 1 openat ^/etc/(shadow|gshadow)$         2 runs
 * ├─▶ match  execve curl                     line 6, when called
 * ├─↺        write root:                     line 5, when called
 * ├─╳        without chmod                   line 7, when called
 * │
 * ◉ match
 * ```
 */
export function machineDiagram(
  machine: Machine,
  standing: readonly number[],
  screen: Screen,
): string[] {
  const { palette } = screen;
  const exits = machine.states.map((_, state) => exitsOf(machine, state));
  const all = exits.flat();
  const target = Math.max(...all.map(({ to }) => to.length));
  const label = Math.min(
    Math.max(12, columnsOf(screen) - target - BESIDE),
    Math.max(...all.map((exit) => width(exit.label))),
  );
  const lines = machine.states.flatMap((_, state) => {
    const own = exits[state] ?? [];
    const joined = own.some(({ on }) => on);
    const runs = standing[state] ?? 0;
    const here = runs === 0 ? "" : `  ${palette("current", counted(runs, "run"))}`;
    const name = pad(`${state} ${stateLabel(machine, state)}`, target + label + 6);
    return [
      fit(
        `${palette("heading", "●")} ${here === "" ? name.trimEnd() : name}${here}`,
        columnsOf(screen),
      ),
      ...own.map((exit, index) => {
        const branch = index === own.length - 1 && !joined ? "└" : "├";
        const text = pad(exit.label, label);
        return fit(
          `${palette("dim", `${branch}─${exit.mark}`)} ${pad(exit.to, target)}  ${text}  ${
            palette("dim", exit.told)
          }`,
          columnsOf(screen),
        );
      }),
      joined ? palette("dim", "│") : "",
    ];
  });
  const ends = (["match", "dismissed"] as const).filter((end) =>
    machine.states.some(({ edges }) => edges.some(({ to }) => to === end))
  );
  const until = machine.until === null ? [] : [
    fit(
      `${palette("dim", "╳")} until ${visible(machine.steps[machine.until]?.label ?? "")}  ${
        palette("dim", told(machine, machine.until))
      }`,
      columnsOf(screen),
    ),
  ];
  return [
    ...lines,
    ...ends.map((end) => `${palette(end === "match" ? "match" : "good", "◉")} ${end}`),
    ...until,
  ];
}

function exitsOf(machine: Machine, state: number): readonly Exit[] {
  const { edges, without } = machine.states[state] ?? { edges: [], without: [] };
  const next = state + 1 < machine.states.length ? state + 1 : "match";
  return [
    ...edges.map((edge) => ({
      mark: edge.to === state ? "↺" : "▶",
      to: edge.to === state ? "" : String(edge.to),
      label: edgeText(machine, edge),
      told: told(machine, edge.step),
      on: edge.to === next,
    })),
    ...without.map((step) => ({
      mark: "╳",
      to: "",
      label: `without ${visible(machine.steps[step]?.label ?? "")}`,
      told: told(machine, step),
      on: false,
    })),
  ];
}

function edgeText(machine: Machine, { step, blocks }: Edge): string {
  const label = visible(machine.steps[step]?.label ?? "");
  const inside = blocks.map((block) => ` [${visible(block)}]`).join("");
  return fit(label, LABEL - Math.min(16, width(inside))) + fit(inside, 16);
}

function told(machine: Machine, step: number): string {
  const of = machine.steps[step];
  return `line ${of?.span.line ?? 0}, ${of?.phase === "exit" ? "on return" : "when called"}`;
}
