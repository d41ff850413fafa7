import type { Architecture } from "../kinds/kinds.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Pattern } from "../machine.ts";
import type { Report } from "../report.ts";
import type { Lets } from "./lets.ts";

/** FileContext is what every pass over one file shares. */
export interface FileContext {
  readonly report: Report;
  readonly lets: Lets;
  /** architecture decides the few constants that differ between machines. */
  readonly architecture: Architecture;
}

/** StepContext is what the checks of one step's conditions share. */
export interface StepContext extends FileContext {
  readonly kind: Kind;
  readonly patterns: Patterns;
  /** spent counts what named conditions could otherwise multiply without end. */
  readonly spent: { tests: number; depth: number };
}

/** Patterns collects a policy's regular expressions, each once. */
export class Patterns {
  readonly list: Pattern[] = [];
  readonly #indices = new Map<string, number>();

  /** add returns the index of a pattern in the machine. */
  add(source: string, flags: string): number {
    const key = `${flags}/${source}`;
    let index = this.#indices.get(key);
    if (index === undefined) {
      index = this.list.push({ source, flags }) - 1;
      this.#indices.set(key, index);
    }
    return index;
  }
}
