/** Policies and steps asked of the session's last events: see views/past.ts for the words. */
import { stepAlone } from "../../compiler/alone.ts";
import { lastLine } from "../../compiler/lines.ts";
import type { Machine } from "../../compiler/machine.ts";
import type { QueryResult } from "../../session/types.ts";
import type { Shell } from "../context.ts";
import { earlierLets, letsIn, PROMPT_FILE } from "../policies/definitions.ts";
import { stepAt } from "./step.ts";
import {
  errorNote,
  headNote,
  pastLine,
  pastLines,
  type Seen,
  stepNote,
  stepsLines,
} from "../views/past.ts";
import type { Screen } from "../views/screen.ts";

/** SHOWN is how many of the matches that a policy would have had are shown. */
const SHOWN = 3;

/** lineNotes says of the last line of a policy that is being typed what is wrong, or what it means. */
export async function lineNotes(
  text: string,
  shell: Shell,
  screen: Screen,
): Promise<readonly string[]> {
  // A step on its own is a question; it is answered when it is asked.
  if (stepAt(text.trimStart()) === 0) return [];
  const after = earlierLets(letsIn(text), shell.policies.definitions);
  const { errors, machine, steps } = lastLine(text, {
    file: PROMPT_FILE,
    architecture: Deno.build.arch,
    after,
  });
  const from = text.lastIndexOf("\n") + 1;
  if (errors.length > 0) {
    const line = text.slice(from);
    return errors.flatMap((error) => errorNote(error, line, screen));
  }
  if (machine === null) return [];
  // The brace of the body stands in the same line as the policy's name, or behind it.
  const head = machine.span.start >= from && /\{\s*$/.test(text) ? [headNote(machine, screen)] : [];
  const seen = steps.length === 0 ? new Map<number, Seen>() : await counts(machine, steps, shell);
  const label = steps.length > 1;
  return [
    ...head,
    ...steps.map((step) =>
      stepNote(machine, step, { label, seen: seen.get(step) ?? null }, screen)
    ),
  ];
}

/** counts tells for each of some steps how many of the last events fulfil it. */
export async function counts(
  machine: Machine,
  steps: readonly number[],
  shell: Shell,
): Promise<ReadonlyMap<number, Seen>> {
  const machines = steps.map((step) =>
    stepAlone(machine, step, { name: String(step), counted: true })
  );
  const result = await ask(machines, shell, 0);
  if (result === null || result.events === 0) return new Map();
  return new Map(result.policies.map(({ policy, matches, suppressed }) => [
    Number(policy),
    { fulfilled: matches + suppressed, events: result.events, complete: result.complete },
  ]));
}

/**
 * pastOf says of each machine what it would have done with the last events, and where it would not
 * have matched, how many of them fulfil each of its steps.
 */
export async function pastOf(
  machines: readonly Machine[],
  shell: Shell,
  screen: Screen,
): Promise<readonly string[]> {
  const result = await ask(machines, shell, SHOWN);
  if (result === null || result.events === 0) return [];
  const lines: string[] = [];
  for (const counters of result.policies) {
    lines.push(...pastLines(counters, result, screen));
    const machine = machines.find(({ name }) => name === counters.policy);
    if (counters.matches > 0 || machine === undefined) continue;
    const seen = await counts(machine, [...machine.steps.keys()], shell);
    lines.push(...stepsLines(machine, seen, screen));
  }
  return lines;
}

/** pastMatches names those of many machines that would have matched in the last events. */
export async function pastMatches(
  machines: readonly Machine[],
  shell: Shell,
): Promise<readonly string[]> {
  const result = await ask(machines, shell, 0);
  return result?.policies.filter(({ matches }) => matches > 0).map((counters) =>
    pastLine(counters, result.events)
  ) ?? [];
}

/** ask queries the session, if there is one. */
async function ask(
  machines: readonly Machine[],
  shell: Shell,
  limit: number,
): Promise<QueryResult | null> {
  return machines.length === 0 ? null : await shell.opened?.query({ machines, limit }) ?? null;
}
