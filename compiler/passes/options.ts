/**
 * Options of a policy, checked and with their defaults:
 *
 *     path "p" within 5m { ... }   ->   subject tree, within 300_000_000_000 ns, severity medium
 */
import type { Option, Policy, Step } from "../ast.ts";
import { kindId } from "../kinds/kinds.ts";
import type { Severity, Subject } from "../machine.ts";
import type { Report } from "../report.ts";
import { didYouMean } from "../suggest.ts";
import { LATER_RESPONSES } from "./later.ts";
import { durationOf } from "./literals.ts";

/** OPTION_NAMES are the words that may stand before a policy's brace. */
export const OPTION_NAMES = ["by", "within", "severity", "cooldown", "respond", "until"] as const;
/** SUBJECTS are the values of `by`. */
export const SUBJECTS: readonly Subject[] = [
  "thread",
  "process",
  "parent",
  "tree",
  "session",
  "container",
  "user",
  "host",
];
/** SEVERITIES are the values of `severity`, mildest first. */
export const SEVERITIES: readonly Severity[] = ["info", "low", "medium", "high", "critical"];
/** RESPONSES are the values of `respond`. */
export const RESPONSES: readonly string[] = ["alert", "stop", "kill", "deny"];

/** Options are a policy's options with their values. */
export interface Options {
  readonly subject: Subject;
  readonly severity: Severity;
  readonly within: number | null;
  readonly cooldown: number | null;
  readonly until: Step | null;
}

/** checkOptions returns a policy's options; what is wrong is reported and has its default. */
export function checkOptions(policy: Policy, report: Report): Options {
  let subject: Subject = "tree";
  let severity: Severity = "medium";
  let within: number | null = null;
  let cooldown: number | null = null;
  let until: Step | null = null;
  const seen = new Map<string, Option>();
  for (const option of policy.options) {
    const key = option.key.text;
    const first = seen.get(key);
    if (first !== undefined) {
      report.error(option.key.at, `The option "${key}" is given twice`, {
        notes: [{ message: "first given here", at: first.at }],
      });
      continue;
    }
    seen.set(key, option);
    switch (key) {
      case "by":
        subject = oneOf(option, SUBJECTS, new Set(), report) ?? subject;
        break;
      case "severity":
        severity = oneOf(option, SEVERITIES, new Set(), report) ?? severity;
        break;
      case "respond":
        oneOf(option, RESPONSES, LATER_RESPONSES, report);
        break;
      case "within":
        within = duration(option, report);
        break;
      case "cooldown":
        cooldown = duration(option, report);
        break;
      case "until":
        if (option.value?.node === "step") until = option.value;
        else missing(option, `a step, as in until exit {}`, report);
        break;
      default:
        if (kindId(key) !== undefined && option.value === null) {
          report.error(option.key.at, `Expected "{" or an option but found "${key}"`, {
            hint: "The statements of a policy stand in braces",
          });
          break;
        }
        report.error(option.key.at, `There is no option "${key}"`, {
          hint: didYouMean(key, OPTION_NAMES) ?? `Options are ${OPTION_NAMES.join(", ")}`,
        });
    }
  }
  return { subject, severity, within, cooldown, until };
}

function oneOf<Value extends string>(
  option: Option,
  values: readonly Value[],
  later: ReadonlySet<string>,
  report: Report,
): Value | undefined {
  const key = option.key.text;
  if (option.value?.node !== "name") {
    missing(option, `one of ${values.join(", ")}`, report);
    return undefined;
  }
  const written = option.value.text;
  const value = values.find((one) => one === written);
  if (value === undefined) {
    report.error(option.value.at, `"${written}" is no value of "${key}"`, {
      hint: didYouMean(written, values) ?? `It is one of ${values.join(", ")}`,
    });
  } else if (later.has(value)) {
    report.later(option.value.at, `"${key} ${value}"`);
  } else {
    return value;
  }
  return undefined;
}

function duration(option: Option, report: Report): number | null {
  if (option.value?.node === "numeral") return durationOf(option.value, report) ?? null;
  missing(option, `a duration, as in ${option.key.text} 5m`, report);
  return null;
}

function missing(option: Option, what: string, report: Report): void {
  report.error(option.at, `"${option.key.text}" needs ${what}`);
}
