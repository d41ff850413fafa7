/**
 * Recordings that another thread reads ahead: undoing their compression and reading their lines
 * goes on there while their records are judged here. What comes is the same, in the same order.
 */
import { TYPE } from "../../engine/layout.ts";
import { type Block, BlockReader, newShared, type Shared } from "./blocks.ts";
import type { Header, Problem, Visit } from "../records/reading.ts";
import {
  type ReadOptions,
  type Recording,
  type RecordingCounts,
  RecordingError,
  stop,
} from "./recording.ts";

/** Order is what the Worker is to read. */
export interface Order {
  readonly paths: readonly string[];
  readonly shared: Shared;
}

/** Told is what the Worker says: of each recording its header, its blocks and its end. */
export type Told =
  | { readonly type: "header"; readonly header: Header }
  | { readonly type: "block"; readonly block: Block }
  | { readonly type: "end" }
  | { readonly type: "failed"; readonly message: string; readonly foreseen: boolean };

/** ReadAhead reads several recordings. */
export class ReadAhead implements Disposable {
  readonly #worker = new Worker(new URL("./read_ahead_worker.ts", import.meta.url), {
    type: "module",
  });
  readonly #blocks: BlockReader;
  readonly #told: Told[] = [];
  #more = Promise.withResolvers<void>();

  constructor(paths: readonly string[]) {
    const shared = newShared();
    this.#blocks = new BlockReader(shared);
    this.#worker.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#hear({ type: "failed", message: event.message, foreseen: false });
    };
    this.#worker.postMessage({ paths, shared } satisfies Order);
  }

  /** open opens the next recording; it is to be read to its end before the one after it. */
  async open(): Promise<Recording> {
    const told = await this.#next();
    if (told.type !== "header") throw unexpected(told);
    return {
      header: told.header,
      lasting: true,
      read: (visit, options = {}) => this.#read(visit, options),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  async #read(
    visit: Visit,
    { onProblem = () => {}, onRead = () => {}, signal, ready }: ReadOptions,
  ): Promise<RecordingCounts> {
    const counts = { events: 0, skipped: 0 };
    const counting = {
      visit: ((view) => {
        if (view.type === TYPE.call) counts.events++;
        visit(view);
      }) satisfies Visit,
      problem: (problem: Problem) => {
        if (problem.skipped) counts.skipped++;
        onProblem(problem);
      },
    };
    using stopped = stop(signal);
    while (signal?.aborted !== true) {
      await ready?.();
      const told = await Promise.race([this.#next(), stopped.promise]);
      if (told === null || told.type === "end") break;
      if (told.type !== "block") throw unexpected(told);
      this.#blocks.take(told.block, counting.visit, counting.problem);
      onRead(told.block.read);
    }
    return counts;
  }

  #hear(told: Told): void {
    this.#told.push(told);
    this.#more.resolve();
  }

  async #next(): Promise<Told> {
    for (;;) {
      const told = this.#told.shift();
      if (told !== undefined) return told;
      this.#more = Promise.withResolvers();
      await this.#more.promise;
    }
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

function unexpected(told: Told): Error {
  if (told.type !== "failed") return new Error(`Reader said "${told.type}" out of turn`);
  return told.foreseen ? new RecordingError(told.message) : new Error(told.message);
}
