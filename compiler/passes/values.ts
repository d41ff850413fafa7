import type { Numeral, OperatorName, Regex, Symbols, Text } from "../ast.ts";
import type { Comparison } from "./comparison.ts";
import type { StepContext } from "./context.ts";

/** What to write instead, where an operator was given a list. */
const LIST_HINTS: Readonly<Partial<Record<OperatorName, string>>> = {
  "=": `Write "in" for any of several`,
  "!=": `Write "not in" for none of several`,
  "=~": "Join the regexes with |",
  "!~": "Join the regexes with |",
  has: "Join flags with |, or write a condition for each element",
  any: "Join flags with |",
};

/** Scalar is a single value on the right side of a comparison. */
export type Scalar = Text | Regex | Numeral | Symbols;

/**
 * scalarsOf returns the values on the right side: one, or for `in` those of the list. Members that
 * are names are looked up. It reports what does not fit the operator and returns undefined then.
 */
export function scalarsOf(
  comparison: Comparison,
  context: StepContext,
): readonly Scalar[] | undefined {
  const { value, node } = comparison;
  const { report } = context;
  const member = node.operator.name === "in" || node.operator.name === "not in";
  // The value's own place may be in a `let`; the mistake is where it is used.
  const at = node.value.at;
  if (value.node === "conditions" || value.node === "field") return undefined;
  if (value.node !== "list") {
    if (!member) return [value];
    if (comparison.type === "ip") return [value];
    report.error(at, `"${node.operator.name}" needs a list`, { hint: "Write [a, b, ...]" });
    return undefined;
  }
  if (!member) {
    report.error(at, `"${node.operator.name}" takes one value, not a list`, {
      hint: LIST_HINTS[node.operator.name],
    });
    return undefined;
  }
  if (value.items.length === 0) report.warn(at, "The list is empty: nothing is in it");
  const scalars: Scalar[] = [];
  for (const item of value.items) {
    const meaning = item.node === "reference" ? context.lets.meaning(item) : item;
    if (meaning === undefined) return undefined;
    if (meaning.node === "field") {
      report.later(meaning.at, "A field of an earlier step");
      return undefined;
    }
    if (meaning.node === "list" || meaning.node === "conditions") {
      report.error(item.at, "A list cannot hold another list or a condition");
      return undefined;
    }
    scalars.push(meaning);
  }
  return scalars;
}
