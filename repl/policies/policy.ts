/** What there is to say about a policy in one line. */
import { KINDS } from "../../compiler/kinds/kinds.ts";
import type { TypedPositionalParameter } from "@stricli/core";
import type { Machine } from "../../compiler/machine.ts";
import type { PolicyStatus } from "../../session/types.ts";
import { nearest } from "../../compiler/suggest.ts";
import { Report } from "../../compiler/report.ts";
import { Source } from "../../compiler/source.ts";
import { parseFile } from "../../compiler/syntax.ts";
import { Failure, STATUS } from "../status.ts";
import type { PromptContext, Shell } from "../context.ts";
import type { Held } from "./policy_set.ts";
import { visible } from "../views/escape.ts";

/** waitsOf lists the kinds that a policy waits for, in the order of its source. */
export function waitsOf(machine: Machine): readonly string[] {
  const steps = new Set(machine.states.flatMap((state) => state.edges.map((edge) => edge.step)));
  const kinds = [...steps].sort((a, b) => a - b).map((step) => machine.steps[step]?.kind ?? 0);
  return [...new Set(kinds)].map((kind) => KINDS[kind]?.name ?? "call");
}

/** PolicyText is the part of a source that is one policy, its annotations included. */
export interface PolicyText {
  readonly text: string;
  /** line of the source that it begins in. */
  readonly line: number;
}

/** textOf returns the text of a machine's policy. */
export function textOf({ file, source: text, span }: Machine): PolicyText {
  const source = new Source(file, text);
  const policy = parseFile(new Report(source)).file.items.find((item) =>
    item.node === "policy" && item.head.start === span.start
  );
  const at = policy?.at ?? { start: 0, end: text.length };
  return { text: source.slice(at), line: source.line(at.start) };
}

/** POLICY_NAME is the parameter of commands that take the name of a loaded policy. */
export const POLICY_NAME: TypedPositionalParameter<string, PromptContext> = {
  brief: "Name of a loaded policy",
  placeholder: "name",
  parse: String,
  proposeCompletions() {
    return [...this.shell.policies.held.keys()];
  },
};

/** heldPolicy returns the policy of a name, also a disabled one. It throws where there is none. */
export function heldPolicy(shell: Shell, name: string): Held {
  const held = shell.policies.held.get(name);
  if (held === undefined) throw unknownPolicy(shell, name);
  return held;
}

/** unknownPolicy is the Failure for a name that no loaded policy has. */
export function unknownPolicy(shell: Shell, name: string): Failure {
  if (shell.policies.disabled.has(name)) {
    return new Failure(
      STATUS.input,
      `Cannot look at "${visible(name)}": it is disabled; enable makes it run`,
    );
  }
  const names = [...shell.policies.held.keys()];
  const known = names.map((one) => `"${visible(one)}"`).join(", ");
  const near = nearest(name, names);
  return new Failure(
    STATUS.input,
    `Cannot find a policy "${visible(name)}": ${
      known === ""
        ? "none is loaded"
        : near === undefined
        ? `loaded are ${known}`
        : `did you mean "${visible(near)}"?`
    }`,
  );
}

/** statusOf is a policy that no session runs yet. */
export function statusOf(machine: Machine): PolicyStatus {
  return {
    policy: machine.name,
    subject: machine.subject,
    severity: machine.severity,
    states: machine.states.length,
    waits: waitsOf(machine),
    file: machine.file,
    tried: 0,
    begun: 0,
    advanced: 0,
    matches: 0,
    dismissed: 0,
    suppressed: 0,
    live: 0,
    standing: machine.states.map(() => 0),
  };
}
