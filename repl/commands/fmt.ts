import { formatPolicy } from "../../compiler/format/format.ts";
import type { Diagnostic } from "../../compiler/diagnostics.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { Failure, STATUS } from "../status.ts";
import { toLine } from "../results/ndjson.ts";
import { replaceFile } from "../files.ts";
import { POLICY_PATHS } from "../arguments/paths.ts";
import {
  diagnosticLines,
  diagnosticsText,
  formatOf,
  readSources,
  type Source,
} from "../policies/sources.ts";
import { visible } from "../views/escape.ts";

/** fmt writes policy files in the canonical layout. */
export const fmt = command<{ readonly check: boolean }, string[]>("both", {
  name: "fmt",
  brief: "Write policy files in the canonical layout",
  examples: [["fmt policies", "lays all files below the folder out"], [
    "fmt --check policies",
    "only tells which would change, for a build",
  ]],
  statuses: ["input", "interrupted"],
  details: "A folder stands for the *.policy files in it and below. Files that change are\n" +
    'replaced and listed; "-" is laid out from standard input to standard output. Comments are\n' +
    "kept and the meaning stays. A file with errors is left alone, with status 1.",
  parameters: {
    flags: {
      check: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Change nothing; list the files that would change, status 1 if there are any",
      },
    },
    positional: POLICY_PATHS,
  },
  async run(context, flags, ...paths) {
    const files = paths.filter((path) => path !== "-");
    const sources = [
      ...(files.length < paths.length ? await readSources(["-"]) : []).map(piped),
      ...(await readSources(files)).map(stored),
    ];
    let changed = 0;
    let errors = 0;
    for (const source of sources) {
      if (context.signal.aborted) return STATUS.interrupted;
      const formatted = formatPolicy(source.text, source.file);
      if (!formatted.ok) {
        refuse(context, flags, source, formatted.diagnostics);
        errors++;
        continue;
      }
      const change = formatted.text !== source.text;
      if (change) changed++;
      if (change && !flags.check) await source.write(formatted.text);
      tell(context, flags, source, formatted.text);
      await context.out.room();
    }
    if (errors > 0) {
      throw new Failure(STATUS.input, `Cannot lay out ${counted(errors)} with errors`);
    }
    if (!flags.check || changed === 0) return STATUS.done;
    throw new Failure(
      STATUS.input,
      `${counted(changed)} would change; fmt without --check writes the canonical layout`,
    );
  },
});

/** Target is a source that knows where its layout goes. */
interface Target extends Source {
  readonly piped: boolean;
  readonly write: (text: string) => Promise<void>;
}

function piped(source: Source): Target {
  return { ...source, piped: true, write: () => Promise.resolve() };
}

function stored(source: Source): Target {
  return { ...source, piped: false, write: (text) => replaceFile(source.file, text) };
}

function tell(
  { out }: Context,
  flags: { readonly check: boolean; readonly format: string },
  { file, text, piped }: Target,
  formatted: string,
): void {
  const changed = formatted !== text;
  if (formatOf(flags) === "ndjson") {
    const result = piped && !flags.check ? { text: formatted } : {};
    out.write(toLine({ type: "layout", file, changed, ...result }));
  } else if (flags.check) {
    if (changed) out.write(`would change ${visible(file)}\n`);
  } else if (piped) {
    out.write(formatted);
  } else if (changed) {
    out.write(`changed ${visible(file)}\n`);
  }
}

/** refuse shows why a file is left alone: beside the results, which may be the text of another. */
function refuse(
  { out, err }: Context,
  flags: { readonly format: string },
  source: Source,
  diagnostics: readonly Diagnostic[],
): void {
  if (formatOf(flags) === "ndjson") out.write(diagnosticLines(diagnostics));
  else err.write(diagnosticsText({ diagnostics, sources: [source] }, err));
}

function counted(files: number): string {
  return files === 1 ? "1 file" : `${files} files`;
}
