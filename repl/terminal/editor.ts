/**
 * The line editor: keys in, entries out. It knows the screen only as a Device, so tests drive it
 * with a screen of their own. An entry is one buffer, whatever its lines: Enter puts a new line
 * into an entry that is open and ends one that is closed, a paste is text and never carried out,
 * and history, search and cancelling always mean the whole entry.
 */
import { KILLS, MOTIONS } from "./bindings.ts";
import {
  blankLine,
  type Buffer,
  EMPTY,
  filled,
  insert,
  lineOf,
  type Motion,
  onFirstLine,
  onLastLine,
  remove,
  swapped,
  target,
} from "./buffer.ts";
import { commonStart, listing } from "./candidates.ts";
import { History } from "./history.ts";
import type { Key } from "./keys.ts";
import { type Layout, layOut } from "./layout.ts";
import { type Device, Painter } from "./painter.ts";
import { type Search, searchPrompt, startSearch, stepSearch } from "./search.ts";
import { Undo } from "./undo.ts";
import type { Candidate, Prompt, TerminalOptions } from "./terminal.ts";

/** TAB is what the Tab key inserts at the beginning of a line. */
const TAB = "    ";

/** JUDGED_MAX is how many lines are judged anew below one that was changed. */
const JUDGED_MAX = 20;

/** Note is what was said of the last line of a text. */
interface Note {
  readonly text: string;
  readonly lines: readonly string[];
}

interface Reading {
  readonly prompt: Prompt;
  readonly continuation: string;
  readonly resolve: (entry: string | null) => void;
}

/** Editor reads entries from keys. */
export class Editor {
  readonly #device: Device;
  readonly #options: TerminalOptions;
  readonly #history: History;
  readonly #painter: Painter;
  #reading: Reading | null = null;
  #ended = false;
  /** #ahead are keys that came while no entry was being read. */
  #ahead: Key[] = [];
  #buffer: Buffer = EMPTY;
  #killed = "";
  /** #killing: the latest key has taken text out, and the next one that does adds to it. */
  #killing = false;
  readonly #undo = new Undo();
  #search: Search | null = null;
  /** #place is the entry of the history that is shown; behind the last one is #draft. */
  #place = 0;
  #draft = "";
  #walking = false;
  #above: string[] = [];
  #scheduled = false;
  #notes: Note[] = [];
  /** #changed is the first line that was changed since the lines were judged; null: none was. */
  #changed: number | null = null;
  /** #listed: of the candidates for this buffer, the page `next` comes next. */
  #listed: { readonly buffer: Buffer; readonly next: number } | null = null;

  constructor(device: Device, options: TerminalOptions) {
    this.#device = device;
    this.#options = options;
    this.#history = options.history ?? new History();
    this.#painter = new Painter(device);
  }

  /** reading tells whether an entry is being typed. */
  get reading(): boolean {
    return this.#reading !== null;
  }

