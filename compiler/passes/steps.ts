/**
 * The steps of a policy, in the order of the source: each is checked once, however many states it
 * leads to later.
 *
 *     openat { path = "/x", ret >= 0 }{2}
 *     ->  kind openat · judged at exit · all(...) · "openat /x"
 */
import type { Numeral, Policy, Statement, Step as StepNode } from "../ast.ts";
import { KINDS } from "../kinds/kinds.ts";
import type { Step } from "../machine.ts";
import { checkConditions } from "./conditions.ts";
import { type FileContext, Patterns } from "./context.ts";
import { labelOf } from "./labels.ts";
import { numberOf, stringOf } from "./literals.ts";
import { resolveKind } from "./names.ts";
import { phaseOf } from "./phases.ts";

/** MAX_TIMES is the largest n of `{n}`. */
export const MAX_TIMES = 256;
/** MAX_DEPTH bounds how deep statements nest, conditionals included. */
const MAX_DEPTH = 96;

/** Steps are a policy's checked steps, and which node became which. */
export interface Steps {
  readonly list: readonly Step[];
  readonly nodes: readonly StepNode[];
  readonly indexOf: ReadonlyMap<StepNode, number>;
  /** watching are the steps of `without` and `until`, to which no edge leads. */
  readonly watching: ReadonlySet<number>;
  readonly patterns: Patterns;
}

/** checkSteps checks every step of a policy, those of `without` and `until` included. */
export function checkSteps(policy: Policy, until: StepNode | null, context: FileContext): Steps {
  const collector = new Collector(context);
  for (const statement of policy.body) collector.statement(statement, 0);
  if (until !== null) {
    collector.watch(until, "until");
  }
  return collector;
}

class Collector implements Steps {
  readonly list: Step[] = [];
  readonly nodes: StepNode[] = [];
  readonly indexOf = new Map<StepNode, number>();
  readonly watching = new Set<number>();
  readonly patterns = new Patterns();

  constructor(readonly context: FileContext) {}

  statement(statement: Statement, depth: number): void {
    const { report } = this.context;
    if (depth > MAX_DEPTH) {
      report.error(statement.at, `Statements are nested more than ${MAX_DEPTH} deep`);
      return;
    }
    switch (statement.node) {
      case "step":
        this.step(statement);
        this.#times(statement);
        break;
      case "block":
        stringOf(statement.name, report);
        for (const one of statement.body) this.statement(one, depth + 1);
        break;
      case "conditional":
        this.step(statement.test);
        this.statement(statement.then, depth + 1);
        if (statement.otherwise !== null) this.statement(statement.otherwise, depth + 1);
        break;
      case "alternatives":
        for (const one of statement.branches) this.statement(one, depth + 1);
        break;
      case "without":
        this.watch(statement.step, "without");
        break;
      case "unordered": {
        const { start } = statement.at;
        report.later({ start, end: start + 3 }, `"all { }"`);
        for (const one of statement.body) this.statement(one, depth + 1);
        break;
      }
      case "gap":
      case "bad":
        break;
      default:
        statement satisfies never;
    }
  }

  /** watch checks a step that no edge leads to, and that has no suffix therefore. */
  watch(step: StepNode, word: string): void {
    this.step(step);
    this.watching.add(this.indexOf.get(step) ?? -1);
    if (step.repeat === null) return;
    this.context.report.error(step.repeat.at, `The step of "${word}" cannot be repeated`, {
      hint: "One event that matches it is enough; leave the suffix out",
    });
  }

  step(node: StepNode): void {
    const { report } = this.context;
    if (node.binding !== null) {
      report.later({ start: node.at.end, end: node.binding.at.end }, `"as ${node.binding.text}"`);
    }
    const id = resolveKind(node.kind, report);
    const kind = id === undefined ? undefined : KINDS[id];
    if (id === undefined || kind === undefined) return;
    const condition = checkConditions(node.conditions, {
      ...this.context,
      kind,
      patterns: this.patterns,
      spent: { tests: 0, depth: 0 },
    });
    const index = this.list.push({
      kind: id,
      phase: phaseOf(condition, kind),
      condition,
      span: report.source.span(node.at),
      label: labelOf(node, kind, this.context),
    }) - 1;
    this.nodes.push(node);
    this.indexOf.set(node, index);
  }

  #times(step: StepNode): void {
    if (step.repeat !== null && typeof step.repeat.times === "object") {
      timesOf(step.repeat.times, this.context);
    }
  }
}

/** timesOf returns the n of `{n}`, or reports what is wrong with it. */
function timesOf(times: Numeral, { report }: FileContext): void {
  const value = numberOf(times, report);
  if (value === undefined || (value >= 1n && value <= BigInt(MAX_TIMES))) return;
  report.error(times.at, `A step can be repeated 1 to ${MAX_TIMES} times, not ${value}`, {
    hint: value === 0n ? "For none or more of it write ... behind its brace" : undefined,
  });
}
