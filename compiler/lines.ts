/**
 * A policy that is being typed, judged line by line. Its end is not there yet, so it is compiled
 * with made-up ends: what is wrong under every one of them is wrong whatever comes.
 *
 *     path "p" {
 *       openat { pathnam = "/etc/shadow" }      an error now: no further line can mend it
 *       execve { filename =                     none: a value may follow
 */
import { compile, type Compiled, type CompileOptions } from "./compile.ts";
import { unclosed } from "./completeness.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { Machine } from "./machine.ts";

/** Line is what is known of the last line of a text that goes on. */
export interface Line {
  /** errors begin in the line, and no further line can mend them. */
  readonly errors: readonly Diagnostic[];
  /** steps are those that end in the line, as indices into the steps of `machine`. */
  readonly steps: readonly number[];
  /** machine is the policy as far as it goes; null: it cannot be told, or there is none. */
  readonly machine: Machine | null;
}

/** LineOptions: `after` is text that the policy may refer to, such as earlier definitions. */
export interface LineOptions extends CompileOptions {
  readonly after?: string;
}

/** IN_BODY are ways for what stands between brackets to go on. */
const IN_BODY = [
  "",
  "call {}",
  '= "x"',
  "= 0",
  '"x"',
  "0",
  "pid = 0",
  "{}",
  "{} call {}",
  "x",
  "x call {}",
  ": call {}",
  ".pid = 0",
  ".ret",
  '"x" { call {} }',
  'block "x" { call {} }',
  "call {} call {}",
  'in ["x"]',
  "in [0]",
  "O_RDONLY",
  "in $LOOPBACK",
  '"10.0.0.0/8"',
  "0]",
  "PROT_READ",
];

/** IN_HEADER are ways for a policy's header to go on. */
const IN_HEADER = [
  "{ call {} }",
  'path "x" { call {} }',
  '"x" { call {} }',
  '("x") path "x" { call {} }',
  "1s { call {} }",
  "tree { call {} }",
  "high { call {} }",
  "alert { call {} }",
  "call {} { call {} }",
  "{} { call {} }",
];

/** IN_ANNOTATION are ways for one to go on whose bracket is open. */
const IN_ANNOTATION = ['"x") path "x" { call {} }', ') path "x" { call {} }'];

/** lastLine judges the last line of a text that is not closed yet. */
export function lastLine(text: string, options: LineOptions = {}): Line {
  const left = unclosed(text);
  if (left === null || left.comment) return { errors: [], steps: [], machine: null };
  const { after = "", ...rest } = options;
  const closers = left.closers.join(" ");
  const ends = closers === "" ? IN_HEADER : [
    ...IN_BODY.map((way) => `${way} ${closers}`),
    ...(closers === ")" ? IN_ANNOTATION : []),
  ];
  const from = text.lastIndexOf("\n") + 1;
  let errors: readonly Diagnostic[] | null = null;
  for (const end of ends) {
    const whole = `${text}\n${end}`;
    // Where an end does not fit, brackets and all, the compiler looks at nothing else.
    if (!isClosed(whole)) continue;
    const compiled = compile(`${whole}\n${after}`, rest);
    const own = errorsIn(compiled, from, text.length);
    errors = errors === null ? own : errors.filter((one) => own.some((other) => same(one, other)));
    const machine = compiled.machines.findLast(({ span }) => span.start <= text.length);
    if (machine !== undefined) return { errors: [], steps: stepsIn(machine, from, text), machine };
  }
  return { errors: errors ?? [], steps: [], machine: null };
}

function isClosed(text: string): boolean {
  const left = unclosed(text);
  return left !== null && left.closers.length === 0;
}

function errorsIn({ diagnostics }: Compiled, from: number, to: number): readonly Diagnostic[] {
  return diagnostics.filter(({ severity, span }) =>
    severity === "error" && span.start >= from && span.start <= to
  );
}

function same(one: Diagnostic, other: Diagnostic): boolean {
  return one.span.start === other.span.start && one.message === other.message;
}

function stepsIn({ steps }: Machine, from: number, text: string): readonly number[] {
  return [...steps.keys()].filter((index) => {
    const end = steps[index]?.span.end ?? 0;
    return end > from && end <= text.length;
  });
}