  /** read shows the prompt and returns the entry, or null where the input has ended. */
  read(prompt: Prompt, continuation: string): Promise<string | null> {
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#reading = { prompt, continuation, resolve };
      this.#reset();
      const keys = this.#ahead;
      this.#ahead = [];
      // The prompt is there before what was typed ahead is taken.
      this.#draw();
      for (const key of keys) this.press(key);
    });
  }

  /** press takes one key. Keys that come while nothing is read are kept for the next entry. */
  press(key: Key): void {
    if (this.#reading === null) {
      this.#ahead.push(key);
      return;
    }
    const before = this.#search?.origin ?? this.#buffer;
    if (this.#search === null || !this.#pressInSearch(this.#search, key)) this.#press(key);
    const { name, text } = key;
    if (this.#search === null && name !== "C-_") {
      this.#undo.changed(before, this.#buffer, name === "text" ? text : null);
      this.#judgeAgain(before);
    }
    this.#schedule();
  }

  /** takeAhead returns what was typed while nothing was read, for something else than an entry. */
  takeAhead(): readonly Key[] {
    const keys = this.#ahead;
    this.#ahead = [];
    return keys;
  }

  /** notify writes lines above what is being typed. */
  notify(lines: readonly string[]): void {
    if (this.#reading === null) {
      this.#device.write(lines.map((line) => `${line}\r\n`).join(""));
      return;
    }
    this.#above.push(...lines);
    this.#schedule();
  }

  /** redraw draws the entry again, below whatever the screen shows now if that was disturbed. */
  redraw(disturbed: boolean): void {
    if (disturbed) this.#painter.forget();
    this.#schedule();
  }

  /** pause leaves the entry on the screen and goes below it; redraw(true) shows it again. */
  pause(): void {
    if (this.#reading === null) return;
    this.#painter.leave(this.#layout(this.#reading), this.#takeAbove());
  }

  /** end ends the input: a read that is under way returns null, and so do all later ones. */
  end(): void {
    this.#ended = true;
    if (this.#reading !== null) this.#finish(null);
  }

  #press(key: Key): void {
    const { name } = key;
    const walked = this.#walking, killing = this.#killing;
    this.#walking = this.#killing = false;
    const motion = MOTIONS[name];
    if (motion !== undefined) {
      this.#buffer = { ...this.#buffer, cursor: target(this.#buffer, motion) };
      return;
    }
    const kill = KILLS[name];
    if (kill !== undefined) {
      this.#kill(kill, killing);
      return;
    }
    switch (name) {
      case "text":
      case "paste":
        this.#buffer = insert(this.#buffer, key.text);
        return;
      case "M-enter":
        this.#buffer = insert(this.#buffer, "\n");
        return;
      case "enter":
        if (this.#options.isOpen(this.#buffer.text)) this.#newLine();
        else this.#finish(this.#buffer.text);
        return;
      case "backspace":
        this.#buffer = remove(this.#buffer, target(this.#buffer, "left"));
        return;
      case "delete":
        this.#buffer = remove(this.#buffer, target(this.#buffer, "right"));
        return;
      case "C-d":
        if (this.#buffer.text === "") this.#finish(null);
        else this.#buffer = remove(this.#buffer, target(this.#buffer, "right"));
        return;
      case "C-y":
        this.#buffer = insert(this.#buffer, this.#killed);
        return;
      case "C-t":
        this.#buffer = swapped(this.#buffer);
        return;
      case "C-_":
        this.#buffer = this.#undo.take() ?? this.#buffer;
        return;
      case "up":
        if (walked || onFirstLine(this.#buffer)) this.#walk(-1);
        else this.#buffer = { ...this.#buffer, cursor: target(this.#buffer, "up") };
        return;
      case "down":
        if (walked || onLastLine(this.#buffer)) this.#walk(1);
        else this.#buffer = { ...this.#buffer, cursor: target(this.#buffer, "down") };
        return;
      case "C-p":
        this.#walk(-1);
        return;
      case "C-n":
        this.#walk(1);
        return;
      case "C-r":
        this.#search = startSearch(this.#buffer);
        return;
      case "C-c":
        this.#cancel();
        return;
      case "C-l":
        this.#painter.clear();
        return;
      case "tab":
        if (this.#options.complete !== undefined) void this.#complete(this.#options.complete);
        else if (blankLine(this.#buffer)) this.#buffer = insert(this.#buffer, TAB);
        return;
    }
  }

  /** #pressInSearch takes a key while searching and tells whether that was all it meant. */
  #pressInSearch(search: Search, key: Key): boolean {
    const step = stepSearch(search, key, this.#history);
    this.#search = step.search;
    this.#buffer = step.buffer;
    return step.done;
  }

  #newLine(): void {
    const { text, cursor } = this.#buffer;
    this.#buffer = insert(this.#buffer, "\n");
    void this.#annotate(text.slice(0, cursor));
  }

  /** #judgeAgain has the lines judged anew that a change has reached, once the cursor leaves it. */
  #judgeAgain(before: Buffer): void {
    const from = lineOf(before), to = lineOf(this.#buffer);
    if (before.text !== this.#buffer.text) {
      // An earlier entry is another text; and what Enter ends at the end is judged as it is.
      const edited = !this.#walking && (from === to || !onLastLine(this.#buffer));
      if (edited) this.#changed = Math.min(to, this.#changed ?? to);
      return;
    }
    if (from === to || this.#changed === null) return;
    const lines = this.#buffer.text.split("\n");
    const last = Math.min(lines.length - 1, this.#changed + JUDGED_MAX);
    for (let line = this.#changed; line < last; line++) {
      void this.#annotate(lines.slice(0, line + 1).join("\n"));
    }
    this.#changed = null;
  }

  async #annotate(text: string): Promise<void> {
    // What cannot be answered is left out: the whole entry is judged at its end anyway.
    const lines = await this.#options.annotate?.(text).catch(() => []) ?? [];
    this.#notes = this.#notes.filter((note) => note.text !== text && this.#stands(note));
    if (lines.length > 0) this.#notes.push({ text, lines });
    this.#schedule();
  }

  /** #stands tells whether the text that a note is about is still there. */
  #stands({ text }: Note): boolean {
    return this.#buffer.text.startsWith(`${text}\n`);
  }

  #kill(motion: Motion, further: boolean): void {
    const to = target(this.#buffer, motion);
    const { text, cursor } = this.#buffer;
    const killed = text.slice(Math.min(to, cursor), Math.max(to, cursor));
    const earlier = further ? this.#killed : "";
    this.#killed = to < cursor ? killed + earlier : earlier + killed;
    this.#killing = true;
    this.#buffer = remove(this.#buffer, to);
  }

  #walk(by: 1 | -1): void {
    const { entries } = this.#history;
    const place = Math.min(entries.length, Math.max(0, this.#place + by));
    this.#walking = true;
    if (place === this.#place) return;
    if (this.#place === entries.length) this.#draft = this.#buffer.text;
    this.#place = place;
    this.#changed = null;
    this.#buffer = filled(entries[place] ?? this.#draft);
  }

  #cancel(): void {
    if (this.#reading === null) return;
    this.#painter.leave(this.#layout(this.#reading), this.#takeAbove(), "^C");
    this.#reset();
  }

  async #complete(complete: NonNullable<TerminalOptions["complete"]>): Promise<void> {
    const asked = this.#buffer;
    // A completion that fails (a process list that cannot be read) is none.
    const answer = await complete(asked.text, asked.cursor).catch(() => null);
    // What was typed meanwhile has priority: the answer is to another question.
    if (this.#reading === null || this.#buffer !== asked) return;
    const candidates = answer?.candidates ?? [];
    if (answer === null || candidates.length === 0) {
      if (blankLine(asked)) this.#buffer = insert(asked, TAB);
    } else {
      const typed = asked.text.slice(answer.from, asked.cursor);
      const common = commonStart(candidates);
      const [only] = candidates;
      if (candidates.length === 1 && only !== undefined) {
        const blank = /^\s/.test(asked.text.slice(asked.cursor));
        const after = only.after ?? (blank ? "" : " ");
        this.#buffer = insert(remove(asked, answer.from), only.text + after);
      } else if (common.length > typed.length && common.startsWith(typed)) {
        this.#buffer = insert(remove(asked, answer.from), common);
      } else {
        this.#list(candidates);
      }
    }
    this.#undo.changed(asked, this.#buffer, null);
    this.#schedule();
  }

  /** #list shows candidates above the entry; the same Tab once more shows those that it left out. */
  #list(candidates: readonly Candidate[]): void {
    const page = this.#listed?.buffer === this.#buffer ? this.#listed.next : 0;
    const { lines, next } = listing(candidates, this.#device.size().columns, page);
    this.#listed = { buffer: this.#buffer, next };
    this.notify(lines);
  }

  #finish(entry: string | null): void {
    const reading = this.#reading;
    if (reading === null) return;
    this.#painter.leave(this.#layout(reading), this.#takeAbove());
    this.#reading = null;
    if (entry !== null) this.#history.add(entry);
    reading.resolve(entry);
  }

  #reset(): void {
    this.#buffer = EMPTY;
    this.#search = null;
    this.#undo.clear();
    this.#killing = false;
    this.#draft = "";
    this.#notes = [];
    this.#changed = null;
    this.#place = this.#history.entries.length;
    this.#walking = false;
  }

  /** #schedule draws once, after all keys and notices that have come together. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #draw(): void {
    if (this.#reading === null) return;
    this.#painter.draw(this.#layout(this.#reading), this.#takeAbove());
  }

  #takeAbove(): readonly string[] {
    const lines = this.#above;
    this.#above = [];
    return lines;
  }

  #layout(reading: Reading): Layout {
    const { prompt } = reading;
    const usual = typeof prompt === "string" ? prompt : prompt();
    return layOut(this.#buffer, {
      prompt: this.#search === null ? usual : searchPrompt(this.#search),
      continuation: reading.continuation,
      columns: this.#device.size().columns,
      notes: new Map(
        this.#notes.filter((note) => this.#stands(note)).map(({ text, lines }) =>
          [text.split("\n").length - 1, lines] as const
        ),
      ),
      ...(this.#options.highlight === undefined ? {} : { highlight: this.#options.highlight }),
    });
  }
}
