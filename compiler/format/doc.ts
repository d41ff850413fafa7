/**
 * Documents: text with places where a line may be broken. A group is written on one line where that
 * fits and holds nothing that must end its line; otherwise its own breaks become new lines, and the
 * groups inside it are asked again.
 *
 *     group(["[", indent([BREAK, "1,", SPACE, "2"]), BREAK, "]"])      [1, 2]      or one a line
 */

/** WIDTH is how many columns a line may have where there is a choice. */
export const WIDTH = 100;

/** INDENT is how many columns each level is indented. */
const INDENT = 4;

/** Doc is a part of a document. Text may hold new lines of its own; they are kept as they are. */
export type Doc = string | readonly Doc[] | Break | Indent | Group | Broken | Aside;

/** Break is a place between two lines. */
export interface Break {
  readonly is: "break";
  /** flat is what stands there when the group is on one line; null: a new line always. */
  readonly flat: "" | " " | null;
  /** fill makes a break of a broken group a new line only where what follows would not fit. */
  readonly fill: boolean;
  /** blank adds an empty line where the break is a new line. */
  readonly blank: boolean;
}

interface Indent {
  readonly is: "indent";
  readonly of: Doc;
}

interface Group {
  readonly is: "group";
  readonly of: Doc;
  /** broken: something in it must end its line. */
  readonly broken: boolean;
}

interface Broken {
  readonly is: "broken";
  readonly text: string;
}

interface Aside {
  readonly is: "aside";
  readonly text: string;
}

/** SPACE is a space or a new line. */
export const SPACE: Break = { is: "break", flat: " ", fill: false, blank: false };

/** EMPTY is nothing or a new line. */
export const EMPTY: Break = { ...SPACE, flat: "" };

/** FILL is a space, or a new line where what follows would not fit. */
export const FILL: Break = { ...SPACE, fill: true };

/** HARD is a new line always. */
export const HARD: Break = hard(SPACE);

/** hard makes a new line of a break. */
export function hard(line: Break, blank = line.blank): Break {
  return { ...line, flat: null, fill: false, blank };
}

/** indent moves the new lines of a document one level to the right. */
export function indent(of: Doc): Doc {
  return { is: "indent", of };
}

/** group decides for all of its own breaks at once. */
export function group(of: Doc): Doc {
  return { is: "group", of, broken: mustBreak(of) };
}

/** whenBroken is text that stands only in a group over several lines. */
export function whenBroken(text: string): Doc {
  return { is: "broken", text };
}

/** aside is text at the end of a line for which nothing has to make room. */
export function aside(text: string): Doc {
  return { is: "aside", text };
}

/** Groups inside know already, so each part of a document is looked at once. */
function mustBreak(doc: Doc): boolean {
  if (typeof doc === "string") return doc.includes("\n");
  if (isList(doc)) return doc.some(mustBreak);
  switch (doc.is) {
    case "break":
      return doc.flat === null;
    case "indent":
      return mustBreak(doc.of);
    case "group":
      return doc.broken;
    case "broken":
    case "aside":
      return false;
  }
}

function isList(doc: Exclude<Doc, string>): doc is readonly Doc[] {
  return Array.isArray(doc);
}

/** Part is what is still to be written: a document, how deep it is, and whether on one line. */
interface Part {
  readonly doc: Doc;
  readonly level: number;
  readonly flat: boolean;
}

/** Page takes text and new lines. */
class Page {
  #text = "";
  #column = 0;
  /** The indentation is written with what it indents, so that empty lines stay empty. */
  #indented = true;

  /** room is how many columns of the line are left. */
  get room(): number {
    return WIDTH - this.#column;
  }

  write(text: string): void {
    if (text === "") return;
    if (!this.#indented) this.#text += " ".repeat(this.#column);
    this.#indented = true;
    this.#text += text;
    const end = text.lastIndexOf("\n") + 1;
    this.#column = end > 0 ? text.length - end : this.#column + text.length;
  }

  newLine(level: number, blank: boolean): void {
    this.#text += blank ? "\n\n" : "\n";
    this.#column = level * INDENT;
    this.#indented = false;
  }

  /** text ends the last line and returns everything. */
  text(): string {
    return this.#text === "" || this.#text.endsWith("\n") ? this.#text : `${this.#text}\n`;
  }
}

/** render writes a document. */
export function render(doc: Doc): string {
  const page = new Page();
  const rest: Part[] = [{ doc, level: 0, flat: false }];
  for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
    const { doc, level, flat } = part;
    if (typeof doc === "string") {
      page.write(doc);
    } else if (isList(doc)) {
      pushAll(rest, doc, level, flat);
    } else if (doc.is === "indent") {
      rest.push({ doc: doc.of, level: level + 1, flat });
    } else if (doc.is === "group") {
      const inOne = { doc: doc.of, level, flat: true };
      const fit = !doc.broken && (flat || fits([inOne], rest, page.room));
      rest.push(fit ? inOne : { ...inOne, flat: false });
    } else if (doc.is === "broken") {
      if (!flat) page.write(doc.text);
    } else if (doc.is === "aside") {
      page.write(doc.text);
    } else if (flat && doc.flat !== null) {
      page.write(doc.flat);
    } else if (doc.fill && !doc.blank && fits([], rest, page.room - 1)) {
      page.write(" ");
    } else {
      page.newLine(level, doc.blank);
    }
  }
  return page.text();
}

/** fits tells whether parts, and what follows them up to the next new line, have room. */
function fits(parts: Part[], rest: readonly Part[], room: number): boolean {
  let left = room;
  let next = rest.length - 1;
  while (left >= 0) {
    const part = parts.pop() ?? rest[next--];
    if (part === undefined) return true;
    const { doc, level, flat } = part;
    if (typeof doc === "string") {
      const end = doc.indexOf("\n");
      if (end >= 0) return end <= left;
      left -= doc.length;
    } else if (isList(doc)) {
      pushAll(parts, doc, level, flat);
    } else if (doc.is === "indent") {
      parts.push({ doc: doc.of, level, flat });
    } else if (doc.is === "group") {
      parts.push({ doc: doc.of, level, flat: !doc.broken });
    } else if (doc.is === "broken") {
      if (!flat) left -= doc.text.length;
    } else if (doc.is === "aside") {
      continue;
    } else if (flat && doc.flat !== null) {
      left -= doc.flat.length;
    } else {
      return true;
    }
  }
  return false;
}

function pushAll(parts: Part[], docs: readonly Doc[], level: number, flat: boolean): void {
  for (let i = docs.length - 1; i >= 0; i--) parts.push({ doc: docs[i] ?? "", level, flat });
}
