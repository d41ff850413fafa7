/**
 * Policies in a form of their own, for the naive matcher: a step asks for one of some letters.
 * Nothing here or in matcher.ts comes from the compiler or the engine: it is written from section 7
 * of the language's definition alone, so that the comparison has two sides.
 */

/** Letters are the letters that a step takes, as a string: "ab" takes an a and a b. */
export type Letters = string;

/** Step asks for an event. `line` is its place in the printed policy, and what tells it apart. */
export interface Step {
  readonly is: "step";
  readonly letters: Letters;
  readonly suffix: "" | ".." | "..." | number;
  readonly line?: number;
}

/** Statement is one statement of a policy. */
export type Statement =
  | Step
  | { readonly is: "gap" }
  | { readonly is: "without"; readonly letters: Letters }
  | {
    readonly is: "block";
    readonly name: string;
    readonly benign: boolean;
    readonly body: readonly Statement[];
  }
  | {
    readonly is: "if";
    readonly condition: Step;
    readonly then: Statement;
    readonly otherwise: Statement | null;
  }
  | { readonly is: "either"; readonly options: readonly Statement[] };

/** Policy is a policy by process. Durations are in ticks; a tick is a millisecond when printed. */
export interface Policy {
  readonly body: readonly Statement[];
  readonly within: number | null;
  readonly cooldown: number | null;
  readonly until: Letters | null;
}

/** plain is a policy without options. */
export function plain(...body: readonly Statement[]): Policy {
  return { body, within: null, cooldown: null, until: null };
}

/** Printed is a policy as text, and the same policy with the lines of its steps. */
export interface Printed {
  readonly text: string;
  readonly policy: Policy;
}

/** print writes a policy as text, each step on a line of its own. */
export function print(policy: Policy, name = "p"): Printed {
  const lines = [
    [
      `path "${name}" by process`,
      policy.within === null ? "" : `within ${policy.within}ms`,
      policy.cooldown === null ? "" : `cooldown ${policy.cooldown}ms`,
      policy.until === null ? "" : `until ${event(policy.until)}`,
      "{",
    ].filter(Boolean).join(" "),
  ];
  const body = policy.body.map((each) => printed(each, lines));
  lines.push("}");
  return { text: `${lines.join("\n")}\n`, policy: { ...policy, body } };
}

function printed(statement: Statement, lines: string[]): Statement {
  switch (statement.is) {
    case "step": {
      const { suffix } = statement;
      const text = `${event(statement.letters)}${
        typeof suffix === "number" ? `{${suffix}}` : suffix
      }`;
      return { ...statement, line: lines.push(text) };
    }
    case "gap":
      lines.push("...");
      return statement;
    case "without":
      lines.push(`without ${event(statement.letters)}`);
      return statement;
    case "block": {
      lines.push(`${statement.benign ? "benign " : ""}block "${statement.name}" {`);
      const body = statement.body.map((each) => printed(each, lines));
      lines.push("}");
      return { ...statement, body };
    }
    case "if": {
      const condition: Step = {
        ...statement.condition,
        line: lines.push(`${event(statement.condition.letters)} ?`),
      };
      const then = printed(statement.then, lines);
      if (statement.otherwise === null) return { ...statement, condition, then };
      lines.push(":");
      return { ...statement, condition, then, otherwise: printed(statement.otherwise, lines) };
    }
    case "either": {
      lines.push("(");
      const options = statement.options.map((each, index) => {
        if (index > 0) lines.push("|");
        return printed(each, lines);
      });
      lines.push(")");
      return { ...statement, options };
    }
  }
}

function event(letters: Letters): string {
  const paths = [...letters].map((letter) => `"/${letter}"`);
  return `openat { pathname ${paths.length === 1 ? `= ${paths}` : `in [${paths.join(", ")}]`} }`;
}
