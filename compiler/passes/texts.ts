/**
 * Comparisons of texts, and of lists of texts, where one element that fulfils them is enough:
 *
 *     comm in ["sh", "bash"]      ->  text(comm equals "sh" or "bash")
 *     pathname glob "/tmp/*.sh"   ->  pattern(pathname, the glob as a regex)
 *     argv !~ "^-i$"              ->  pattern(argv, "^-i$", negated)
 */
import type { OperatorName, Regex, Text } from "../ast.ts";
import type { PatternTest, TextTest } from "../machine.ts";
import { globToRegex } from "../regex/glob.ts";
import type { Comparison } from "./comparison.ts";
import type { StepContext } from "./context.ts";
import { bytesOf, patternOf, stringOf } from "./literals.ts";
import { checkedPattern } from "./patterns.ts";
import { type Scalar, scalarsOf } from "./values.ts";

const LITERAL: Readonly<Partial<Record<OperatorName, Pick<TextTest, "compare" | "fold">>>> = {
  "startswith": { compare: "starts", fold: false },
  "startswith~": { compare: "starts", fold: true },
  "endswith": { compare: "ends", fold: false },
  "endswith~": { compare: "ends", fold: true },
  "contains": { compare: "contains", fold: false },
  "contains~": { compare: "contains", fold: true },
};

/** textTest returns the test of a comparison of text. */
export function textTest(
  comparison: Comparison,
  context: StepContext,
): TextTest | PatternTest | undefined {
  const operator = comparison.node.operator.name;
  const scalars = scalarsOf(comparison, context);
  if (scalars === undefined) return undefined;
  const [first] = scalars;
  if (operator === "=~" || operator === "!~") {
    if (first?.node !== "regex" && !isText(first, comparison, context)) return undefined;
    return patternTest(comparison, first, context);
  }
  const texts = scalars.filter((scalar) => isText(scalar, comparison, context));
  if (texts.length < scalars.length) return undefined;
  if (operator === "glob") return globTest(comparison, texts, context);
  const { compare, fold } = LITERAL[operator] ?? { compare: "equals", fold: false };
  return {
    is: "text",
    field: comparison.ref,
    compare,
    values: texts.map((text) => bytesOf(text, context.report)),
    fold,
    negate: operator === "!=" || operator === "not in",
  };
}

function patternTest(
  comparison: Comparison,
  literal: Text | Regex,
  context: StepContext,
): PatternTest | undefined {
  const errors = context.report.errors;
  const text = patternOf(literal, context.report);
  const flags = literal.node === "regex" ? literal.flags : "";
  if (context.report.errors > errors) return undefined;
  if (!checkedPattern(text, literal, flags, context.report)) return undefined;
  return {
    is: "pattern",
    field: comparison.ref,
    pattern: context.patterns.add(text.source, flags),
    negate: comparison.node.operator.name === "!~",
  };
}

function globTest(
  comparison: Comparison,
  [text]: readonly Text[],
  context: StepContext,
): PatternTest | undefined {
  if (text === undefined) return undefined;
  const pattern = globToRegex(stringOf(text, context.report));
  return {
    is: "pattern",
    field: comparison.ref,
    pattern: context.patterns.add(pattern, ""),
    negate: false,
  };
}

/** isText tells whether a value is text, and reports what it is instead. */
function isText(
  scalar: Scalar | undefined,
  comparison: Comparison,
  context: StepContext,
): scalar is Text {
  if (scalar === undefined || scalar.node === "text") return scalar !== undefined;
  const { report } = context;
  const { node } = comparison;
  if (scalar.node === "regex") {
    report.error(scalar.at, `A regex goes with "=~" or "!~", not with "${node.operator.name}"`, {
      hint: `Write ${report.source.slice(node.field.at)} =~ /${scalar.source}/${scalar.flags}`,
    });
  } else {
    const written = report.source.slice(scalar.at);
    report.error(
      scalar.at,
      `"${report.source.slice(node.field.at)}" is text, and ${written} is not`,
      { hint: `Write it in double quotes: "${written}"` },
    );
  }
  return false;
}
