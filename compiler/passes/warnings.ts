/**
 * Doubts about the shape of a policy as a whole:
 *
 *     A B..          a trailing ".." matches on its first B
 *     A B...         a trailing "..." has nothing to do
 *     A.. B          a leading ".." is no more than A
 *     openat {} A    starts a run on nearly every event
 */
import type { Policy, Statement, Step as StepNode } from "../ast.ts";
import { KINDS } from "../kinds/kinds.ts";
import type { Condition, State } from "../machine.ts";
import type { Report } from "../report.ts";
import { onlyGaps } from "./lowering.ts";
import type { Steps } from "./steps.ts";

/** FREQUENT are the kinds that programs do so often that waiting for any of them is too broad. */
const FREQUENT: ReadonlySet<string> = new Set(["call", "openat", "read", "write", "close", "mmap"]);

/** warnOfShape warns of repetitions without effect, a broad beginning, and ends never reached. */
export function warnOfShape(
  policy: Policy,
  states: readonly State[],
  steps: Steps,
  report: Report,
): void {
  for (const step of lastSteps(policy.body)) warnOfTrailing(step, report);
  for (const step of firstSteps(policy.body)) warnOfLeading(step, report);
  warnOfBroadStart(states, steps, report);
  if (!states.some((state) => state.edges.some((edge) => edge.to === "match"))) {
    report.warn(policy.head, "This policy can never match: every way through it is benign");
  }
}

function warnOfTrailing(step: StepNode, report: Report): void {
  if (step.repeat?.times === "..") {
    report.warn(step.repeat.at, `".." has no effect at the end: the first one already matches`, {
      hint: "Leave it out, or add the step that ends the repetition",
    });
  } else if (step.repeat?.times === "...") {
    report.warn(step.repeat.at, `A step with "..." at the end has nothing to do`, {
      hint: "Leave the step out, or add the step that ends the repetition",
    });
  }
}

function warnOfLeading(step: StepNode, report: Report): void {
  if (step.repeat?.times !== "..") return;
  report.warn(step.repeat.at, `".." has no effect at the start: every further one begins anew`, {
    hint: "Leave it out: a run that began later takes the place of an earlier one",
  });
}

/** lastSteps are the steps behind which the policy may be at its end. */
function lastSteps(body: readonly Statement[]): readonly StepNode[] {
  const last = body.findLast((statement) => !onlyGaps(statement) && !isOptional(statement));
  const optional = body.slice(last === undefined ? 0 : body.indexOf(last) + 1);
  return [...(last === undefined ? [] : [last]), ...optional].flatMap((statement) =>
    edgeSteps(statement, lastSteps, "last")
  );
}

/** firstSteps are the steps that a run may begin with. */
function firstSteps(body: readonly Statement[]): readonly StepNode[] {
  const first = body.findIndex((statement) => !onlyGaps(statement) && !isOptional(statement));
  return body.slice(0, first < 0 ? body.length : first + 1).flatMap((statement) =>
    edgeSteps(statement, firstSteps, "first")
  );
}

function edgeSteps(
  statement: Statement,
  inBody: (body: readonly Statement[]) => readonly StepNode[],
  side: "first" | "last",
): readonly StepNode[] {
  switch (statement.node) {
    case "step":
      return [statement];
    case "block":
      return inBody(statement.body);
    case "alternatives":
      return statement.branches.flatMap((branch) => inBody([branch]));
    case "conditional": {
      const { test, then, otherwise } = statement;
      const inside = otherwise === null ? [] : inBody([otherwise]);
      return side === "first" ? [test, ...inside] : [...inBody([then]), ...inside];
    }
    default:
      return [];
  }
}

function isOptional(statement: Statement): boolean {
  return statement.node === "without" ||
    statement.node === "step" && statement.repeat?.times === "...";
}

function warnOfBroadStart(states: readonly State[], steps: Steps, report: Report): void {
  for (const { step, to } of states[0]?.edges ?? []) {
    const { kind, condition } = steps.list[step] ?? {};
    const name = KINDS[kind ?? -1]?.name;
    const node = steps.nodes[step];
    if (condition === undefined || name === undefined || node === undefined) continue;
    // A policy of one step reports such events on purpose.
    if (typeof to !== "number" || !FREQUENT.has(name) || !isTrivial(condition)) continue;
    report.warn(node.at, `The policy begins with any "${name}", which is nearly every event`, {
      hint: "Say which one begins it, such as by a path",
    });
  }
}

function isTrivial(condition: Condition): boolean {
  return condition.is === "all" && condition.of.every(isTrivial);
}
