/**
 * A row of the command table. A command is one file in commands/ that exports one row made by
 * {@link command} or {@link promptCommand}; app.ts lists the rows, and everything else (parsing,
 * help, completion, did-you-mean, the documentation) is derived from them.
 */
import { buildCommand, type Command, type TypedCommandParameters } from "@stricli/core";
import type { Context, PromptContext, Shell } from "./context.ts";
import type { Format } from "./settings.ts";
import { recolored } from "./screens.ts";
import { STATUS, type Status } from "./status.ts";
import {
  type Example,
  type Manual,
  manualOf,
  type Parameters,
  type StatusName,
} from "./help/manual.ts";
import type { ColorChoice } from "./views/palette.ts";

/** Row is one command, ready for a command line. */
export interface Row {
  readonly name: string;
  readonly brief: string;
  /** where the command is known: on the command line, at the prompt, or at both. */
  readonly where: "cli" | "prompt" | "both";
  /**
   * program says how the words of a program to start are told from the command's own: all behind
   * a `--` (`exeray run FILE -- CMD ARG`), or all from the first that is not a flag (`run CMD ARG`).
   */
  readonly program: "behind --" | "first word" | null;
  /** takesStep: one of its words is a step of the language, with all that is in its braces. */
  readonly takesStep: boolean;
  /** aliases are further names. */
  readonly aliases: readonly string[];
  /** hidden commands serve scripts; no help lists them. */
  readonly hidden: boolean;
  readonly target: Command<PromptContext>;
  /** manual is what its page says. */
  readonly manual: Manual;
}

/** CommonFlags are the flags that every command takes. */
export interface CommonFlags {
  readonly format: string;
  readonly color: ColorChoice;
}

/** ParsedFlags are those flags as they were typed: without a format, the settings have the word. */
type ParsedFlags = Partial<Pick<CommonFlags, "format">> & Omit<CommonFlags, "format">;

/** Definition is what a command's file says about it. */
export interface Definition<
  C extends Context,
  FLAGS extends Readonly<Record<string, unknown>>,
  ARGS extends readonly unknown[],
> {
  readonly name: string;
  /** brief is the one line in the list of commands, without a full stop. */
  readonly brief: string;
  /** details are further lines for `--help`. */
  readonly details?: string;
  readonly program?: Row["program"];
  readonly takesStep?: boolean;
  readonly aliases?: readonly string[];
  readonly hidden?: boolean;
  /** usage replaces the generated usage line, where `--` or a program is part of it. */
  readonly usage?: readonly string[];
  /** examples are lines to type without the program's name, each with what it does. */
  readonly examples?: readonly Example[];
  /** statuses are those that it can end with besides done and usage. */
  readonly statuses?: readonly StatusName[];
  /** formats are the values of --format; the first is the default. Absent: text and ndjson. */
  readonly formats?: readonly string[];
  readonly parameters: TypedCommandParameters<FLAGS, ARGS, C>;
  /** run does it. It returns nothing for "done", and throws a Failure for an end it foresees. */
  readonly run: (
    context: C,
    flags: FLAGS & CommonFlags,
    ...args: ARGS
  ) => Promise<Status | void> | Status | void;
}

/** FORMATS are the values of --format where a command does not say others. */
export const FORMATS = ["text", "ndjson"] as const satisfies readonly Format[];

/** COLORS are the values of --color. */
export const COLORS = ["auto", "always", "never"] as const satisfies readonly ColorChoice[];

/**
 * described is a completion that says itself what it is, where others have the brief of what they
 * are values of. What it says may be hostile: whoever shows completions makes them harmless.
 */
export function described(word: string, brief: string): string {
  return `${word}\t${brief}`;
}

/** command makes the row of a command that the command line knows, and with "both" the prompt too. */
export function command<
  FLAGS extends Readonly<Record<string, unknown>> = Record<never, never>,
  ARGS extends readonly unknown[] = [],
>(where: "cli" | "both", definition: Definition<Context, FLAGS, ARGS>): Row {
  return { ...describe(definition), where, ...pages(definition), target: build(definition) };
}

/** promptCommand makes the row of a command of the prompt. */
export function promptCommand<
  FLAGS extends Readonly<Record<string, unknown>> = Record<never, never>,
  ARGS extends readonly unknown[] = [],
>(definition: Definition<PromptContext, FLAGS, ARGS>): Row {
  return {
    ...describe(definition),
    where: "prompt",
    ...pages(definition),
    target: build(definition),
  };
}

function describe(
  { name, brief, program = null, takesStep = false, aliases = [], hidden = false }:
    & Pick<Row, "name" | "brief">
    & Partial<Described>,
): Described {
  return { name, brief, program, takesStep, aliases, hidden };
}

function pages(
  { parameters, usage, details, examples, statuses, formats }: {
    readonly parameters: unknown;
    readonly usage?: readonly string[];
    readonly details?: string;
    readonly examples?: readonly Example[];
    readonly statuses?: readonly StatusName[];
    readonly formats?: readonly string[];
  },
): Pick<Row, "manual"> {
  const own = {
    ...(usage === undefined ? {} : { usage }),
    ...(details === undefined ? {} : { details }),
    ...(examples === undefined ? {} : { examples }),
    ...(statuses === undefined ? {} : { statuses }),
  };
  const page = manualOf(parameters as Parameters, own);
  if (formats === undefined || formats.length < 2) return { manual: page };
  const format = { word: `--format ${formats.join("|")}`, brief: "How results are written" };
  return { manual: { ...page, flags: [...page.flags, format] } };
}

type Described = Pick<Row, "name" | "brief" | "program" | "takesStep" | "aliases" | "hidden">;

function build<
  C extends Context,
  FLAGS extends Readonly<Record<string, unknown>>,
  ARGS extends readonly unknown[],
>(definition: Definition<C, FLAGS, ARGS>): Command<C> {
  const formats = definition.formats ?? FORMATS;
  const common = {
    format: {
      kind: "enum",
      values: formats,
      optional: true,
      brief: `How results are written; ${formats[0]} where nothing is said`,
    },
    color: {
      kind: "enum",
      values: COLORS,
      default: "auto",
      brief: "When to use colours; auto: on a terminal without NO_COLOR",
    },
  };
  // The common flags are added to whatever flags a definition has, which its type cannot express.
  const parameters = {
    ...definition.parameters,
    flags: { ...definition.parameters.flags, ...common },
  } as unknown as TypedCommandParameters<FLAGS & ParsedFlags, ARGS, C>;
  return buildCommand<FLAGS & ParsedFlags, ARGS, C>({
    parameters,
    docs: {
      brief: definition.brief,
      ...(definition.details &&
        { fullDescription: `${definition.brief}\n\n${definition.details}` }),
      ...(definition.usage && { customUsage: definition.usage }),
    },
    async func(flags, ...args) {
      try {
        const context = recolored(this, flags.color);
        const format = flags.format ?? usualFormat(this.shell, formats);
        const status = await definition.run(context, { ...flags, format }, ...args);
        this.process.exitCode = status ?? STATUS.done;
      } catch (error) {
        // Stricli would print it; execute() throws it on to whoever knows how.
        this.process.thrown = { error };
      }
    },
  });
}

/** usualFormat is the format where none is said: what was set, where the command knows that. */
function usualFormat(shell: Shell | null, formats: readonly string[]): string {
  const wanted = shell?.settings.format;
  return wanted !== undefined && formats.includes(wanted) ? wanted : formats[0] ?? "text";
}
