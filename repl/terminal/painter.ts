import { width } from "../views/width.ts";
import { type Layout, viewport } from "./layout.ts";

/** Device is the screen that is drawn on. */
export interface Device {
  write(text: string): void;
  /** size returns the columns and rows there are now. */
  size(): { readonly columns: number; readonly rows: number };
}

/**
 * Painter draws an entry where the cursor is and knows how to draw over it again. It uses only what
 * every terminal since the VT100 has: up, right, erase to the end of line and of screen.
 */
export class Painter {
  readonly #device: Device;
  #drawn: Layout | null = null;
  #columns = 0;

  constructor(device: Device) {
    this.#device = device;
  }

  /** draw shows `layout` in place of what was drawn before. */
  draw(layout: Layout): void {
    const { columns, rows: height } = this.#device.size();
    const seen = viewport(layout, height);
    const last = seen.rows.length - 1;
    let out = this.#top();
    for (const [index, row] of seen.rows.entries()) {
      if (index < last) out += `${row}${this.#rest(row)}\r\n`;
      // Behind a full row, the cursor is still on its last column, which must not be erased.
      else out += width(row) < columns ? `${row}\x1b[J` : `\x1b[J${row}`;
    }
    out += up(last - seen.row) + "\r" + (seen.column > 0 ? `\x1b[${seen.column}C` : "");
    this.#drawn = seen;
    this.#columns = columns;
    this.#device.write(out);
  }

  /** leave shows `layout` a last time, with `mark` behind it, and goes to the line below. */
  leave(layout: Layout, mark = ""): void {
    this.draw({ ...layout, row: layout.rows.length - 1, column: 0 });
    const lastRow = layout.rows.at(-1) ?? "";
    const column = width(lastRow);
    this.#device.write(`${column > 0 ? `\x1b[${column}C` : ""}${mark}\r\n`);
    this.#drawn = null;
  }

  /**
   * above writes lines over what is drawn. A draw must follow: it comes below them and erases what
   * is left. (Erasing the screen here would make tmux keep it in its history, line by line.)
   */
  above(lines: readonly string[]): void {
    const out = this.#top();
    this.#drawn = null;
    this.#device.write(out + lines.map((line) => `${line}${this.#rest(line)}\r\n`).join(""));
  }

  /** clear empties the screen. */
  clear(): void {
    this.#drawn = null;
    this.#device.write("\x1b[H\x1b[2J");
  }

  /** forget says that something else has written; the next draw begins where the cursor is. */
  forget(): void {
    this.#drawn = null;
  }

  /** #rest erases what is behind a line, unless the line ends in the last column. */
  #rest(line: string): string {
    return width(line) % this.#device.size().columns === 0 && line !== "" ? "" : "\x1b[K";
  }

  /** #top leads to where the drawing begins, also after the terminal has become narrower. */
  #top(): string {
    if (this.#drawn === null) return "";
    const { columns } = this.#device.size();
    const { rows, row, column } = this.#drawn;
    // A terminal that shrinks breaks each row; one that grows leaves them, as each ends in a newline.
    const broken = columns < this.#columns
      ? rows.slice(0, row).reduce(
        (sum, one) => sum + Math.max(0, Math.ceil(width(one) / columns) - 1),
        0,
      ) +
        Math.floor(column / columns)
      : 0;
    return up(row + broken) + "\r";
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}
