/** The messages of the command line's parser, in this project's words. */
import {
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en as ENGLISH,
} from "@stricli/core";
import { nearest } from "../compiler/suggest.ts";

/** TextOptions are what differs between the command line and the prompt. */
export interface TextOptions {
  /** prefix stands before each message. */
  readonly prefix: string;
  /** help is what to type for help. */
  readonly help: string;
  /** names are the commands that are known here. */
  readonly names: readonly string[];
  /** elsewhere tells of a command that is known somewhere else only, where that is. */
  readonly elsewhere: (name: string) => string | null;
}

/** texts are the parser's messages. */
export function texts({ prefix, help, names, elsewhere }: TextOptions): typeof ENGLISH {
  return {
    ...ENGLISH,
    headers: {
      usage: "Usage:",
      aliases: "Aliases:",
      commands: "Commands:",
      flags: "Flags:",
      arguments: "Arguments:",
    },
    briefs: { ...ENGLISH.briefs, argumentEscapeSequence: "What follows is no flag" },
    noCommandRegisteredForInput({ input }) {
      const place = elsewhere(input);
      if (place !== null) return `${prefix}${place}`;
      const meant = likely(input, names).map((name) => `"${name}"`);
      return `${prefix}Unknown command ${JSON.stringify(input)}` +
        (meant.length > 0 ? `, did you mean ${list(meant)}?` : `; ${help} lists the commands`);
    },
    exceptionWhileParsingArguments: (error) => {
      if (!(error instanceof ArgumentScannerError)) throw error;
      return prefix + explain(error);
    },
  };
}

/** GUESSES is how many commands an unknown one may be taken for; of more nobody is helped. */
const GUESSES = 3;

/** likely returns what begins with an unknown word, or else what it is a slip of. */
function likely(input: string, names: readonly string[]): readonly string[] {
  const word = input.toLowerCase();
  const begun = word === "" ? [] : names.filter((name) => name.startsWith(word));
  if (begun.length > 0 && begun.length <= GUESSES) return begun;
  const near = nearest(word, names);
  return near === undefined ? [] : [near];
}

function explain(error: ArgumentScannerError): string {
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) =>
      `Unknown flag "--${input}"` +
      (corrections.length > 0
        ? `, did you mean ${list(corrections.map((name) => `"--${kebab(name)}"`))}?`
        : ""),
    AliasNotFoundError: ({ input }) => `Unknown flag "-${input}"`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder, input, exception }) =>
      `Cannot take ${JSON.stringify(input)} for ${externalFlagNameOrPlaceholder}: ${
        exception instanceof Error ? exception.message : String(exception)
      }`,
    EnumValidationError: ({ externalFlagName, input, values }) =>
      `Cannot take ${JSON.stringify(input)} for --${externalFlagName}: it is one of ${
        values.join(", ")
      }`,
    UnsatisfiedFlagError: ({ externalFlagName }) => `Flag --${externalFlagName} needs a value`,
    UnexpectedFlagError: ({ externalFlagName }) => `Flag --${externalFlagName} is given twice`,
    UnexpectedPositionalError: ({ input }) =>
      `Too many arguments, from ${JSON.stringify(input)} on`,
    UnsatisfiedPositionalError: ({ placeholder }) => `Argument ${placeholder} is missing`,
    InvalidNegatedFlagSyntaxError: ({ externalFlagName }) =>
      `Flag --${externalFlagName} takes no value`,
  });
}

/** kebab writes a flag's name as people type it. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function list(words: readonly string[]): string {
  return words.join(" or ");
}
