/**
 * What there is to say about a command, taken from its row: help at both places, docs/commands.md
 * and the reference of its flags are made of this.
 */
import type { STATUS } from "../status.ts";

/** Manual is a command's page. */
export interface Manual {
  readonly usage: readonly string[];
  /** details are paragraphs behind the brief; empty where there are none. */
  readonly details: string;
  readonly args: readonly Entry[];
  readonly flags: readonly Entry[];
  /** examples are lines, each with what it does. */
  readonly examples: readonly Example[];
  /** statuses are those that the command can end with besides done and usage. */
  readonly statuses: readonly StatusName[];
}

/** Entry is an argument or a flag: how it is written, and what it is. */
export interface Entry {
  readonly word: string;
  readonly brief: string;
}

/** Example is a line to type, and what it does. */
export type Example = readonly [line: string, meaning: string];

/** StatusName names an exit status. */
export type StatusName = keyof typeof STATUS;

/** STATUS_MEANINGS say what the exit statuses mean. */
export const STATUS_MEANINGS: Readonly<Record<StatusName, string>> = {
  done: "done",
  input: "bad input: errors in a policy, something that is not there, a test that fails",
  usage: "wrong usage",
  machine: "this machine cannot do it: no privilege, no BPF",
  matched: "--fail-on-match was given and something matched",
  interrupted: "interrupted",
};

/** Parameters are what the parser's own types say of a command, as far as a page shows it. */
export interface Parameters {
  readonly flags?: Readonly<Record<string, Flag>>;
  readonly aliases?: Readonly<Record<string, string | undefined>>;
  readonly positional?: Positional;
}

interface Flag {
  readonly kind: string;
  readonly brief: string;
  readonly optional?: boolean;
  readonly hidden?: boolean;
  readonly default?: unknown;
  readonly placeholder?: string;
  readonly values?: readonly string[];
  readonly variadic?: boolean | string;
}

interface Argument {
  readonly brief: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
}

type Positional =
  | { readonly kind: "array"; readonly parameter: Argument; readonly minimum?: number }
  | { readonly kind: "tuple"; readonly parameters: readonly Argument[] };

/** manualOf makes the page of a command from its parameters, without those that all have. */
export function manualOf(
  parameters: Parameters,
  own: Partial<Pick<Manual, "usage" | "details" | "examples" | "statuses">>,
): Manual {
  const flags = Object.entries(parameters.flags ?? {}).filter(([, flag]) => !flag.hidden);
  const short = new Map(
    Object.entries(parameters.aliases ?? {}).map(([letter, name]) => [name, letter]),
  );
  const args = argumentsOf(parameters.positional);
  const usage = [
    ...flags.map(([name, flag]) => {
      const word = flagWord(name, flag);
      return flag.optional || flag.default !== undefined ? `[${word}]` : word;
    }),
    ...args.map(({ word }) => word),
  ];
  return {
    usage: own.usage ?? [usage.join(" ")],
    details: own.details ?? "",
    args,
    flags: flags.map(([name, flag]) => {
      const letter = short.get(name);
      const word = `${letter === undefined ? "" : `-${letter}, `}${flagWord(name, flag)}`;
      const usual = flag.kind === "enum" && flag.default !== undefined
        ? ` (default: ${flag.default})`
        : "";
      return { word, brief: flag.brief + usual };
    }),
    examples: own.examples ?? [],
    statuses: own.statuses ?? [],
  };
}

/** STANDARD are the flags that every command takes. */
export const STANDARD: readonly Entry[] = [
  {
    word: "--format text|ndjson",
    brief: "How results are written; some commands know further formats",
  },
  { word: "--color auto|always|never", brief: "When to use colours; auto: without NO_COLOR" },
  { word: "-h, --help", brief: "Show what a command does and takes" },
];

function flagWord(name: string, flag: Flag): string {
  const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (flag.kind === "boolean") return `--${kebab}`;
  const value = flag.values === undefined
    ? `<${flag.placeholder ?? "value"}>`.toLowerCase()
    : flag.values.join("|");
  return `--${kebab} ${value}`;
}

function argumentsOf(positional: Positional | undefined): readonly Entry[] {
  if (positional === undefined) return [];
  if (positional.kind === "tuple") {
    return positional.parameters.map(({ placeholder = "word", optional, brief }) => ({
      word: optional ? `[<${placeholder}>]` : `<${placeholder}>`,
      brief,
    }));
  }
  const { placeholder = "word", brief } = positional.parameter;
  return [{ word: `<${placeholder}>...`, brief }];
}
