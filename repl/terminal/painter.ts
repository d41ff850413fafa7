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

  /**
   * draw shows `layout` in place of what was drawn before, with the lines of `above` on top, which
   * are there to stay. All is written at once, so nobody ever sees half of it. Erasing comes last,
   * for what is left: tmux keeps a screen that is erased from its top in its history.
   */
  draw(layout: Layout, above: readonly string[] = []): void {
    const { columns, rows: height } = this.#device.size();
    const seen = viewport(layout, height);
    const last = seen.rows.length - 1;
    let out = this.#top();
    for (const line of above) out += `${line}${this.#rest(line)}\r\n`;
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
  leave(layout: Layout, above: readonly string[], mark = ""): void {
    this.draw({ ...layout, row: layout.rows.length - 1, column: 0 }, above);
    const lastRow = layout.rows.at(-1) ?? "";
    const column = width(lastRow);
    // A mark that does not fit behind the text would be torn by the terminal.
    const gap = column + width(mark) > this.#columns ? "\r\n" : "";
    this.#device.write(`${column > 0 ? `\x1b[${column}C` : ""}${gap}${mark}\r\n`);
    this.#drawn = null;
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
