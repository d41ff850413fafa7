/**
 * A stream with any number of readers: each gets every item sent while it is open. A reader that
 * does not keep up holds only so many items; what comes past that is told of, not kept.
 */

/** ChannelOptions are what a channel is made with. */
export interface ChannelOptions {
  /** onDrop is told of each item that a full reader did not get. */
  readonly onDrop?: () => void;
  /** onTake is told whenever a reader has taken an item, onEnd when a reader has ended. */
  readonly onTake?: () => void;
  readonly onEnd?: () => void;
  /** onFail is told when a reader has been given the error that the channel was closed with. */
  readonly onFail?: () => void;
}

/** ReadOptions are how a channel is read. */
export interface ReadOptions {
  /** limit is how many unread items the reader holds at most. Default 100,000. */
  readonly limit?: number;
  /** signal ends the reader behind what it has not read yet. */
  readonly signal?: AbortSignal | undefined;
}

/** Channel sends items to all its readers. */
export class Channel<T> {
  readonly #options: ChannelOptions;
  readonly #readers = new Set<Reader<T>>();
  #closed = false;

  constructor(options: ChannelOptions = {}) {
    this.#options = options;
  }

  /** size is how many readers there are now. */
  get size(): number {
    return this.#readers.size;
  }

  /** backlog is how many items the slowest reader has not taken yet. */
  get backlog(): number {
    let most = 0;
    for (const reader of this.#readers) most = Math.max(most, reader.unread);
    return most;
  }

  /** send delivers an item to every reader. */
  send(item: T): void {
    for (const reader of this.#readers) {
      if (!reader.offer(item)) this.#options.onDrop?.();
    }
  }

  /** read opens a reader of what is sent from now on. */
  read({ limit = 100_000, signal }: ReadOptions = {}): AsyncIterableIterator<T, undefined> {
    const end = () => reader.end();
    const reader = new Reader<T>(limit, this.#options, () => {
      signal?.removeEventListener("abort", end);
      this.#readers.delete(reader);
      this.#options.onEnd?.();
    });
    if (!this.#closed) this.#readers.add(reader);
    if (this.#closed || signal?.aborted) reader.end();
    else signal?.addEventListener("abort", end);
    return reader;
  }

  /** close ends every reader behind what it has not read yet; with an error, by rejecting. */
  close(error?: Error): void {
    this.#closed = true;
    for (const reader of [...this.#readers]) reader.end(error);
  }
}

/** Reader is one iterator over a channel. */
class Reader<T> implements AsyncIterableIterator<T, undefined> {
  #items: T[] = [];
  #next = 0;
  readonly #waiting: PromiseWithResolvers<IteratorResult<T, undefined>>[] = [];
  #ended = false;
  #error: Error | undefined;
  readonly #limit: number;
  readonly #options: ChannelOptions;
  readonly #onEnd: () => void;

  constructor(limit: number, options: ChannelOptions, onEnd: () => void) {
    this.#limit = limit;
    this.#options = options;
    this.#onEnd = onEnd;
  }

  get unread(): number {
    return this.#items.length - this.#next;
  }

  offer(item: T): boolean {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting.resolve({ done: false, value: item });
    else if (this.unread < this.#limit) this.#items.push(item);
    else return false;
    return true;
  }

  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    for (const waiting of this.#waiting.splice(0)) waiting.resolve(this.#last());
    this.#onEnd();
  }

  /** #last is what next() answers when nothing more comes: the error once, then done. */
  #last(): Promise<IteratorResult<T, undefined>> {
    const error = this.#error;
    this.#error = undefined;
    if (error !== undefined) {
      this.#options.onFail?.();
      return Promise.reject(error);
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#next < this.#items.length) {
      const value = this.#items[this.#next++] as T;
      if (this.#next === this.#items.length) {
        this.#items = [];
        this.#next = 0;
      }
      this.#options.onTake?.();
      return Promise.resolve({ done: false, value });
    }
    if (this.#ended) return this.#last();
    const waiting = Promise.withResolvers<IteratorResult<T, undefined>>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#items = [];
    this.#next = 0;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
