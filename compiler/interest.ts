import { kindId, KINDS } from "./kinds/kinds.ts";
import type { Machine } from "./machine.ts";
import { testsOf } from "./passes/phases.ts";

/** ENTER and EXIT are the bits of {@link Interest.phases}. */
export const ENTER = 1;
export const EXIT = 2;

/** THREAD_END is the kind of the call that ends a thread. */
const THREAD_END = kindId("exit") ?? 0;

/** CHDIR is the kind of the calls that change the working directory. */
const CHDIR = kindId("dirchange");

/**
 * Interest is all that a sensor is told about policies: which events they could match, and which
 * fields they look at. What is outside of it need not be captured.
 */
export interface Interest {
  /** phases holds for each kind's id (0: every call there is) the phases asked for, as bits. */
  readonly phases: ReadonlyMap<number, number>;
  /** fields are the fields that a condition mentions, such as "execve.env" or "call.ret". */
  readonly fields: ReadonlySet<string>;
}

/** interestOf adds up what the machines need to see. */
export function interestOf(machines: readonly Machine[]): Interest {
  const phases = new Map<number, number>();
  const fields = new Set<string>();
  for (const { steps, subject } of machines) {
    // A thread's sequence ends with the thread, and only its own last call tells of that.
    if (subject === "thread") phases.set(THREAD_END, (phases.get(THREAD_END) ?? 0) | ENTER);
    for (const { kind, phase, condition } of steps) {
      phases.set(kind, (phases.get(kind) ?? 0) | (phase === "enter" ? ENTER : EXIT));
      const name = KINDS[kind]?.name;
      for (const test of testsOf(condition)) {
        fields.add(`${name}.${test.field.name}`);
        if (test.field.name === "cwd" && CHDIR !== undefined) {
          phases.set(CHDIR, (phases.get(CHDIR) ?? 0) | EXIT);
          fields.add(`${KINDS[CHDIR]?.name}.path`);
        }
      }
    }
  }
  return { phases, fields };
}
