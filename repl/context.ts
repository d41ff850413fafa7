/**
 * What a command is given, at the command line and at the prompt: where it writes, how it is
 * stopped, and how it opens a session. Commands reach the world only through it, so tests run them
 * with a context of their own.
 */
import type { CommandContext, StricliProcess } from "@stricli/core";
import type { Match } from "../engine/report.ts";
import type { ProcessEntry } from "../sensor/processes/process_table.ts";
import type { LiveSession, SessionOptions } from "../session/types.ts";
import type { Redaction } from "./results/redaction.ts";
import type { Change, Policies, PolicySet } from "./policies/policy_set.ts";
import type { Shown } from "./results/shown.ts";
import type { SavedMatch } from "./session_file.ts";
import type { Settings } from "./settings.ts";
import type { Seat } from "./terminal/terminal.ts";
import type { Status } from "./status.ts";
import type { Screen } from "./views/screen.ts";

/** Output takes text. Its writer holds it for at most a fraction of a second. */
export interface Output {
  /** screen is what a view needs to know of the place where the text will be seen. */
  readonly screen: Screen;
  write(text: string): void;
  /** room settles when what was written is small enough to write more: loops wait for it. */
  room(): Promise<void>;
}

/** Process is what the parser of command lines writes to and leaves its status in. */
export interface Process extends StricliProcess {
  /** thrown is what a command threw. */
  thrown?: { readonly error: unknown };
}

/** Table is the command table as commands see it: help and completion are commands too. */
export interface Table {
  /** briefs are the commands that are known here, with what each does. */
  readonly briefs: ReadonlyMap<string, string>;
  /** overview is the list of commands with a line each. */
  readonly overview: string;
  /** page is what there is to know of a command, also of one that is known elsewhere only. */
  page(name: string): readonly string[] | null;
  /** execute runs a command line. */
  execute(words: readonly string[]): Promise<Status>;
  /** complete lists how the last of `words`, which may be empty, can go on. */
  complete(words: readonly string[]): Promise<readonly Completion[]>;
}

/** Completion is one way to go on with the last word of a line. */
export interface Completion {
  readonly word: string;
  /** brief says what it is; empty where there is nothing to say. */
  readonly brief: string;
}

/** Base is what a command line is executed with; parsing it adds the rest of a Context. */
export interface Base {
  /** out takes results, err everything else. */
  readonly out: Output;
  readonly err: Output;
  /** shell is the prompt that the command was typed at; null on the command line. */
  readonly shell: Shell | null;
  /** signal is aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** open starts a session of its own; the caller closes it. */
  open(options: SessionOptions): Promise<LiveSession>;
}

/** Context is what every command is given. */
export interface Context extends Base, CommandContext {
  readonly process: Process;
  readonly table: Table;
  /** command holds the words behind `--`, for commands that start a program. */
  readonly command: readonly string[];
  /** before holds the words before the one that is being completed, the command's name first. */
  readonly before: readonly string[];
}

/** PromptContext is the context of a command that only the prompt knows. */
export interface PromptContext extends Context {
  readonly shell: Shell;
}

/** Shell is what the prompt knows between two lines. */
export interface Shell {
  /** settings are what `set` shows and changes; they are looked at whenever they matter. */
  settings: Settings;
  /** redaction masks what does not come from the session, while the settings want that. */
  readonly redaction: Redaction;
  /** machines are the policies that run by name, in the order of loading. */
  readonly machines: Policies;
  /** policies are all that are kept, the disabled ones and the typed `let`s too. */
  readonly policies: PolicySet;
  /** matches are what was found so far, the first of them number `firstMatch`. */
  readonly matches: readonly Match[];
  readonly firstMatch: number;
  /** look says that somebody has looked at the matches so far: the prompt counts from there. */
  look(): void;
  /** listed are the processes as ps has numbered them last, from 1. */
  listed: readonly ProcessEntry[];
  /** sourceOf returns the source that a match's policy had, or null where it is gone. */
  sourceOf(match: Match): string | null;
  /** startOf is what a match's times count from, as {@link Clock} has it. */
  startOf(match: Match): string | null;
  /** recall adds matches that were saved, behind those that there are. */
  recall(saved: readonly SavedMatch[]): void;
  /** opened is the session, or null before the first target. */
  readonly opened: LiveSession | null;
  /** session returns the session and opens it where there is none. */
  session(): Promise<LiveSession>;
  /**
   * change changes the policies, here and in the session; nothing changes when it rejects. A policy
   * that stays the same keeps its runs.
   */
  change(change: Change): Promise<void>;
  /** undo takes the last change back that is left, and tells what it was; null where none is. */
  undo(): Promise<string | null>;
  /** exchange replaces the policies that files gave before by those that they give now. */
  exchange(former: Policies, next: Policies): Promise<void>;
  /** follow keeps the watch on `paths` and ends the one before it; null: there is none any more. */
  follow(paths: string, watch: AsyncDisposable | null): Promise<void>;
  /** running are the programs that `run` has started here and that have not ended, by pid. */
  readonly running: Map<number, string>;
  /** seat is the terminal, for a command that wants more of it than lines; null: there is none. */
  readonly seat: Seat | null;
  /** announce shows a harmless line above the one that is being typed. */
  announce(line: string): void;
  /** last is the result that was shown last, for `last`. */
  last: Shown<unknown> | null;
  /** recording is what `record` writes; null where nothing is. */
  recording: Recording | null;
  /** sourcing are the scripts that are being carried out, by their real paths. */
  readonly sourcing: Set<string>;
  /** exit ends the prompt after this line; then left is true. */
  exit(): void;
  readonly left: boolean;
}

/** Recording is a file that is being written. */
export interface Recording {
  readonly path: string;
}
