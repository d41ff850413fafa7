/** Where each character of an entry is drawn. Pure: a buffer in, rows of text out. */
import { visible } from "../views/escape.ts";
import { width, wrap } from "../views/width.ts";
import type { Buffer } from "./buffer.ts";

/** Layout is an entry as rows of a terminal, none wider than it, and where the cursor stands. */
export interface Layout {
  readonly rows: readonly string[];
  readonly row: number;
  readonly column: number;
}

/** LayoutOptions are what is drawn around an entry. */
export interface LayoutOptions {
  readonly prompt: string;
  readonly continuation: string;
  readonly columns: number;
  readonly highlight?: (text: string) => string;
  /** notes are harmless lines to show below lines of the entry, by the index of the line. */
  readonly notes?: ReadonlyMap<number, readonly string[]>;
}

const TAB = "    ";
const RESET = "\x1b[0m";
// deno-lint-ignore no-control-regex
const COLOUR = /\x1b\[[0-9;]*m/g;
// deno-lint-ignore no-control-regex
const UNIT = /\x1b\[[0-9;]*m|.[\p{Mn}\p{Me}]*/gsu;

/** layOut draws a buffer. Rows are broken here, not by the terminal, so each is where we think. */
export function layOut(buffer: Buffer, options: LayoutOptions): Layout {
  const { prompt, continuation, columns } = options;
  const head = shown(buffer.text.slice(0, buffer.cursor));
  const text = head + shown(buffer.text.slice(buffer.cursor));
  const rows: string[] = [];
  let line = "", used = 0, colour = "", offset = 0, index = 0;
  let place: { row: number; column: number } | null = null;
  const put = (unit: string, columnsOfUnit: number) => {
    if (used + columnsOfUnit > columns) finish("");
    line += unit;
    used += columnsOfUnit;
  };
  const finish = (start: string, notes: readonly string[] = []) => {
    rows.push(colour === "" ? line : line + RESET);
    // Notes stand below the text that they are about.
    const before = width(index === 1 ? prompt : continuation);
    const indent = " ".repeat(Math.min(before, columns - 1));
    const room = columns - indent.length;
    rows.push(...notes.flatMap((note) => wrap(note, room)).map((note) => indent + note));
    line = "";
    used = 0;
    putAll(start);
    line += colour;
  };
  const putAll = (label: string) => {
    for (const [unit] of label.matchAll(UNIT)) put(unit, unit.startsWith("\x1b") ? 0 : width(unit));
  };
  putAll(prompt);
  for (const [unit] of coloured(text, options.highlight).matchAll(UNIT)) {
    if (unit.startsWith("\x1b")) {
      colour = unit === RESET ? "" : colour + unit;
      line += unit;
      continue;
    }
    // Where the cursor is behind the last column, it is in front of the next row.
    if (offset >= head.length && place === null) {
      if (unit !== "\n" && used + width(unit) > columns) finish("");
      place = { row: rows.length, column: Math.min(used, columns - 1) };
    }
    offset += unit.length;
    if (unit === "\n") finish(continuation, options.notes?.get(index++));
    else put(unit, width(unit));
  }
  if (place === null) {
    if (used === columns) finish("");
    place = { row: rows.length, column: used };
  }
  rows.push(colour === "" ? line : line + RESET);
  return { rows, ...place };
}

/** shown is a text as it is displayed: what could harm is visible, and tabs have a fixed width. */
function shown(text: string): string {
  return text.split("\n").map((line) => visible(line.replaceAll("\t", TAB))).join("\n");
}

/** coloured asks the hook, and does without where it changed more than colours. */
function coloured(text: string, highlight: LayoutOptions["highlight"]): string {
  if (highlight === undefined || text === "") return text;
  const result = highlight(text);
  return result.replace(COLOUR, "") === text ? result : text;
}

/** viewport returns the part of a layout that fits into `height` rows and has the cursor in it. */
export function viewport(layout: Layout, height: number): Layout {
  const excess = layout.rows.length - height;
  if (excess <= 0) return layout;
  const from = Math.min(excess, Math.max(0, layout.row - height + 1));
  return { ...layout, rows: layout.rows.slice(from, from + height), row: layout.row - from };
}
