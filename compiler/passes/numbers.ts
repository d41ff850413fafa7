/**
 * Comparisons of numbers, with the kernel's constants by name:
 *
 *     ret = -ENOENT                    ->  number(ret = -2)
 *     flags has O_CREAT|O_EXCL         ->  bits(flags, 0o300, all)
 *     flags = O_WRONLY                 ->  number(flags = 1, mask 3): a lone access mode
 *     flags in [O_RDWR, 0o100]         ->  any( number(flags = 2, mask 3), number(flags = 0o100) )
 */
import type { Name, Numeral, Symbols } from "../ast.ts";
import { anySymbol, symbolNames, symbolValue } from "../kinds/constants.ts";
import type { Field } from "../kinds/kind.ts";
import type { Condition, NumberTest } from "../machine.ts";
import type { Report } from "../report.ts";
import { didYouMean } from "../suggest.ts";
import type { Comparison } from "./comparison.ts";
import type { StepContext } from "./context.ts";
import { isDuration, numberOf } from "./literals.ts";
import { type Scalar, scalarsOf } from "./values.ts";

/** O_ACCMODE: the bits of an open's flags in which its access mode is. */
const ACCESS_MASK = 3n;
const ACCESS_MODES: ReadonlySet<string> = new Set(["O_RDONLY", "O_WRONLY", "O_RDWR"]);

/** Evaluated is a number with what comparing it needs to know about how it was written. */
interface Evaluated {
  readonly value: bigint;
  readonly mask: bigint | null;
}

/** numberTest returns the test of a comparison of numbers. */
export function numberTest(comparison: Comparison, context: StepContext): Condition | undefined {
  const scalars = scalarsOf(comparison, context);
  if (scalars === undefined) return undefined;
  const evaluated: Evaluated[] = [];
  let failed = false;
  for (const scalar of scalars) {
    const one = evaluate(scalar, comparison, context);
    if (one === undefined) failed = true;
    else evaluated.push(one);
  }
  if (failed) return undefined;
  const operator = comparison.node.operator.name;
  const field = comparison.ref;
  const value = evaluated[0]?.value ?? 0n;
  switch (operator) {
    case "has":
    case "any":
      return { is: "bits", field, mask: value, need: operator === "has" ? "all" : "any" };
    case "<":
    case "<=":
    case ">":
    case ">=":
      return { is: "number", field, compare: operator, values: [value], mask: null, negate: false };
    default:
      return equality(comparison, evaluated, operator === "!=" || operator === "not in");
  }
}

/** equality makes one test of each mask that the values ask for, mostly one in all. */
function equality(
  comparison: Comparison,
  values: readonly Evaluated[],
  negate: boolean,
): Condition {
  const make = (mask: bigint | null): NumberTest => ({
    is: "number",
    field: comparison.ref,
    compare: "=",
    values: values.filter((one) => one.mask === mask).map(({ value }) => value),
    mask,
    negate,
  });
  const masked = make(ACCESS_MASK);
  const whole = make(null);
  if (masked.values.length === 0) return whole;
  if (whole.values.length === 0) return masked;
  return { is: negate ? "all" : "any", of: [masked, whole] };
}

function evaluate(
  scalar: Scalar,
  comparison: Comparison,
  context: StepContext,
): Evaluated | undefined {
  const { report } = context;
  const { field } = comparison;
  if (scalar.node === "text" || scalar.node === "regex") {
    const inside = scalar.node === "text" ? scalar.raw.slice(1, -1) : "";
    const hint = /^-?\d/.test(inside)
      ? `Write it without quotes: ${inside}`
      : field.symbols !== undefined && symbolOf(inside, field, context) !== undefined
      ? `Write the constant without quotes: ${inside}`
      : undefined;
    const name = report.source.slice(comparison.node.field.at);
    report.error(scalar.at, `"${name}" is a number, and text is not`, { hint });
    return undefined;
  }
  if (scalar.node === "numeral") {
    if (isDuration(scalar) && field.duration !== true) {
      report.error(scalar.at, `"${scalar.raw}" is a duration, and "${field.name}" is not`, {
        hint: "Sizes are written 4K, 1M, 2G",
      });
      return undefined;
    }
    const value = numberOf(scalar, report);
    return value === undefined ? undefined : { value, mask: null };
  }
  return evaluateSymbols(scalar, field, context);
}

function evaluateSymbols(
  symbols: Symbols,
  field: Field,
  context: StepContext,
): Evaluated | undefined {
  let value = 0n;
  let failed = false;
  for (const part of symbols.parts) {
    const one = evaluatePart(part, field, context);
    if (one === undefined) failed = true;
    else value |= one;
  }
  if (failed) return undefined;
  const [only] = symbols.parts;
  const access = field.symbols === "open" && symbols.parts.length === 1 && only?.node === "name" &&
    ACCESS_MODES.has(only.text);
  return { value: symbols.negative ? -value : value, mask: access ? ACCESS_MASK : null };
}

function evaluatePart(
  part: Name | Numeral,
  field: Field,
  context: StepContext,
): bigint | undefined {
  if (part.node === "numeral") return numberOf(part, context.report);
  const value = symbolOf(part.text, field, context);
  if (value === undefined) unknownSymbol(part, field, context.report);
  return value;
}

/** symbolOf looks a constant up in the field's own table; a field without one takes any. */
function symbolOf(name: string, field: Field, context: StepContext): bigint | undefined {
  return field.symbols === undefined
    ? anySymbol(name, context.architecture)?.value
    : symbolValue(field.symbols, name, context.architecture);
}

function unknownSymbol(name: Name, field: Field, report: Report): void {
  const own = field.symbols === undefined ? [] : symbolNames(field.symbols);
  const elsewhere = anySymbol(name.text);
  if (elsewhere !== undefined && own.length > 0) {
    report.error(name.at, `"${name.text}" is no constant for "${field.name}"`, {
      hint: `Constants here are ${own.slice(0, 4).join(", ")} ...`,
    });
    return;
  }
  report.error(name.at, `There is no constant "${name.text}"`, {
    hint: didYouMean(name.text, own) ??
      (/^[A-Z]/.test(name.text) ? undefined : `Text is written in double quotes: "${name.text}"`),
  });
}
