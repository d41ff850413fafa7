/**
 * The command table, and what is derived from it: the application of the command line and that of
 * the prompt, help, completion and did-you-mean. A new command is a file in commands/ and its row
 * in {@link COMMANDS}.
 */
import {
  type Application,
  buildApplication,
  buildRouteMap,
  help,
  proposeCompletions,
  run,
  type StricliIntegration,
} from "@stricli/core";
import { proposePaths } from "./arguments/paths.ts";
import { proposePrograms } from "./arguments/programs.ts";
import type { Row } from "./command.ts";
import { COMMANDS } from "./commands/mod.ts";
import type { Base, Completion, Process, PromptContext, Table } from "./context.ts";
import { STATUS, type Status } from "./status.ts";
import { type TextOptions, texts } from "./texts.ts";
import { commandList, manualPage } from "./views/manual.ts";
import type { Screen } from "./views/screen.ts";
import { VERSION } from "./version.ts";

/** COMMON_OPTIONS are the options that may also stand before the command. */
export const COMMON_OPTIONS: readonly string[] = ["--format", "--color"];

/** Place is one of the two that have a command line. */
export type Place = "cli" | "prompt";

/** commandsAt lists the rows that `place` knows. */
export function commandsAt(place: Place): readonly Row[] {
  return COMMANDS.filter((row) => row.where === place || row.where === "both");
}

/** commandAt returns the row called `name` at `place`, or undefined. */
export function commandAt(place: Place, name: string): Row | undefined {
  return commandsAt(place).find((row) => row.name === name || row.aliases.includes(name));
}

function overview(place: Place, screen: Screen): string {
  const rows = commandsAt(place).filter((row) => !row.hidden);
  return commandList(rows, screen).map((line) => `${line}\n`).join("");
}

/** pageOf is the page of a command, also of one that only the other place has; null: there is none. */
function pageOf(place: Place, name: string, screen: Screen): readonly string[] | null {
  const here = commandAt(place, name);
  const row = here ?? commandAt(otherThan(place), name);
  if (row === undefined || row.hidden) return null;
  const cli = here === undefined ? place === "prompt" : place === "cli";
  return manualPage(row, cli ? "exeray" : "", screen);
}

function otherThan(place: Place): Place {
  return place === "cli" ? "prompt" : "cli";
}

/**
 * execute runs one command line, the command's name first, and returns its status. What a command
 * throws it throws on; wrong usage it reports to `base.err` and answers with a status.
 */
export async function execute(
  place: Place,
  words: readonly string[],
  base: Base,
): Promise<Status> {
  const { own, program } = divide(commandAt(place, words[0] ?? ""), words);
  const process: Process = { stdout: base.out, stderr: base.err };
  await run(applicationAt(place), own, contextOf(place, base, process, { command: program }));
  if (process.thrown !== undefined) throw process.thrown.error;
  const status = Number(process.exitCode ?? STATUS.done);
  // The parser's own statuses are negative: unknown commands, flags and arguments.
  return status < 0 ? STATUS.usage : status as Status;
}

/** complete lists how the last of `words`, which may be empty, can go on. */
export async function complete(
  place: Place,
  words: readonly string[],
  base: Base,
): Promise<readonly Completion[]> {
  const before = words.slice(0, -1);
  const row = commandAt(place, before[0] ?? "");
  const { own, program } = divide(row, before);
  const last = words.at(-1) ?? "";
  // The words of a program that is to be started are its own business, but for files. A shell
  // outside completes those itself.
  if (program.length > 0 || own.length < before.length) {
    return place === "cli" ? [] : plain(await proposePaths(last));
  }
  if (row?.program === "first word" && !last.startsWith("-")) {
    const programs = await proposePrograms(last);
    if (programs.length > 0) return plain(programs);
  }
  const silent = { write: () => {} };
  const process: Process = { stdout: silent, stderr: silent };
  const context = contextOf(place, base, process, { before });
  const proposals = await proposeCompletions(applicationAt(place), words, context);
  // Where nothing is typed yet, flags would only hide the values that can stand there.
  const values = proposals.filter((one) => one.kind !== "argument:flag");
  const shown = last === "" && values.length > 0 ? values : proposals;
  return shown.map(({ completion, brief }) => {
    const [word = "", ...own] = completion.split("\t");
    return { word, brief: own.length === 0 ? brief : own.join("\t") };
  });
}

function plain(words: readonly string[]): readonly Completion[] {
  return words.map((word) => ({ word, brief: "" }));
}

function contextOf(
  place: Place,
  base: Base,
  process: Process,
  words: Partial<Pick<PromptContext, "command" | "before">>,
): PromptContext {
  const table: Table = {
    briefs: new Map(
      commandsAt(place).filter((row) => !row.hidden).map(({ name, brief }) => [name, brief]),
    ),
    overview: overview(place, base.out.screen),
    page: (name) => pageOf(place, name, base.out.screen),
    execute: (words) => execute(place, words, base),
    complete: (words) => complete(place, words, base),
  };
  // Only the prompt's application has the commands that need a shell, and the prompt brings one.
  return { ...base, process, command: [], before: [], ...words, table } as PromptContext;
}

