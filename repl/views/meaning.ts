import { fieldOf, KINDS } from "../../compiler/kinds/kinds.ts";
import type { Edge, Machine } from "../../compiler/machine.ts";
import { testsOf } from "../../compiler/passes/phases.ts";
import { visible } from "./escape.ts";
import { SUBJECTS } from "./past.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { duration } from "./time.ts";
import { width, wrap } from "./width.ts";
import { severity } from "./words.ts";

/**
 * policyMeaning says in words what a policy waits for: whose events form a sequence, for each place
 * which steps lead on from there, when those are judged, and which system calls they stand for.
 *
 * ```
 * shadow_read (high): one sequence for each target, all its processes together, within 5 min
 * It begins with
 *   line 4: openat { pathname = "/etc/shadow", ret >= 0 }
 *           open openat openat2 creat, judged on return: ret is known only then
 * After line 4 it waits for
 *   line 5: execve {}, which completes the match
 *           execve execveat, judged when called
 * ```
 */
export function policyMeaning(machine: Machine, screen: Screen): string[] {
  const { palette } = screen;
  const { subject, within, cooldown } = machine;
  const limits = [
    ...(within === null ? [] : [`within ${duration(within)} from first to last`]),
    ...(cooldown === null ? [] : [`after a match not reported again for ${duration(cooldown)}`]),
  ];
  const head = `${palette("heading", visible(machine.name))} (${
    severity(machine.severity, screen)
  }): one sequence for each ${SUBJECTS[subject]}${limits.map((limit) => `, ${limit}`).join("")}`;
  return [
    ...wrap(head, columnsOf(screen)),
    ...machine.annotations.flatMap(([name, text]) =>
      indented(`${palette("key", visible(name, { max: 16 }))}  ${visible(text)}`, 2, screen)
    ),
    ...machine.states.flatMap((_, state) => placeLines(machine, state, screen)),
    ...(machine.until === null ? [] : [
      ...wrap("Whatever has begun is given up when this comes", columnsOf(screen)),
      ...stepLines(machine, machine.until, "", screen),
    ]),
  ];
}

function placeLines(machine: Machine, state: number, screen: Screen): string[] {
  const { edges, without } = machine.states[state] ?? { edges: [], without: [] };
  const several = edges.filter(({ to }) => to !== state).length > 1
    ? ", whichever comes first"
    : "";
  const after = visible(machine.states[state]?.name.replace(/:.*$/s, "") ?? "");
  const begins = state === 0
    ? `It begins with${several}`
    : `${after.replace(/^a/, "A")} it waits for${several}`;
  return [
    ...wrap(begins, columnsOf(screen)),
    ...edges.flatMap((edge) =>
      stepLines(machine, edge.step, consequence(machine, edge, state), screen)
    ),
    ...without.flatMap((step) =>
      stepLines(machine, step, ", which would end it", screen, "without ")
    ),
  ];
}

/** consequence says what an edge leads to where that is not just the next place. */
function consequence(machine: Machine, { to, blocks }: Edge, state: number): string {
  const inside = blocks.length === 0
    ? ""
    : `, in block ${blocks.map((block) => `"${visible(block)}"`).join(", ")}`;
  if (to === "match") return `${inside}, which completes the match`;
  if (to === "dismissed") return `${inside}, which dismisses it as benign`;
  if (to === state) return `${inside}, again and again`;
  const line = /line \d+/.exec(machine.states[to]?.name ?? "")?.[0];
  return to === state + 1 || line === undefined
    ? inside
    : `${inside}, which leads on after ${line}`;
}

function stepLines(
  machine: Machine,
  index: number,
  then: string,
  screen: Screen,
  before = "",
): string[] {
  const { palette } = screen;
  const step = machine.steps[index];
  const kind = KINDS[step?.kind ?? 0];
  if (step === undefined || kind === undefined) return [];
  const { start, end, line } = step.span;
  const source = visible(machine.source.slice(start, end).replace(/\s+/g, " "));
  const label = `line ${line}: `;
  const late = new Set(
    testsOf(step.condition).map(({ field }) => field.name)
      .filter((name) => fieldOf(kind, name)?.phase === "exit"),
  );
  const calls = kind.calls.map(({ name }) => name).join(" ") || "any system call";
  const judged = step.phase === "exit"
    ? `judged on return${
      late.size === 0
        ? ""
        : `: ${[...late].join(", ")} ${late.size === 1 ? "is" : "are"} known only then`
    }`
    : "judged when called";
  return [
    ...indented(`${palette("dim", label)}${before}${source}${then}`, 2, screen),
    ...indented(palette("dim", `${calls}, ${judged}`), 2 + width(label), screen),
  ];
}

function indented(text: string, indent: number, screen: Screen): string[] {
  return wrap(text, columnsOf(screen, indent)).map((line) => " ".repeat(indent) + line);
}
