/**
 * A policy file as the compiler sees it. The parser and the passes work with plain offsets, which
 * cost nothing; line and column are computed only for what is shown or kept.
 */
import type { Span } from "./diagnostics.ts";

/** Range is a part of a source text in UTF-16 offsets, the end excluded. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Source is a text with its name, able to turn offsets into lines and columns. */
export class Source {
  #starts: number[] | undefined;

  constructor(readonly file: string, readonly text: string) {}

  /** slice returns the text of a range. */
  slice(range: Range): string {
    return this.text.slice(range.start, range.end);
  }

  /** span returns a range with its 1-based line and column, the column in code points. */
  span(range: Range): Span {
    const line = this.line(range.start);
    let column = 1;
    for (let at = this.#lines()[line - 1] ?? 0; at < range.start; at++) {
      if (!isLowSurrogate(this.text.charCodeAt(at))) column++;
    }
    return { start: range.start, end: range.end, line, column };
  }

  /** line returns the 1-based line that an offset is in. */
  line(offset: number): number {
    const starts = this.#lines();
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** lineStart returns the offset at which a 1-based line begins. */
  lineStart(line: number): number {
    return this.#lines()[line - 1] ?? this.text.length;
  }

  #lines(): number[] {
    if (this.#starts === undefined) {
      this.#starts = [0];
      for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) {
        this.#starts.push(at + 1);
      }
    }
    return this.#starts;
  }
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
