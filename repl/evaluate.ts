/**
 * The core of the prompt: one entry in, one outcome out. An entry is policy text, compiled and
 * loaded, or a command of the table. It writes through its context and knows no terminal.
 */
import { isOpen } from "../compiler/completeness.ts";
import { compile } from "../compiler/compile.ts";
import type { Machine } from "../compiler/machine.ts";
import { kindId } from "../compiler/kinds/kinds.ts";
import { commandAt, execute } from "./app.ts";
import type { Base, Shell } from "./context.ts";
import { confirm, screenFor } from "./screens.ts";
import { Failure, STATUS, type Status } from "./status.ts";
import { earlierLets, letsIn, PROMPT_FILE } from "./policies/definitions.ts";
import { describe } from "./failures.ts";
import { pastOf } from "./questions/past.ts";
import { diagnosticsText } from "./policies/sources.ts";
import { placed, type Statement, statements } from "./statements.ts";
import { visible } from "./views/escape.ts";
import { machineLine } from "./views/machine.ts";
import { columnsOf, type Screen } from "./views/screen.ts";
import { flow } from "./views/width.ts";
import { lookFor, stepAt } from "./questions/step.ts";
import { splitWords } from "./words.ts";

/** PromptBase is what an entry is evaluated with. */
export type PromptBase = Base & { readonly shell: Shell };

/** Outcome is how an entry ended. */
export interface Outcome {
  readonly status: Status;
}

/**
 * isPolicyText tells whether an entry begins policy text. A word that is a command is one; the rest
 * of the language's words are those of policies.
 */
export function isPolicyText(entry: string): boolean {
  const text = withoutComments(entry);
  const [word = ""] = /^[A-Za-z_]\w*/.exec(text) ?? [];
  return text.startsWith("@") || word === "path" || isLet(text) || isStep(text);
}

/** isOpenEntry tells the terminal whether an entry goes on in the next line. */
export function isOpenEntry(entry: string): boolean {
  const last = statements(entry, isPolicyText).at(-1)?.text ?? "";
  return isPolicyText(last) && isOpen(last);
}

/**
 * evaluate carries out one entry, or the text of a whole script, of which `file` is the name, and
 * stops at the first statement that does not do. It throws only on our own faults.
 */
export async function evaluate(
  entry: string,
  base: PromptBase,
  file = PROMPT_FILE,
): Promise<Outcome> {
  const all = statements(entry, isPolicyText);
  for (const statement of all) {
    const { status } = await evaluateOne(statement, { entry, file, base });
    const interrupted = status === STATUS.done && base.signal.aborted && all.length > 1;
    if (status !== STATUS.done || interrupted) {
      if (all.length > 1 || file !== PROMPT_FILE) base.err.write(stopText(statement, file));
      return { status: interrupted ? STATUS.interrupted : status };
    }
    if (base.shell.left) break;
  }
  return { status: STATUS.done };
}

/** stopText says at which statement the others were left. */
function stopText({ text, line }: Statement, file: string): string {
  const [first = ""] = text.split("\n");
  return `Stopped at ${visible(file)}:${line}: ${visible(first.trim(), { max: 60 })}\n`;
}

async function evaluateOne(
  statement: Statement,
  { entry, file, base }: {
    readonly entry: string;
    readonly file: string;
    readonly base: PromptBase;
  },
): Promise<Outcome> {
  try {
    if (isStep(withoutComments(statement.text))) {
      await lookFor(withoutComments(statement.text), base);
      return { status: STATUS.done };
    }
    if (isPolicyText(statement.text)) {
      return { status: await define(placed(entry, statement), base, file) };
    }
    refuseBareKind(statement.text);
    return { status: await execute("prompt", wordsOf(statement.text), base) };
  } catch (error) {
    const foreseen = describe(error);
    if (foreseen === null) throw error;
    base.err.write(`${flow(foreseen.message, columnsOf(base.err.screen))}\n`);
    return { status: foreseen.status };
  }
}

/** refuseBareKind says what there is to do with a kind that was typed alone. */
function refuseBareKind(text: string): void {
  const word = text.trim();
  if (kindId(word) === undefined || commandAt("prompt", word) !== undefined) return;
  const ways = `"${word} {}" shows the latest of them, "help ${word}" what they carry`;
  throw new Failure(STATUS.usage, `Cannot carry out "${word}", a kind of event: ${ways}`);
}

/** define compiles and loads policy text; with errors in it nothing changes. */
async function define(
  text: string,
  { out, err, shell }: PromptBase,
  file: string,
): Promise<Status> {
  const own = letsIn(text);
  // What was defined before stands behind the entry, so that its lines keep their numbers.
  const whole = `${text}\n${earlierLets(own, shell.policies.definitions)}`;
  const compiled = compile(whole, { file, architecture: Deno.build.arch });
  const diagnostics = compiled.diagnostics.filter(({ span }) => span.start <= text.length);
  const sources = [{ file, text: whole }];
  err.write(diagnosticsText({ diagnostics, sources }, err));
  if (compiled.diagnostics.some((one) => one.severity === "error")) return STATUS.input;
  const { machines } = compiled;
  await shell.change({ what: changeText(machines, own), put: machines, define: own });
  const say = (line: (screen: Screen) => string) => confirm({ out, err }, shell.settings, line);
  for (const machine of machines) say((screen) => machineLine(machine, screen));
  for (const line of await pastOf(machines, shell, screenFor(out, shell))) say(() => line);
  if (machines.length === 0) say(() => `Defined ${[...own.keys()].join(", ")}`);
  return STATUS.done;
}

/** changeText says what an entry changes: `policy "p"`, `let SHELLS`. */
function changeText(machines: readonly Machine[], lets: ReadonlyMap<string, string>): string {
  const names = machines.map(({ name }) => `policy ${visible(name)}`);
  return [...names, ...[...lets.keys()].map((name) => `let ${visible(name)}`)].join(", ");
}

function withoutComments(entry: string): string {
  return entry.replace(/^(?:\s+|\/\/.*|#.*|\/\*[^]*?\*\/)+/, "");
}

/** isLet: `let NAME = VALUE`, also half of it; `let` alone, or with a flag, is the command. */
function isLet(text: string): boolean {
  return /^let\s+[^\s-]/.test(text);
}

/** wordsOf splits a command line into words; a step in it is one, with all that is in its braces. */
function wordsOf(line: string): readonly string[] {
  const from = stepAt(line);
  const row = commandAt("prompt", /^\s*(\S*)/.exec(line)?.[1] ?? "");
  if (row?.takesStep !== true || from < 0) return splitWords(line);
  const to = line.lastIndexOf("}") + 1 || line.length;
  const after = to < from ? line.length : to;
  return [
    ...splitWords(line.slice(0, from)),
    line.slice(from, after),
    ...splitWords(line.slice(after)),
  ];
}

/** isStep: KIND {, such as a step typed on its own. */
function isStep(text: string): boolean {
  const [word = ""] = /^[A-Za-z_]\w*/.exec(text) ?? [];
  return kindId(word) !== undefined && commandAt("prompt", word) === undefined &&
    /^\s*\{/.test(text.slice(word.length));
}
