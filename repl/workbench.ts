/**
 * What the prompt works on: the loaded policies, what they have matched, and the session once
 * there is a target. Policies can be written and replayed without one, and so without privilege.
 */
import type { Match } from "../engine/report.ts";
import type { ProcessEntry } from "../sensor/processes/process_table.ts";
import type { LiveSession, Report, SessionOptions } from "../session/types.ts";
import type { Policies } from "./policies/policy_set.ts";
import type { Recording, Shell } from "./context.ts";
import type { Seat } from "./terminal/terminal.ts";
import { merged } from "./policies/merge.ts";
import { type Change, PolicySet, type Undo, undone, undoOf } from "./policies/policy_set.ts";
import type { Standing } from "./results/prompt.ts";
import { Redaction } from "./results/redaction.ts";
import type { SavedMatch } from "./session_file.ts";
import type { Shown } from "./results/shown.ts";
import { INITIAL, type Settings } from "./settings.ts";

/** UNDOS is how many changes of the policies can be taken back. */
const UNDOS = 100;

/**
 * RING_BYTES is the size of the kernel's ring buffer. A session that keeps its latest events captures
 * every call: a few hundred processes that start at once make more of them than a ring of the usual
 * size holds while the reader waits for a core, and matches would be lost with them.
 */
const RING_BYTES = 64 << 20;

/** WorkbenchOptions are what a workbench is made with. */
export interface WorkbenchOptions {
  /** open starts the session. */
  readonly open: (options: SessionOptions) => Promise<LiveSession>;
  /** onReport is told of what the session reports, a match with its number. */
  readonly onReport: (report: Exclude<Report, { type: "transition" }>, number: number) => void;
  /** onLine is given lines to show above the one that is being typed. */
  readonly onLine: (line: string) => void;
  /** seat is the terminal that a person sits at, if there is one. */
  readonly seat?: Seat | null;
  /** onFault is told when the session has broken down. */
  readonly onFault: (error: unknown) => void;
}

