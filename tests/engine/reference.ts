/** Conditions judged one by one on plain values, with nothing of the engine: what it must agree with. */
import { RE2JS } from "../../compiler/regex/re2js.ts";
import type { Condition, Pattern, Test } from "../../compiler/machine.ts";
import type { EventSpec } from "./support.ts";

const decoder = new TextDecoder();
const compiled = new Map<string, RE2JS>();

/** fulfils tells whether a condition holds on an event whose fields are all in `args` or `uid`. */
export function fulfils(
  condition: Condition,
  event: EventSpec,
  patterns: readonly Pattern[],
): boolean {
  switch (condition.is) {
    case "all":
      return condition.of.every((each) => fulfils(each, event, patterns));
    case "any":
      return condition.of.some((each) => fulfils(each, event, patterns));
    case "not":
      return !fulfils(condition.of, event, patterns);
    default:
      return holds(condition, event, patterns);
  }
}

function holds(test: Test, event: EventSpec, patterns: readonly Pattern[]): boolean {
  const { name, element } = test.field;
  const field = name === "uid" ? event.uid : event.args?.[name];
  const value = Array.isArray(field) && element !== null ? field[element] : field;
  if (value === undefined) return false;
  switch (test.is) {
    case "number": {
      const number = BigInt(value as number);
      return test.values.some((each) => compared(number, test.compare, each)) !== test.negate;
    }
    case "bits": {
      const bits = BigInt.asUintN(64, BigInt(value as number)) & test.mask;
      return test.need === "all" ? bits === test.mask : bits !== 0n;
    }
    case "text":
    case "pattern": {
      const texts = Array.isArray(value) ? value : [String(value)];
      return texts.some((text) => found(test, text, patterns)) !== test.negate;
    }
    case "network":
      throw new Error("networks have a test of their own");
  }
}

function compared(number: bigint, compare: string, value: bigint): boolean {
  switch (compare) {
    case "=":
      return number === value;
    case "<":
      return number < value;
    case "<=":
      return number <= value;
    case ">":
      return number > value;
    default:
      return number >= value;
  }
}

function found(
  test: Extract<Test, { is: "text" | "pattern" }>,
  text: string,
  patterns: readonly Pattern[],
): boolean {
  if (test.is === "pattern") {
    const source = patterns[test.pattern]?.source ?? "";
    const regex = compiled.get(source) ?? RE2JS.compile(source);
    compiled.set(source, regex);
    return regex.matcher(text).find();
  }
  const lower = (each: string) => test.fold ? each.toLowerCase() : each;
  const whole = lower(text);
  return test.values.map((value) => lower(decoder.decode(value))).some((value) => {
    switch (test.compare) {
      case "equals":
        return whole === value;
      case "starts":
        return whole.startsWith(value);
      case "ends":
        return whole.endsWith(value);
      case "contains":
        return whole.includes(value);
    }
  });
}
