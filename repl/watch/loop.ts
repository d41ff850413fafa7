/**
 * The loop of `watch`: read the session a few times a second, draw ten times, and take keys at once.
 * Reading never holds up a key: it goes on beside, and the more it costs the rarer it is.
 */
import type { Machine } from "../../compiler/machine.ts";
import type { Summary, Transition } from "../../engine/report.ts";
import type { LiveSession } from "../../session/types.ts";
import type { Shell } from "../context.ts";
import { statusOf } from "../policies/policy.ts";
import type { Stage } from "../terminal/terminal.ts";
import type { Screen } from "../views/screen.ts";
import { drawWatch } from "./screen.ts";
import { press } from "./keys.ts";
import { type Model, page, type Sample, START, withMoves, withSample } from "./model.ts";

/** DRAW_MS is how long the screen stays as it is where no key is pressed. */
const DRAW_MS = 100;

/** READ_MS is the pause between two readings; it is longer where a reading takes long. */
const READ_MS = 250;

/** MOVES is how many moves of runs a second are looked at. */
const MOVES = 200;

/** RUNS and ALL_RUNS are how many runs of a policy are read: of each, or of the one that is open. */
const RUNS = 20;
const ALL_RUNS = 500;

/** MATCHES is how many of the latest matches can be looked at. */
const MATCHES = 500;

/** WatchOptions are what is watched and how it is shown. */
export interface WatchOptions {
  readonly shell: Pick<Shell, "opened" | "machines" | "matches" | "firstMatch" | "sourceOf">;
  /** screen is what is shown on; its width is the stage's. */
  readonly screen: () => Screen;
  readonly signal: AbortSignal;
}

/** watchSession shows a session on a stage until its keys, or the signal, end it. */
export async function watchSession(stage: Stage, options: WatchOptions): Promise<void> {
  const { signal } = options;
  const reading = new Reading(options);
  let model: Model = START;
  reading.start(() => model);
  try {
    while (!model.left && !signal.aborted) {
      const now = performance.now();
      const news = reading.take();
      if (news.sample !== null && model.paused === null) model = withSample(model, news.sample);
      if (model.paused === null) model = withMoves(model, news.moves, now);
      const { columns, rows } = stage.size;
      const drawn = drawWatch(model, { screen: { ...options.screen(), columns }, rows, now });
      stage.draw(drawn.lines);
      model = drawn.model;
      const key = await stage.next(DRAW_MS);
      if (key !== null) model = press(model, key, performance.now(), drawn.height);
    }
  } finally {
    reading.stop();
  }
}

/** Reading reads a session beside the loop. */
class Reading {
  readonly #options: WatchOptions;
  #sample: Sample | null = null;
  #moves: Transition[] = [];
  #stopped = false;
  #failed: { readonly error: unknown } | null = null;
  readonly #wake = Promise.withResolvers<void>();
  #stream: AsyncIterableIterator<Transition> | null = null;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  start(model: () => Model): void {
    for (const work of [this.#read(model), this.#follow()]) {
      work.catch((error) => this.#failed ??= { error });
    }
  }

  /** take returns what is new. It throws what has ended the reading. */
  take(): { readonly sample: Sample | null; readonly moves: readonly Transition[] } {
    if (this.#failed !== null) throw this.#failed.error;
    const news = { sample: this.#sample, moves: this.#moves };
    this.#sample = null;
    this.#moves = [];
    return news;
  }

  /** stop ends it; what the session was asked last may be answered later, to nobody. */
  stop(): void {
    this.#stopped = true;
    this.#wake.resolve();
    void this.#stream?.return?.();
  }

  async #read(model: () => Model): Promise<void> {
    while (!this.#stopped) {
      const begun = performance.now();
      const { opened } = this.#options.shell;
      this.#sample = opened === null ? this.#idle() : await this.#ask(opened, model());
      const took = performance.now() - begun;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const pause = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, Math.max(READ_MS, 4 * took));
      });
      await Promise.race([pause, this.#wake.promise]);
      clearTimeout(timer);
    }
  }

  async #follow(): Promise<void> {
    const stream = this.#options.shell.opened?.transitions({ sample: MOVES }) ?? null;
    this.#stream = stream;
    if (stream === null) return;
    for await (const move of stream) this.#moves.push(move);
  }

  async #ask(session: LiveSession, model: Model): Promise<Sample> {
    const looked = page(model);
    // Of a policy that is open all runs are wanted, and of a run's policy, to see whether it lives.
    const open = looked.is === "policy"
      ? looked.policy
      : looked.is === "run"
      ? looked.run.policy
      : null;
    const [targets, policies, runs, more, summary] = await Promise.all([
      session.targets(),
      session.policies(),
      session.states(undefined, { limit: RUNS }),
      open === null ? [] : session.states(open, { limit: ALL_RUNS }),
      session.summary(),
    ]);
    const all = open === null ? runs : [...runs.filter(({ policy }) => policy !== open), ...more];
    return this.#sampled({ targets, policies, runs: all, summary });
  }

  /** #idle is what there is to see before the first target: the policies that are loaded. */
  #idle(): Sample {
    const policies = [...this.#options.shell.machines.values()].map(statusOf);
    return this.#sampled({ targets: [], policies, runs: [], summary: NOTHING });
  }

  #sampled(read: Omit<Sample, "at" | "machines" | "matches">): Sample {
    const { shell } = this.#options;
    const { machines, matches, firstMatch } = shell;
    const from = Math.max(0, matches.length - MATCHES);
    return {
      ...read,
      at: performance.now(),
      machines: new Map<string, Machine>(machines),
      matches: matches.slice(from).map((match, index) => ({
        number: firstMatch + from + index,
        match,
        source: shell.sourceOf(match),
      })),
    };
  }
}

const NOTHING: Summary = {
  type: "summary",
  events: 0,
  matches: 0,
  dismissed: 0,
  suppressed: 0,
  dropped: 0,
  skipped: 0,
  policies: 0,
};
