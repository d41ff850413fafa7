/**
 * Steps that no event can fulfil: conditions that exclude each other, or ask for fields that no
 * single system call of the kind carries together.
 *
 *     openat { pathname = "/a", pathname = "/b" }    two values for one field
 *     execve { argc > 5, argc < 3 }                  no number is both
 *     chmod { fd = 3, pathname = "/x" }              chmod has no fd, fchmod no pathname
 *     exit { ret = 0 }                               exit does not return
 */
import type { Kind } from "../kinds/kind.ts";
import { KINDS } from "../kinds/kinds.ts";
import type { Condition, Step, Test } from "../machine.ts";
import type { Report } from "../report.ts";

/** warnOfContradictions warns of steps that can never match. */
export function warnOfContradictions(steps: readonly Step[], report: Report): void {
  for (const step of steps) {
    const kind = KINDS[step.kind];
    const reason = kind === undefined ? undefined : reasonWhyNever(step, kind);
    if (reason !== undefined) {
      report.warn(step.span, `This step can never match: ${reason}`);
    }
  }
}

function reasonWhyNever(step: Step, kind: Kind): string | undefined {
  const tests = required(step.condition);
  if (step.phase === "exit" && kind.name === "exit") return "exit does not return";
  return missingTogether(tests, kind) ?? excluded(tests);
}

/** required lists the tests that must all hold. */
function required(condition: Condition): readonly Test[] {
  switch (condition.is) {
    case "all":
      return condition.of.flatMap(required);
    case "any":
    case "not":
      return [];
    default:
      return [condition];
  }
}

/** missingTogether looks for a call of the kind that carries every field that is asked for. */
function missingTogether(tests: readonly Test[], kind: Kind): string | undefined {
  const own = new Set(
    tests.map((test) => test.field.name).filter((name) =>
      kind.fields.some((field) => field.name === name && field.at.in !== "joined")
    ),
  );
  if (own.size === 0 || kind.calls.length === 0) return undefined;
  const names = tests.find((test) => test.is === "text" && test.field.name === "syscall");
  const asked = names?.is === "text" && names.compare === "equals" && !names.negate && !names.fold
    ? new Set(names.values.map((value) => new TextDecoder().decode(value)))
    : undefined;
  const calls = kind.calls.filter(({ name }) => asked?.has(name) ?? true);
  if (calls.length === 0) return undefined;
  if (calls.some(({ captures }) => [...own].every((name) => Object.hasOwn(captures, name)))) {
    return undefined;
  }
  const words = calls.length === 1 ? `${calls[0]?.name} does not carry` : "no system call carries";
  return `${words} ${[...own].map((name) => `"${name}"`).join(" and ")}`;
}

function excluded(tests: readonly Test[]): string | undefined {
  const texts = new Map<string, Set<string>>();
  const numbers = new Map<string, Interval>();
  for (const test of tests) {
    // On a list, different elements may fulfil different tests.
    const key = `${test.field.name} ${test.field.element ?? ""}`;
    if (test.is === "text" && test.compare === "equals" && !test.negate && !test.fold) {
      if (test.field.element === null && isList(test)) continue;
      const values = new Set(test.values.map(String));
      const both = texts.get(key)?.intersection(values) ?? values;
      if (both.size === 0) return `"${test.field.name}" cannot be both`;
      texts.set(key, both);
    } else if (test.is === "number" && test.mask === null && !test.negate) {
      const interval = narrowed(numbers.get(key) ?? ALL, test);
      if (interval.least > interval.most) return `no "${test.field.name}" is both`;
      numbers.set(key, interval);
    }
  }
  return undefined;
}

function isList(test: Test): boolean {
  return test.field.name === "argv" || test.field.name === "env";
}

interface Interval {
  readonly least: bigint;
  readonly most: bigint;
}

const ALL: Interval = { least: -(1n << 64n), most: 1n << 64n };

function narrowed({ least, most }: Interval, test: Extract<Test, { is: "number" }>): Interval {
  const sorted = test.values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const low = sorted[0];
  const high = sorted.at(-1);
  // An empty list has its own warning.
  if (low === undefined || high === undefined) return { least, most };
  const within = (from: bigint, to: bigint): Interval => ({
    least: from > least ? from : least,
    most: to < most ? to : most,
  });
  switch (test.compare) {
    case "=":
      return within(low, high);
    case "<":
      return within(least, low - 1n);
    case "<=":
      return within(least, low);
    case ">":
      return within(low + 1n, most);
    case ">=":
      return within(low, most);
    default:
      return test.compare satisfies never;
  }
}