/** Workbench is the shell's state between two lines. */
export class Workbench implements Shell, AsyncDisposable {
  #settings: Settings = INITIAL;
  readonly redaction = new Redaction(() => this.#settings.redact);
  last: Shown<unknown> | null = null;
  recording: Recording | null = null;
  readonly sourcing = new Set<string>();
  listed: readonly ProcessEntry[] = [];
  readonly running = new Map<number, string>();
  readonly #options: WorkbenchOptions;
  #policies = new PolicySet();
  readonly #undos: Undo[] = [];
  readonly #matches: Match[] = [];
  #firstMatch = 1;
  /** #recalled are the matches of earlier sessions, with what this one does not know of them. */
  readonly #recalled = new WeakMap<Match, SavedMatch>();
  #opened: LiveSession | null = null;
  #opening: Promise<LiveSession> | null = null;
  #following: Promise<void> = Promise.resolve();
  #changing: Promise<void> = Promise.resolve();
  readonly #watches = new Map<string, AsyncDisposable>();
  #left = false;
  #lost = 0;
  #targets = 0;
  /** #looked is the number of the latest match when somebody last looked. */
  #looked = 0;

  constructor(options: WorkbenchOptions) {
    this.#options = options;
  }

  get settings(): Settings {
    return this.#settings;
  }

  set settings(settings: Settings) {
    const changed = settings.buffer !== this.#settings.buffer;
    this.#settings = settings;
    if (changed) this.#opened?.keep(settings.buffer).catch(this.#options.onFault);
  }

  get machines(): Policies {
    return this.#policies.enabled;
  }

  get policies(): PolicySet {
    return this.#policies;
  }

  get matches(): readonly Match[] {
    if (!this.#settings.redact) return this.#matches;
    return this.#matches.map((match) => this.redaction.mask(match));
  }

  get firstMatch(): number {
    return this.#firstMatch;
  }

  get seat(): Seat | null {
    return this.#options.seat ?? null;
  }

  get opened(): LiveSession | null {
    return this.#opened;
  }

  get left(): boolean {
    return this.#left;
  }

  /** standing is what the prompt tells; its targets are those that were counted last. */
  get standing(): Standing {
    return {
      policies: this.machines.size,
      targets: this.#targets,
      recording: this.recording !== null,
      matches: this.#latest - this.#looked,
      lost: this.#lost,
    };
  }

  /** countTargets asks the session for what is watched now. */
  async countTargets(): Promise<void> {
    const targets = await this.#opened?.targets();
    this.#targets = targets?.length ?? 0;
  }

  look(): void {
    this.#looked = this.#latest;
  }

  /** forgetLost says that the losses so far were told. */
  forgetLost(): void {
    this.#lost = 0;
  }

  /** #latest is the number of the latest match. */
  get #latest(): number {
    return this.#firstMatch + this.#matches.length - 1;
  }

  startOf(match: Match): string | null {
    const recalled = this.#recalled.get(this.redaction.origin(match));
    return recalled === undefined ? this.#opened?.clock.start ?? null : recalled.start;
  }

  recall(saved: readonly SavedMatch[]): void {
    for (const one of saved) {
      this.#recalled.set(one.match, one);
      this.#keep(one.match);
    }
  }

  sourceOf(match: Match): string | null {
    const recalled = this.#recalled.get(this.redaction.origin(match));
    if (recalled !== undefined) return recalled.source;
    return this.#opened?.policyOf(match)?.source ?? null;
  }

  session(): Promise<LiveSession> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  change(change: Change): Promise<void> {
    return this.#alone(async () => {
      const before = this.#policies;
      await this.#take(before.with(change));
      const undo = undoOf(change.what, before, this.#policies);
      if (undo !== null) this.#undos.push(undo);
      if (this.#undos.length > UNDOS) this.#undos.shift();
    });
  }

  undo(): Promise<string | null> {
    return this.#alone(async () => {
      const undo = this.#undos.at(-1);
      if (undo === undefined) return null;
      await this.#take(undone(this.#policies, undo));
      this.#undos.pop();
      return undo.what;
    });
  }

  exchange(former: Policies, next: Policies): Promise<void> {
    return this.#alone(async () => {
      const { held, definitions } = this.#policies;
      const kept = new Map([...held].map(([name, { machine }]) => [name, machine]));
      const wanted = [...merged(kept, former, next)].map(([name, machine]) =>
        [name, { machine, enabled: held.get(name)?.enabled ?? true }] as const
      );
      await this.#take(new PolicySet(new Map(wanted), definitions));
    });
  }

  async follow(paths: string, watch: AsyncDisposable | null): Promise<void> {
    const former = this.#watches.get(paths);
    if (watch === null) this.#watches.delete(paths);
    else this.#watches.set(paths, watch);
    await former?.[Symbol.asyncDispose]();
  }

  announce(line: string): void {
    this.#options.onLine(this.redaction.text(line));
  }

  exit(): void {
    this.#left = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const watch of this.#watches.values()) await watch[Symbol.asyncDispose]();
    const session = this.#opened;
    this.#opened = null;
    await session?.close();
    await this.#following;
  }

  async #open(): Promise<LiveSession> {
    const session = await this.#options.open({
      buffer: this.#settings.buffer,
      ringBytes: RING_BYTES,
    });
    const masked = this.redaction.session(session);
    const reports = session.reports();
    this.#following = this.#follow(reports);
    try {
      await this.#alone(async () => {
        await session.load([...this.machines.values()]);
        this.#opened = masked;
      });
    } catch (error) {
      await session.close();
      throw error;
    }
    return masked;
  }

  /** #take makes a set the one that is kept, once the session has its policies. */
  async #take(policies: PolicySet): Promise<void> {
    const same = sameMap(policies.enabled, this.#policies.enabled);
    if (!same) await this.#opened?.replace([...policies.enabled.values()]);
    this.#policies = policies;
  }

  /** #alone ends one change of the policies before the next begins: files change at any time. */
  #alone<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(change);
    this.#changing = done.then(() => {}, () => {});
    return done;
  }

  async #follow(reports: AsyncIterable<Exclude<Report, { type: "transition" }>>): Promise<void> {
    try {
      for await (const report of reports) {
        if (report.type === "match") this.#keep(report);
        if (report.type === "lost") this.#lost += report.count;
        this.#options.onReport(this.redaction.mask(report), this.#latest);
      }
    } catch (error) {
      this.#options.onFault(error);
    }
  }

  #keep(match: Match): void {
    this.#matches.push(match);
    const { matches: kept } = this.settings;
    if (this.#matches.length <= kept) return;
    // Half of them at once: dropping one by one would move all the others each time.
    const gone = this.#matches.splice(0, this.#matches.length - Math.ceil(kept / 2));
    this.#firstMatch += gone.length;
  }
}

function sameMap(a: Policies, b: Policies): boolean {
  return a.size === b.size && [...a].every(([name, machine]) => b.get(name) === machine);
}
