/** Questions to the Worker and its answers, one promise each. */
import { SensorError } from "../sensor/errors.ts";
import type { Operations, Refusal, Request } from "./protocol.ts";

interface Pending {
  readonly operation: keyof Operations;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Calls asks questions and settles them when they are answered. */
export class Calls {
  readonly #post: (request: Request) => void;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #failure: Error | null = null;
  #told = false;

  /** Calls sends its questions with `post`. */
  constructor(post: (request: Request) => void) {
    this.#post = post;
  }

  /** failed is true when nothing will be answered any more. */
  get failed(): boolean {
    return this.#failure !== null;
  }

  /** told is true when somebody who asked has been told why nothing will be answered. */
  get told(): boolean {
    return this.#told;
  }

  /** ask asks for an operation. It rejects with a SensorError where that is refused. */
  ask<O extends keyof Operations>(
    operation: O,
    ask: Operations[O]["ask"],
  ): Promise<Operations[O]["answer"]> {
    if (this.#failure !== null) {
      this.#told = true;
      return Promise.reject(this.#failure);
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, {
        operation,
        resolve: (value) => resolve(value as Operations[O]["answer"]),
        reject,
      });
      this.#post({ id, operation, ask } as Request);
    });
  }

  /** answer settles a question. */
  answer(id: number, value: unknown): void {
    this.#pending.get(id)?.resolve(value);
    this.#pending.delete(id);
  }

  /** refuse rejects a question. */
  refuse(id: number, refusal: Refusal): void {
    this.#pending.get(id)?.reject(errorOf(refusal));
    this.#pending.delete(id);
  }

  /** fail rejects whatever is asked now or later; the first error stands. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { operation, reject } of this.#pending.values()) {
      // Nobody waits for the answer to this one.
      if (operation !== "listen") this.#told = true;
      reject(error);
    }
    this.#pending.clear();
  }
}

/** errorOf makes the error of a refusal, which cannot cross between threads as what it is. */
export function errorOf({ code, message, ...known }: Refusal): SensorError {
  return new SensorError(code, message, known);
}
