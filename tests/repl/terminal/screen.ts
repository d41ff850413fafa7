import type { Device } from "../../../repl/terminal/painter.ts";
import { width } from "../../../repl/views/width.ts";

/** UNIT is a control sequence with its first number and its final byte, or a character. */
// deno-lint-ignore no-control-regex
const UNIT = /\x1b\[(\d*)(?:;\d+)*([A-Za-z])|.[\p{Mn}\p{Me}]*/gsu;

/**
 * TestScreen is a screen in memory that knows what the painter uses. It scrolls without end, wraps
 * late as terminals do, and refuses any sequence that is not meant to be used.
 */
export class TestScreen implements Device {
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  readonly #columns: number;
  readonly #rows: number;

  constructor(columns: number, rows = 1000) {
    this.#columns = columns;
    this.#rows = rows;
  }

  size(): { columns: number; rows: number } {
    return { columns: this.#columns, rows: this.#rows };
  }

  /** lines are all lines so far, without the spaces at their ends. */
  get lines(): string[] {
    return this.#lines.map((line) =>
      Array.from({ length: line.length }, (_, column) => line[column] ?? " ").join("").trimEnd()
    );
  }

  /** cursor is where the cursor stands. */
  get cursor(): readonly [row: number, column: number] {
    return [this.#row, this.#column];
  }

  write(text: string): void {
    for (const [unit, number, final] of text.matchAll(UNIT)) {
      if (final !== undefined) this.#control(final, number === "" ? 1 : Number(number));
      else if (unit === "\r") this.#column = 0;
      else if (unit === "\n") this.#down();
      else this.#print(unit);
    }
  }

  #control(final: string, number: number): void {
    switch (final) {
      case "m":
        return;
      case "A":
        if (number > this.#row) throw new Error("the cursor was moved above the first line");
        this.#row -= number;
        return;
      case "C":
        this.#column = Math.min(this.#columns - 1, this.#column + number);
        return;
      case "K":
        this.#line().length = Math.min(this.#line().length, this.#column);
        return;
      case "J":
        this.#line().length = Math.min(this.#line().length, this.#column);
        this.#lines.length = this.#row + 1;
        return;
      default:
        throw new Error(`unexpected sequence ${final}`);
    }
  }

  #print(unit: string): void {
    const needed = width(unit);
    if (this.#column + needed > this.#columns) throw new Error(`a line wrapped at "${unit}"`);
    this.#line()[this.#column] = unit;
    if (needed === 2) this.#line()[this.#column + 1] = "";
    this.#column += needed;
  }

  #down(): void {
    this.#row++;
    while (this.#lines.length <= this.#row) this.#lines.push([]);
  }

  #line(): string[] {
    return this.#lines[this.#row] ?? [];
  }
}
