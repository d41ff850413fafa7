/**
 * `--watch`: policies that follow their files. What has changed is read and compiled in full before
 * anything is exchanged; as long as it has errors, what runs goes on running.
 */
import type { Machine } from "../../compiler/machine.ts";
import type { PolicyChanges } from "../../engine/changes.ts";
import { SessionClosed } from "../../session/errors.ts";
import { PolicyWatch } from "../../session/watch.ts";
import type { Context, Output } from "../context.ts";
import { Failure, STATUS } from "../status.ts";
import { describe, faultText } from "../failures.ts";
import {
  type Compiled,
  compileSources,
  diagnosticsText,
  loadSources,
  readSources,
  type Source,
  unreadable,
} from "./sources.ts";
import { quoted } from "../views/escape.ts";
import { amount, counted } from "../views/words.ts";

/** WATCH_FLAG is the parameter. */
export const WATCH_FLAG = {
  kind: "boolean",
  brief: "Load policy files anew as they change",
  default: false,
  withNegated: false,
} as const;

/** ReloadOptions say what becomes of a set that has compiled. */
export interface ReloadOptions {
  /** exchange makes the machines take the place of those that these files gave before. */
  readonly exchange: (
    machines: readonly Machine[],
  ) => PolicyChanges | Promise<PolicyChanges>;
  /** say shows whole lines. Default: the context's `err`. */
  readonly say?: (text: string) => void;
}

/** Reload follows policy files from its making on. It must be disposed of. */
export class Reload implements AsyncDisposable {
  /** machines are what was loaded first. */
  readonly machines: readonly Machine[];
  readonly #watch: PolicyWatch;
  readonly #paths: readonly string[];
  readonly #output: Output;
  #say: (text: string) => void;
  /** #seen is what the files said last, good or not; null where they could not be read. */
  #seen: readonly Source[] | null;
  /** #trouble is the reason that was told last. */
  #trouble = "";
  #following: Promise<void> = Promise.resolve();
  #ended = false;

  private constructor(
    context: Context,
    paths: readonly string[],
    watch: PolicyWatch,
    { machines, sources }: Compiled,
  ) {
    this.#watch = watch;
    this.#paths = paths;
    this.#output = context.err;
    this.#say = (text) => context.err.write(text);
    this.#seen = sources;
    this.machines = machines;
  }

  /** open loads the policies as `loadPolicies` does, and watches their files from before that on. */
  static async open(context: Context, paths: readonly string[]): Promise<Reload> {
    if (paths.includes("-")) {
      throw new Failure(STATUS.usage, "Cannot watch standard input: name files or folders");
    }
    const watch = watchOf(paths);
    try {
      return new Reload(context, paths, watch, await loadSources(context, paths));
    } catch (error) {
      watch.close();
      throw error;
    }
  }

  /** follow exchanges the policies whenever their files change. */
  follow({ exchange, say }: ReloadOptions): void {
    if (say !== undefined) this.#say = say;
    this.#following = this.#follow(exchange).catch((error) => this.#tell(faultText(error)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.#watch.close();
    await this.#following;
  }

  async #follow(exchange: ReloadOptions["exchange"]): Promise<void> {
    for await (const _ of this.#watch) await this.#reload(exchange);
  }

  async #reload(exchange: ReloadOptions["exchange"]): Promise<void> {
    try {
      const sources = await readSources(this.#paths);
      const former = this.#seen;
      if (former !== null && sameSources(former, sources)) return;
      const compiled = compileSources(sources);
      this.#seen = sources;
      this.#tell(diagnosticsText({ sources, diagnostics: news(compiled, former) }, this.#output));
      const reason = obstacle(compiled, former ?? []);
      if (reason !== null) return this.#keep(reason);
      if (this.#ended) return;
      const changes = await exchange(compiled.machines);
      this.#trouble = "";
      this.#tell(`Reloaded: ${summaryOf(changes)}\n`);
    } catch (error) {
      // Nobody is left to reload for; whoever reads the session's streams is told why.
      if (this.#ended || error instanceof SessionClosed) return;
      const foreseen = describe(error);
      if (foreseen === null) throw error;
      // Whatever the files say next is worth telling.
      this.#seen = null;
      if (foreseen.message !== this.#trouble) this.#keep(foreseen.message);
    }
  }

  #keep(reason: string): void {
    this.#trouble = reason;
    this.#tell(`Kept the running policies: ${lowered(reason)}\n`);
  }

  #tell(text: string): void {
    if (text !== "" && !this.#ended) this.#say(text);
  }
}

function watchOf(paths: readonly string[]): PolicyWatch {
  try {
    return new PolicyWatch(paths);
  } catch (error) {
    throw unreadable(paths.length === 1 ? paths[0] ?? "" : missing(paths), error);
  }
}

/** missing is the first of several paths that is not there. */
function missing(paths: readonly string[]): string {
  return paths.find((path) => {
    try {
      Deno.statSync(path);
      return false;
    } catch {
      return true;
    }
  }) ?? paths.join(" ");
}

function sameSources(one: readonly Source[], other: readonly Source[]): boolean {
  return one.length === other.length &&
    one.every(({ file, text }, at) => file === other[at]?.file && text === other[at]?.text);
}

/** news are the diagnostics worth telling: all errors, and the warnings about what has changed. */
function news({ diagnostics, sources }: Compiled, former: readonly Source[] | null) {
  const old = new Map(former?.map(({ file, text }) => [file, text]));
  const changed = new Set(
    sources.filter(({ file, text }) => old.get(file) !== text)
      .map(({ file }) => file),
  );
  return diagnostics.filter(({ severity, file }) => severity === "error" || changed.has(file));
}

/** obstacle is why a set must not take the place of the one that runs, or null. */
function obstacle(
  { errors, machines, sources }: Compiled,
  former: readonly Source[],
): string | null {
  if (errors > 0) return counted(errors, "error");
  // A file that was emptied is more often half written than done with: that would be its removal.
  const empty = sources.find(({ file, text }) =>
    text.trim() === "" && former.some((old) => old.file === file)
  );
  if (empty !== undefined) return `${quoted(empty.file)} is empty`;
  return machines.length === 0 ? "there is no policy any more" : null;
}

/** summaryOf is what changed in a line: `1 changed, 1 added, 12 unchanged`. */
function summaryOf({ changed, added, removed, unchanged }: PolicyChanges): string {
  return Object.entries({ changed, added, removed, unchanged })
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${amount(names.length)} ${what}`)
    .join(", ");
}

/** lowered fits a message into a sentence. */
function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
