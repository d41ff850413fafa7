/**
 * What the compiler has to say about a policy, as values. Printing them is elsewhere
 * (compiler/print/), so that a terminal, a test and an editor can each show them their own way.
 */

/** Span is a part of a source text, in UTF-16 offsets, with 1-based line and column (code points). */
export interface Span {
  /** start is the offset of the first character. */
  readonly start: number;
  /** end is the offset behind the last character. */
  readonly end: number;
  /** line of the first character, from 1. */
  readonly line: number;
  /** column of the first character, from 1, in code points. */
  readonly column: number;
}

/** Diagnostic is one mistake or one doubt, with its place. */
export interface Diagnostic {
  /** severity: an error stops the load, a warning does not. */
  readonly severity: "error" | "warning";
  /** message is what is wrong, in the analyst's words: sentence case, no full stop, quoted values. */
  readonly message: string;
  /** file is the name the text was compiled under. */
  readonly file: string;
  /** span is the place that is marked. */
  readonly span: Span;
  /** hint is what to do about it. */
  readonly hint?: string;
  /** notes point at other places that matter, such as the first policy of the same name. */
  readonly notes?: readonly { readonly message: string; readonly span?: Span }[];
}
