/**
 * The conditions of a step one by one, with their text, to tell which of them an event has failed.
 *
 *     openat { pathname =~ "^/etc/", $quiet and ret >= 0 }
 *     ->  pathname =~ "^/etc/"   $quiet   ret >= 0
 */
import { type AloneOptions, stepAlone } from "./alone.ts";
import type { Expression } from "./ast.ts";
import type { Condition, Machine } from "./machine.ts";
import { Report } from "./report.ts";
import { Source } from "./source.ts";
import { parseFile } from "./syntax.ts";

/** Conjunct is one of the conditions that must all hold. */
export interface Conjunct {
  /** text is the condition as it was written. */
  readonly text: string;
  /** condition is what it asks of an event. */
  readonly condition: Condition;
}

/** conjunctsOf returns the conditions of a step, in the order of the source. */
export function conjunctsOf(machine: Machine, step: number): readonly Conjunct[] {
  const of = machine.steps[step];
  if (of === undefined) return [];
  const text = machine.source.slice(of.span.start, of.span.end);
  const source = new Source(machine.file, `path "p" { ${text}\n}`);
  const [policy] = parseFile(new Report(source)).file.items;
  const node = policy?.node === "policy" ? policy.body[0] : undefined;
  if (node?.node !== "step") return [{ text, condition: of.condition }];
  return apart(node.conditions, of.condition, source);
}

/** allBut returns the machine of the events that fulfil all conditions of a step but one. */
export function allBut(
  machine: Machine,
  step: number,
  { missed, ...options }: AloneOptions & { readonly missed: number },
): Machine {
  const alone = stepAlone(machine, step, options);
  const conditions = conjunctsOf(machine, step).map(({ condition }) => condition);
  const of = conditions.map((one, index): Condition =>
    index === missed ? { is: "not", of: one } : one
  );
  return { ...alone, steps: alone.steps.map((one) => ({ ...one, condition: { is: "all", of } })) };
}

/** apart goes through the written and the compiled condition together: they have one shape. */
function apart(written: Expression, condition: Condition, source: Source): readonly Conjunct[] {
  const parts = written.node === "conditions" || written.node === "and" ? written.of : null;
  const [only] = parts ?? [];
  // Braces around one condition are not compiled into anything.
  if (written.node === "conditions" && parts?.length === 1 && only !== undefined) {
    return apart(only, condition, source);
  }
  if (parts === null || condition.is !== "all") {
    return [{ text: source.slice(written.at), condition }];
  }
  return parts.flatMap((part, index) => {
    const of = condition.of[index];
    return of === undefined ? [] : apart(part, of, source);
  });
}
