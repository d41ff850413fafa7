/**
 * The compiler's front door: policy text in, machines and diagnostics out. Pure; nothing is read,
 * written or kept between calls but a memory of regexes that were already checked.
 */
import type { File, Policy } from "./ast.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { Architecture } from "./kinds/kinds.ts";
import type { Machine } from "./machine.ts";
import type { FileContext } from "./passes/context.ts";
import { checkDuplicates } from "./passes/duplicates.ts";
import { Lets } from "./passes/lets.ts";
import { stringOf } from "./passes/literals.ts";
import { lower } from "./passes/lowering.ts";
import { checkOptions } from "./passes/options.ts";
import { warnOfContradictions } from "./passes/contradictions.ts";
import { warnOfUnreachable } from "./passes/reachability.ts";
import { warnOfShape } from "./passes/warnings.ts";
import { checkSteps } from "./passes/steps.ts";
import { Report } from "./report.ts";
import { Source } from "./source.ts";
import { parseFile } from "./syntax.ts";

/** CompileOptions say where a text comes from and what it is compiled for. */
export interface CompileOptions {
  /** file is the name that diagnostics show. Default "<policy>". */
  readonly file?: string;
  /** architecture decides the few constants that differ, such as O_DIRECTORY. Default x86_64. */
  readonly architecture?: Architecture;
}

/** Compiled is what became of a text. */
export interface Compiled {
  /** machines in the order of the source; none if there is any error in their file. */
  readonly machines: readonly Machine[];
  /** diagnostics in the order of the source. */
  readonly diagnostics: readonly Diagnostic[];
}

/** SourceText is a named policy file, as `compileSet` takes several. */
export interface SourceText {
  /** file is the name that diagnostics and machines carry. */
  readonly file: string;
  /** text is the whole of it. */
  readonly text: string;
}

/** compile compiles the policies of one text. */
export function compile(text: string, options: CompileOptions = {}): Compiled {
  return compileOne({ file: options.file ?? "<policy>", text }, new Map(), options);
}

/**
 * compileSet compiles files that are loaded together. A name that a file before has used is an
 * error; a file with errors contributes nothing, the others are not affected.
 */
export function compileSet(
  sources: readonly SourceText[],
  options: Pick<CompileOptions, "architecture"> = {},
): Compiled {
  const taken = new Map<string, string>();
  const compiled = sources.map((source) => {
    const one = compileOne(source, taken, options);
    for (const { name } of one.machines) taken.set(name, source.file);
    return one;
  });
  return {
    machines: compiled.flatMap((one) => one.machines),
    diagnostics: compiled.flatMap((one) => one.diagnostics),
  };
}

function compileOne(
  { file, text }: SourceText,
  taken: ReadonlyMap<string, string>,
  { architecture = "x86_64" }: CompileOptions,
): Compiled {
  const report = new Report(new Source(file, text));
  const parsed = parseFile(report);
  const lets = new Lets(parsed.file, parsed.lostLets, report);
  const context: FileContext = { report, lets, architecture };
  checkDuplicates(parsed.file, taken, report);
  const machines = policiesOf(parsed.file).map((policy) =>
    compilePolicy(policy, context, hasFault(policy, parsed.file))
  );
  return {
    machines: report.errors > 0 ? [] : machines.filter((machine) => machine !== undefined),
    diagnostics: report.diagnostics(),
  };
}

function policiesOf(file: File): readonly Policy[] {
  return file.items.filter((item) => item.node === "policy");
}

function hasFault({ at }: Policy, { faults }: File): boolean {
  return faults.some((fault) => fault.at.start >= at.start && fault.at.end <= at.end);
}

/** compilePolicy checks a policy, and where it found no mistake in it, makes its machine. */
function compilePolicy(
  policy: Policy,
  context: FileContext,
  faulty: boolean,
): Machine | undefined {
  const { report } = context;
  const errors = report.errors;
  const { until, ...options } = checkOptions(policy, report);
  const steps = checkSteps(policy, until, context);
  const annotations = policy.annotations.map(({ name, value }) =>
    [name.text, stringOf(value, report)] as const
  );
  if (policy.name.node === "bad" || faulty || report.errors > errors) return undefined;
  const states = lower(policy, steps, report);
  if (states === undefined) return undefined;
  warnOfContradictions(steps.list, report);
  warnOfUnreachable(states, steps, report);
  warnOfShape(policy, states, steps, report);
  return {
    name: stringOf(policy.name, report),
    ...options,
    annotations,
    steps: steps.list,
    states,
    until: until === null ? null : steps.indexOf.get(until) ?? null,
    patterns: steps.patterns.list,
    file: report.source.file,
    source: report.source.text,
    span: report.source.span(policy.at),
  };
}
