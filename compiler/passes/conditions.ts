/**
 * Conditions become tests: words to `all`, `any` and `not`, named conditions to what they name.
 *
 *     { $is_shell, uid == 0 or euid == 0 }
 *     ->  all( text(comm in ...), any( number(uid = 0), number(euid = 0) ) )
 *
 * A condition with a mistake becomes `all()`; the mistake is reported, so nobody will see that.
 */
import type { Conditions, Expression, Reference } from "../ast.ts";
import type { Condition } from "../machine.ts";
import type { StepContext } from "./context.ts";
import { checkComparison } from "./comparisons.ts";

/** MAX_TESTS bounds one step's condition with its named conditions written out. */
const MAX_TESTS = 4096;
/** MAX_DEPTH bounds how deep it nests. */
const MAX_DEPTH = 128;

const ALWAYS: Condition = { is: "all", of: [] };

/** checkConditions returns what a step asks of an event. */
export function checkConditions(conditions: Conditions, context: StepContext): Condition {
  const of = conditions.of.map((one) => check(one, context));
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { is: "all", of };
}

function check(expression: Expression, context: StepContext): Condition {
  const { spent } = context;
  spent.tests++;
  spent.depth++;
  try {
    if (spent.tests === MAX_TESTS + 1 || spent.depth > MAX_DEPTH) {
      context.report.error(
        expression.at,
        spent.depth > MAX_DEPTH
          ? `Conditions are nested more than ${MAX_DEPTH} deep`
          : `The conditions of a step come to more than ${MAX_TESTS} with its named ones`,
      );
    }
    return spent.tests > MAX_TESTS || spent.depth > MAX_DEPTH
      ? ALWAYS
      : checkNode(expression, context);
  } finally {
    spent.depth--;
  }
}

function checkNode(expression: Expression, context: StepContext): Condition {
  switch (expression.node) {
    case "and":
    case "or":
      return {
        is: expression.node === "and" ? "all" : "any",
        of: expression.of.map((one) => check(one, context)),
      };
    case "not":
      return { is: "not", of: check(expression.of, context) };
    case "conditions":
      return checkConditions(expression, context);
    case "compare":
      return checkComparison(expression, context) ?? ALWAYS;
    case "reference":
      return checkReference(expression, context);
    case "bad":
      return ALWAYS;
    default:
      return expression satisfies never;
  }
}

function checkReference(reference: Reference, context: StepContext): Condition {
  const meaning = context.lets.meaning(reference);
  if (meaning === undefined) return ALWAYS;
  if (meaning.node !== "conditions") {
    context.report.error(reference.at, `"$${reference.name}" is a value, not a condition`, {
      hint: `Compare a field with it: FIELD = $${reference.name}`,
    });
    return ALWAYS;
  }
  return checkConditions(meaning, context);
}
