/**
 * The terminal as the shell sees it: entries come in, lines go out. Three things stand behind it:
 * the editor on a real terminal, a plain reader on one that knows no escape sequences
 * (`TERM=dumb`), and one for a pipe or a file, which neither prompts nor echoes.
 */
import type { History } from "./history.ts";
import type { Key } from "./keys.ts";

/** Terminal is where entries are read and lines are shown. */
export interface Terminal {
  /**
   * read returns the next entry, which may have several lines, or null at the end of the input
   * (Ctrl-D on an empty line). An entry that Ctrl-C cancels is not returned; the prompt comes again.
   * Where the prompt is a function, it is asked anew at each redraw.
   */
  read(prompt: Prompt, continuation: string): Promise<string | null>;
  /** notify shows harmless lines above what is being typed, which is not disturbed. */
  notify(lines: readonly string[]): void;
  /** write shows harmless text as it is; while an entry is being typed, as notify does. */
  write(text: string): void;
  /** refresh asks for the prompt anew, where it is a function, and draws what is being typed. */
  refresh(): void;
  /** columns is how wide the terminal is now; Infinity for a pipe or a file. */
  readonly columns: number;
  /** busy runs work that Ctrl-C aborts through the signal. What is typed meanwhile is kept. */
  busy<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** seat is what a command can ask of the terminal while it runs; null: lines are all there is. */
  readonly seat: Seat | null;
  /**
   * close gives the terminal back as it was. A read that is under way returns null. A read of
   * standard input cannot be taken back in Deno, so the process has to end itself with Deno.exit.
   */
  close(): void;
}

/** Seat is a terminal that a person sits at, for a command that wants more of it than lines. */
export interface Seat {
  /** key waits for the next key; null where the command was interrupted or the input has ended. */
  key(): Promise<Key | null>;
  /**
   * status shows a harmless line that fits a row, until something is written or another one is
   * shown; an empty one takes it away.
   */
  status(line: string): void;
  /**
   * takeOver gives the whole screen to `work`, all keys but Ctrl-Z included, and gives it back as it
   * was, however `work` ends. Lines that are written meanwhile are shown then.
   */
  takeOver<T>(work: (stage: Stage) => Promise<T>): Promise<T>;
  /**
   * handOver gives the terminal to another program while `work` goes on, as it was before this one
   * took it: its keys and Ctrl-C are that program's. Lines that are written meanwhile are shown
   * behind. It rejects where a terminal cannot be shared.
   */
  handOver<T>(work: () => Promise<T>): Promise<T>;
}

/** Stage is a whole screen that is drawn on. */
export interface Stage {
  /** size is how large it is now. */
  readonly size: { readonly columns: number; readonly rows: number };
  /** draw shows harmless lines, one a row, and nothing else. */
  draw(lines: readonly string[]): void;
  /** next waits for a key, at most `ms`; null: it is time to draw again. */
  next(ms: number): Promise<Key | null>;
}

/** Prompt is what stands before an entry; it may be coloured. */
export type Prompt = string | (() => string);

/** TerminalOptions are what the terminal asks of the shell; all but isOpen can be left out. */
export interface TerminalOptions {
  /** isOpen tells whether an entry goes on in the next line. */
  readonly isOpen: (text: string) => boolean;
  /** history of earlier entries; without it there is one for this terminal only. */
  readonly history?: History;
  /**
   * highlight returns `text` with colour sequences put in and nothing else changed. It sees the
   * entry as it is displayed, all lines of it.
   */
  readonly highlight?: (text: string) => string;
  /**
   * annotate tells what there is to say of the last line of `text`, which Enter has just ended in
   * an entry that goes on. The harmless lines are shown below it until the text up to there changes.
   */
  readonly annotate?: (text: string) => Promise<readonly string[]>;
  /** complete proposes how the word before `cursor` (a UTF-16 offset) may go on. */
  readonly complete?: (text: string, cursor: number) => Promise<Completion | null>;
}

/** Completion is what may stand in place of the text from `from` up to the cursor. */
export interface Completion {
  readonly from: number;
  readonly candidates: readonly Candidate[];
}

/** Candidate is one completion: its whole text, and in a few words what it is. */
export interface Candidate {
  readonly text: string;
  readonly brief?: string;
  /** after stands behind it where it is the only one; a space where nothing is said. */
  readonly after?: string;
}
