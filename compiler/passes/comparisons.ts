/**
 * One comparison becomes one test: the field is looked up, the operator must suit its type, and the
 * value must suit both.
 *
 *     openat { flags has O_CREAT }     ->  bits(flags, 0o100, all)
 *     openat { pathname < "x" }        ->  "<" cannot be used on "pathname", which is text
 */
import type { Compare, OperatorName } from "../ast.ts";
import type { FieldType } from "../kinds/kind.ts";
import type { Condition } from "../machine.ts";
import type { Comparison } from "./comparison.ts";
import type { StepContext } from "./context.ts";
import { resolveField } from "./names.ts";
import { networkTest } from "./networks.ts";
import { numberTest } from "./numbers.ts";
import { warnOfSlips } from "./slips.ts";
import { textTest } from "./texts.ts";

const TEXT: readonly OperatorName[] = [
  "=",
  "!=",
  "=~",
  "!~",
  "in",
  "not in",
  "startswith",
  "startswith~",
  "endswith",
  "endswith~",
  "contains",
  "contains~",
  "glob",
];
const NUMBER: readonly OperatorName[] = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "not in",
  "has",
  "any",
];

/** OPERATORS are the operators that may be used on a type of field. */
export const OPERATORS: Readonly<Record<FieldType, readonly OperatorName[]>> = {
  string: TEXT,
  list: [...TEXT, "has"],
  number: NUMBER,
  flags: NUMBER,
  ip: ["=", "!=", "in", "not in"],
};

/** TYPE_WORDS say what a type of field is. */
export const TYPE_WORDS: Readonly<Record<FieldType, string>> = {
  string: "text",
  list: "a list of texts",
  number: "a number",
  flags: "a number of flags",
  ip: "an address",
};

/** checkComparison returns the test that a comparison makes, or reports what is wrong with it. */
export function checkComparison(node: Compare, context: StepContext): Condition | undefined {
  const resolved = resolveField(context.kind, node.field, context.report);
  const value = node.value.node === "reference" ? context.lets.meaning(node.value) : node.value;
  if (resolved === undefined || value === undefined) return undefined;
  const type = resolved.ref.element === null ? resolved.field.type : "string";
  if (!OPERATORS[type].includes(node.operator.name)) {
    wrongOperator(node, type, context);
    return undefined;
  }
  if (value.node === "field") {
    const name = value.names.map(({ text }) => text).join(".");
    context.report.later(value.at, `"${name}": a field of an earlier step`);
    return undefined;
  }
  if (value.node === "conditions") {
    context.report.error(node.value.at, "This name stands for a condition, not for a value", {
      hint: "Use it as a condition of its own",
    });
    return undefined;
  }
  const comparison: Comparison = { ...resolved, node, value, type };
  const test = testOf(comparison, context);
  if (test !== undefined) warnOfSlips(comparison, context);
  return test;
}

function testOf(comparison: Comparison, context: StepContext): Condition | undefined {
  switch (comparison.type) {
    case "string":
    case "list":
      return textTest(comparison, context);
    case "number":
    case "flags":
      return numberTest(comparison, context);
    case "ip":
      return networkTest(comparison, context);
    default:
      return comparison.type satisfies never;
  }
}

function wrongOperator(node: Compare, type: FieldType, context: StepContext): void {
  const operator = node.operator.name;
  const name = context.report.source.slice(node.field.at);
  const hint = operator === "has" || operator === "any"
    ? type === "list" ? `Write "has" for one element` : `Write "contains", or "in" with a list`
    : type === "ip"
    ? `Write ${name} in "10.0.0.0/8"`
    : `Operators for ${TYPE_WORDS[type]}: ${OPERATORS[type].join(" ")}`;
  context.report.error(
    node.operator.at,
    `"${operator}" cannot be used on "${name}", which is ${TYPE_WORDS[type]}`,
    { hint },
  );
}
