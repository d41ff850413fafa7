/**
 * Where secrets are masked: everything that a session tells passes through here before a view, a
 * file or a program sees it. Policies are matched, and matches kept, as they are: with the setting
 * off again, they are shown so.
 */
import { redact, redactText } from "../../engine/redact.ts";
import type { LiveSession } from "../../session/types.ts";

/** REDACT_FLAG is the parameter of commands that show or write events. */
export const REDACT_FLAG = {
  kind: "boolean",
  brief: "Mask what looks like keys, tokens and passwords",
  default: false,
  withNegated: false,
} as const;

/** Redaction masks while it is on. */
export class Redaction {
  readonly #isOn: () => boolean;
  /** #masked has what was masked before, #origins what that was. */
  readonly #masked = new WeakMap<object, object>();
  readonly #origins = new WeakMap<object, object>();

  constructor(isOn: () => boolean) {
    this.#isOn = isOn;
  }

  /** mask returns a value with its events masked, the same one each time it is asked. */
  mask<T>(value: T): T {
    if (!this.#isOn() || typeof value !== "object" || value === null) return value;
    const known = this.#masked.get(value);
    // What is kept for a value was made of it, and so is of its type.
    if (known !== undefined) return known as T & object;
    const masked = redact(value);
    if (masked !== value) {
      this.#masked.set(value, masked);
      this.#origins.set(masked, value);
    }
    return masked;
  }

  /** text masks a text. */
  text(text: string): string {
    return this.#isOn() ? redactText(text) : text;
  }

  /** origin returns what a masked value was made of. */
  origin<T extends object>(value: T): T {
    return (this.#origins.get(value) as T | undefined) ?? value;
  }

  /** session returns a session that tells nothing unmasked, whichever way it is asked. */
  session(session: LiveSession): LiveSession {
    return new Proxy(session, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        return (...args: readonly unknown[]) => {
          const told: unknown = Reflect.apply(value, target, args.map((arg) => this.#asked(arg)));
          return this.#told(told);
        };
      },
    });
  }

  /** #asked: a session knows its reports as it has told them. */
  #asked(arg: unknown): unknown {
    return typeof arg === "object" && arg !== null ? this.origin(arg) : arg;
  }

  #told(value: unknown): unknown {
    if (value instanceof Promise) return value.then((settled) => this.#told(settled));
    if (isStream(value)) return this.#stream(value);
    return this.mask(value);
  }

  #stream(stream: AsyncIterableIterator<unknown>): AsyncIterableIterator<unknown> {
    const next = (result: IteratorResult<unknown>) =>
      result.done ? result : { ...result, value: this.mask(result.value) };
    const masked: AsyncIterableIterator<unknown> = {
      next: async () => next(await stream.next()),
      return: async () => await stream.return?.() ?? { done: true, value: undefined },
      [Symbol.asyncIterator]: () => masked,
    };
    return masked;
  }
}

function isStream(value: unknown): value is AsyncIterableIterator<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
