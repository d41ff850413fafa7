/**
 * Policy files for commands: found, read, compiled, and their mistakes shown. A folder stands for
 * the *.policy files in it and below, in order of their paths; hidden ones are left out.
 */
import { reason } from "../../sensor/native/reason.ts";
import { compileSet } from "../../compiler/compile.ts";
import type { Diagnostic } from "../../compiler/diagnostics.ts";
import type { Machine } from "../../compiler/machine.ts";
import { formatDiagnostic } from "../../compiler/print/diagnostic.ts";
import type { Context, Output } from "../context.ts";
import { Failure, STATUS } from "../status.ts";
import type { Format } from "../settings.ts";
import { hasColor } from "../screens.ts";
import { toLine } from "../results/ndjson.ts";
import { visible } from "../views/escape.ts";
import { columnsOf } from "../views/screen.ts";
import { flow } from "../views/width.ts";

/** Source is one policy file's text. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** readSources reads files, and the policy files of folders. `-` is standard input. */
export async function readSources(paths: readonly string[]): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const file of await findFiles(paths)) {
    sources.push({ file: file === "-" ? "(standard input)" : file, text: await readText(file) });
  }
  return sources;
}

/** Compiled is what became of sources. */
export interface Compiled {
  readonly machines: readonly Machine[];
  readonly diagnostics: readonly Diagnostic[];
  readonly errors: number;
  readonly sources: readonly Source[];
}

/** compileFiles reads and compiles files and folders as one set. */
export async function compileFiles(paths: readonly string[]): Promise<Compiled> {
  return compileSources(await readSources(paths));
}

/** compileSources compiles files as one set. */
export function compileSources(sources: readonly Source[]): Compiled {
  const { machines, diagnostics } = compileSet(sources, { architecture: Deno.build.arch });
  const errors = diagnostics.filter((one) => one.severity === "error").length;
  return { machines, diagnostics, errors, sources };
}

/** loadPolicies compiles files for a command that runs them; a policy with errors ends it. */
export async function loadPolicies(
  context: Context,
  paths: readonly string[],
): Promise<readonly Machine[]> {
  return (await loadSources(context, paths)).machines;
}

/** loadSources does so too, for a command that asks for more than the policies. */
export async function loadSources(
  context: Context,
  paths: readonly string[],
): Promise<Compiled> {
  const compiled = await compileFiles(paths);
  context.err.write(diagnosticsText(compiled, context.err));
  if (compiled.errors > 0) throw refusal(compiled);
  if (compiled.machines.length === 0) {
    throw new Failure(STATUS.input, `Cannot go on: there is no policy in ${quoted(paths)}`);
  }
  return compiled;
}

/** refusal is the one line about a set with errors, behind the errors themselves. */
export function refusal(
  { diagnostics, errors }: Pick<Compiled, "diagnostics" | "errors">,
): Failure {
  const first = diagnostics.find((one) => one.severity === "error");
  const place = first === undefined
    ? ""
    : `${visible(first.file)}:${first.span.line}:${first.span.column}`;
  return new Failure(
    STATUS.input,
    errors === 1
      ? `Cannot use the policies: an error at ${place}`
      : `Cannot use the policies: ${errors} errors, the first at ${place}`,
  );
}

/** diagnosticsText is errors and warnings as `output` shows them, each with its source line. */
export function diagnosticsText(
  { diagnostics, sources }: Pick<Compiled, "diagnostics" | "sources">,
  output: Output,
): string {
  const columns = columnsOf(output.screen);
  const options = { color: hasColor(output), columns };
  const texts = new Map(sources.map((source) => [source.file, source.text]));
  return diagnostics
    .map((one) => formatDiagnostic(one, texts.get(one.file) ?? "", options).trimEnd())
    .map((text) => `${flow(text, columns)}\n`)
    .join("");
}

/** diagnosticLines is errors and warnings as NDJSON, `type` being the severity. */
export function diagnosticLines(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ severity, message, file, span, hint, notes }) =>
      toLine({ type: severity, file, line: span.line, column: span.column, message, hint, notes })
    )
    .join("");
}

/** formatOf narrows the value of --format. */
export function formatOf(flags: { readonly format: string }): Format {
  return flags.format === "ndjson" ? "ndjson" : "text";
}

async function findFiles(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (path === "-" || !(await isDirectory(path))) {
      files.push(path);
      continue;
    }
    const found = await policiesBelow(path);
    if (found.length === 0) {
      throw new Failure(
        STATUS.input,
        `Cannot find policies: ${quoted([path])} holds no *.policy file`,
      );
    }
    files.push(...found);
  }
  return [...new Set(files)];
}

async function policiesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      // What is hidden belongs to an editor or to version control.
      if (entry.name.startsWith(".")) continue;
      const path = `${folder.replace(/\/+$/, "")}/${entry.name}`;
      if (entry.isDirectory) found.push(...await policiesBelow(path));
      else if (entry.name.endsWith(".policy")) found.push(path);
    }
  } catch (error) {
    throw unreadable(folder, error);
  }
  return found.sort();
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** readText reads a file of UTF-8 text; `-` is standard input. */
export async function readText(file: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = file === "-"
      ? new Uint8Array(await new Response(Deno.stdin.readable).arrayBuffer())
      : await Deno.readFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (error) {
    throw new Failure(STATUS.input, `Cannot read ${quoted([file])}: it is not UTF-8 text`, {
      cause: error,
    });
  }
}

/** unreadable is the Failure for a file that could not be read, with the system's reason. */
export function unreadable(path: string, error: unknown): Failure {
  return new Failure(STATUS.input, `Cannot read ${quoted([path])}: ${reason(error)}`, {
    cause: error,
  });
}

function quoted(paths: readonly string[]): string {
  return paths.map((path) => `"${visible(path)}"`).join(", ");
}
