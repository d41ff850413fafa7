/**
 * The core of the prompt: one entry in, one outcome out. An entry is policy text, compiled and
 * loaded, or a command of the table. It writes through its context and knows no terminal.
 */
import { compile } from "../compiler/compile.ts";
import type { Machine } from "../compiler/machine.ts";
import { kindId } from "../compiler/kinds/kinds.ts";
import { commandAt, execute } from "./app.ts";
import {
  type Base,
  Failure,
  hasColor,
  screenFor,
  type Shell,
  STATUS,
  type Status,
} from "./context.ts";
import { earlierLets, letsIn, PROMPT_FILE } from "./definitions.ts";
import { describe } from "./failures.ts";
import { pastOf } from "./past.ts";
import { diagnosticsText } from "./sources.ts";
import { visible } from "./views/escape.ts";
import { machineLine } from "./views/machine.ts";
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
  return text.startsWith("@") || word === "path" || isLet(text) || isStep(text, word);
}

/** evaluate carries out one entry, which may have several lines. It throws only on our own faults. */
export async function evaluate(entry: string, base: PromptBase): Promise<Outcome> {
  try {
    if (withoutComments(entry) === "") return { status: STATUS.done };
    if (isPolicyText(entry)) return { status: await define(entry, base) };
    return { status: await execute("prompt", splitWords(entry), base) };
  } catch (error) {
    const foreseen = describe(error);
    if (foreseen === null) throw error;
    base.err.write(`${foreseen.message}\n`);
    return { status: foreseen.status };
  }
}

/** define compiles and loads policy text; with errors in it nothing changes. */
async function define(text: string, { out, err, shell }: PromptBase): Promise<Status> {
  const start = withoutComments(text);
  if (isStep(start, /^\w+/.exec(start)?.[0] ?? "")) {
    throw new Failure(
      STATUS.input,
      'A step on its own is not supported yet: put it into a policy, path "NAME" { STEP }',
    );
  }
  const own = letsIn(text);
  // What was defined before stands behind the entry, so that its lines keep their numbers.
  const whole = `${text}\n${earlierLets(own, shell.policies.definitions)}`;
  const compiled = compile(whole, { file: PROMPT_FILE, architecture: Deno.build.arch });
  const diagnostics = compiled.diagnostics.filter(({ span }) => span.start <= text.length);
  const sources = [{ file: PROMPT_FILE, text: whole }];
  err.write(diagnosticsText({ diagnostics, sources }, hasColor(err)));
  if (compiled.diagnostics.some((one) => one.severity === "error")) return STATUS.input;
  const { machines } = compiled;
  await shell.change({ what: changeText(machines, own), put: machines, define: own });
  for (const machine of compiled.machines) out.write(`${machineLine(machine, out.screen)}\n`);
  for (const line of await pastOf(machines, shell, screenFor(out, shell))) out.write(`${line}\n`);
  if (compiled.machines.length === 0) out.write(`Defined ${[...own.keys()].join(", ")}\n`);
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

/** isStep: KIND {, such as a step typed on its own. */
function isStep(text: string, word: string): boolean {
  return kindId(word) !== undefined && commandAt("prompt", word) === undefined &&
    /^\s*\{/.test(text.slice(word.length));
}
