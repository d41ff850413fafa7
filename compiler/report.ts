import type { Diagnostic } from "./diagnostics.ts";
import type { Range, Source } from "./source.ts";

/** MAX_MESSAGE bounds a message that quotes a name from the source. */
const MAX_MESSAGE = 500;

/** MAX_ERRORS is how many errors of a file are kept; nobody reads more at once. */
export const MAX_ERRORS = 100;

/** Note is a further place that matters to a diagnostic. */
export interface Note {
  readonly message: string;
  readonly at?: Range;
}

/** Extra is what may stand beside a message. */
export interface Extra {
  readonly hint?: string | undefined;
  readonly notes?: readonly Note[];
}

/**
 * Report collects what the passes have to say about one source. The same message at the same place
 * is kept once: a named condition is checked for every step that uses it.
 */
export class Report {
  readonly #diagnostics: Diagnostic[] = [];
  readonly #seen = new Set<string>();
  #errors = 0;

  constructor(readonly source: Source) {}

  /** errors is how many errors there are so far. */
  get errors(): number {
    return this.#errors;
  }

  /** error reports a mistake: the file will not be loaded. */
  error(at: Range, message: string, extra: Extra = {}): void {
    this.#add("error", at, message, extra);
  }

  /** warn reports a doubt that does not stop a load. */
  warn(at: Range, message: string, extra: Extra = {}): void {
    this.#add("warning", at, message, extra);
  }

  /** later refuses something that the language has, but this compiler does not yet. */
  later(at: Range, what: string, hint?: string): void {
    this.error(at, `${what} is not supported yet`, { hint });
  }

  /** diagnostics returns everything in the order of the source. */
  diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics.toSorted((a, b) =>
      a.span.start - b.span.start || a.span.end - b.span.end
    );
  }

  #add(severity: Diagnostic["severity"], at: Range, message: string, extra: Extra): void {
    const full = this.#diagnostics.length >= MAX_ERRORS;
    if (full && (severity === "warning" || this.#errors >= MAX_ERRORS)) return;
    const key = `${severity} ${at.start} ${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (severity === "error") this.#errors++;
    this.#diagnostics.push({
      severity,
      message: message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message,
      file: this.source.file,
      span: this.source.span(at),
      ...(extra.hint === undefined ? {} : { hint: extra.hint }),
      ...(extra.notes === undefined || extra.notes.length === 0 ? {} : {
        notes: extra.notes.map((note) => ({
          message: note.message,
          ...(note.at === undefined ? {} : { span: this.source.span(note.at) }),
        })),
      }),
    });
  }
}
