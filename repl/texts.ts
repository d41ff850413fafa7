/** The messages of the command line's parser, in this project's words. */
import {
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en as ENGLISH,
} from "@stricli/core";

/** TextOptions are what differs between the command line and the prompt. */
export interface TextOptions {
  /** prefix stands before each message. */
  readonly prefix: string;
  /** help is what to type for help. */
  readonly help: string;
}

/** texts are the parser's messages. */
export function texts({ prefix, help }: TextOptions): typeof ENGLISH {
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
    noCommandRegisteredForInput: ({ input, corrections }) =>
      `${prefix}Unknown command ${JSON.stringify(input)}` +
      (corrections.length > 0
        ? `, did you mean ${list(corrections.map((name) => name.replaceAll("`", '"')))}?`
        : `; ${help} lists the commands`),
    exceptionWhileParsingArguments: (error) => {
      if (!(error instanceof ArgumentScannerError)) throw error;
      return prefix + explain(error);
    },
  };
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