/** divide tells a command's own words from those of the program that it is to start. */
export function divide(
  row: Row | undefined,
  words: readonly string[],
): { readonly own: readonly string[]; readonly program: readonly string[] } {
  const program = row?.program ?? null;
  const dashes = program === null ? -1 : words.indexOf("--");
  const first = program === "first word"
    ? words.findIndex((word, index) => index > 0 && !word.startsWith("-"))
    : -1;
  if (first >= 0 && (dashes < 0 || first < dashes)) {
    return { own: words.slice(0, first), program: words.slice(first) };
  }
  if (dashes < 0) return { own: program === null ? words : spread(words), program: [] };
  return { own: spread(words.slice(0, dashes)), program: words.slice(dashes + 1) };
}

/** spread writes `--pid 10 11`, as docs/formats.md has it, as `--pid 10 --pid 11`. */
function spread(words: readonly string[]): readonly string[] {
  let pids = false;
  return words.flatMap((word, index) => {
    const number = /^\d+$/.test(word);
    const further = pids && number && words[index - 1] !== "--pid";
    pids = word === "--pid" || (pids && number);
    return further ? ["--pid", word] : [word];
  });
}

const applications = new Map<Place, Application<PromptContext>>();

function applicationAt(place: Place): Application<PromptContext> {
  const known = applications.get(place) ?? application(place);
  applications.set(place, known);
  return known;
}

const TEXTS: Readonly<Record<Place, Pick<TextOptions, "prefix" | "help">>> = {
  cli: { prefix: "exeray: ", help: "exeray --help" },
  prompt: { prefix: "", help: "help" },
};

/** textsAt are the parser's messages at `place`. */
function textsAt(place: Place): ReturnType<typeof texts> {
  const names = commandsAt(place).filter((row) => !row.hidden).map((row) => row.name);
  return texts({
    ...TEXTS[place],
    names,
    elsewhere(name) {
      const row = commandAt(otherThan(place), name);
      if (row === undefined || row.hidden) return null;
      return place === "cli"
        ? `"${name}" is a command of the prompt: exeray -c '${name} ...', or exeray and then ${name}`
        : `"${name}" is a command of the command line: exeray ${name}`;
    },
  });
}

function application(place: Place): Application<PromptContext> {
  const rows = commandsAt(place);
  const root = buildRouteMap<string, PromptContext>({
    routes: Object.fromEntries(rows.map((row) => [row.name, row.target])),
    aliases: Object.fromEntries(
      rows.flatMap((row) => row.aliases.map((alias) => [alias, row.name])),
    ),
    docs: {
      brief: "A security shell: sequences of system calls, matched as they happen",
      hideRoute: Object.fromEntries(rows.map((row) => [row.name, row.hidden])),
    },
  });
  return buildApplication(root, {
    name: place === "cli" ? "exeray" : "",
    scanner: {
      caseStyle: "allow-kebab-for-camel",
      allowArgumentEscapeSequence: true,
      // A wrong letter, two swapped or a missing one: beyond that a suggestion is only a guess.
      distanceOptions: {
        threshold: 3,
        weights: { insertion: 1, deletion: 2, substitution: 2, transposition: 0 },
      },
    },
    documentation: { disableAnsiColor: true },
    localization: { text: textsAt(place) },
  }, { help: helpFlag(place), version: versionFlag() });
}

function helpFlag(place: Place): StricliIntegration<PromptContext> {
  const integration = help<PromptContext>({
    brief: "Show what a command does and takes",
    formatting: {
      useAliasInUsageLine: false,
      onlyRequiredInUsageLine: false,
      caseStyle: "convert-camel-to-kebab",
    },
    complete: true,
    defaultForRouteMap: true,
  });
  const flag = integration.flag;
  if (flag === undefined) return integration;
  return {
    ...integration,
    flag: {
      ...flag,
      async run(app, args) {
        const row = COMMANDS.find(({ target }) => target === args.result.target);
        // Whoever runs an application of this file does so with a context of this project's.
        const { out } = this as PromptContext;
        if (row !== undefined) {
          const program = place === "cli" ? "exeray" : "";
          const page = manualPage(row, program, out.screen);
          return void this.process.stdout.write(`${page.join("\n")}\n`);
        }
        if (args.result.target !== app.root) return await flag.run.call(this, app, args);
        this.process.stdout.write(
          `ExeRay ${VERSION}: a security shell for Linux\n\n` +
            (place === "cli" ? `Without a command it starts the interactive shell.\n\n` : "") +
            `Commands:\n${overview(place, out.screen)}\n` +
            `COMMAND --help shows what a command takes.\n`,
        );
      },
    },
  };
}

function versionFlag(): StricliIntegration<PromptContext> {
  return {
    flag: {
      brief: "Show the version",
      global: true,
      aliases: ["V"],
      run() {
        this.process.stdout.write(`exeray ${VERSION}\n`);
      },
    },
  };
}
