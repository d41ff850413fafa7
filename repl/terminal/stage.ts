/**
 * The whole screen for a command that wants it: the terminal's alternate screen, on which rows are
 * drawn, and only those that have changed.
 */
import { fit, width } from "../views/width.ts";
import type { Key } from "./keys.ts";
import type { Device } from "./painter.ts";
import type { Stage } from "./terminal.ts";

/** ENTER goes to the alternate screen, hides the cursor, and keeps full rows from wrapping. */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J";
const LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";

/**
 * changes returns what to write so that a screen of `before` shows `after`. Before and after each
 * change no cursor position is assumed, so nothing that was lost in between can spoil it.
 */
export function changes(
  before: readonly string[],
  after: readonly string[],
  columns: number,
): string {
  let out = "";
  for (const [row, line] of after.entries()) {
    if (before[row] === line) continue;
    // Erasing behind a full row would take its last column with it.
    const rest = width(line) < columns ? "\x1b[K" : "";
    out += `\x1b[${row + 1};1H${line}${rest}`;
  }
  if (after.length < before.length) out += `\x1b[${after.length + 1};1H\x1b[J`;
  return out;
}

/** ScreenStage is a {@link Stage} on a device; the terminal hands it keys and tells of resizes. */
export class ScreenStage implements Stage {
  readonly #device: Device;
  #shown: readonly string[] = [];
  #keys: Key[] = [];
  #wake: (() => void) | null = null;

  constructor(device: Device) {
    this.#device = device;
  }

  get size(): { readonly columns: number; readonly rows: number } {
    return this.#device.size();
  }

  draw(lines: readonly string[]): void {
    const { columns, rows } = this.size;
    const after = lines.slice(0, rows).map((line) => fit(line, columns));
    const out = changes(this.#shown, after, columns);
    this.#shown = after;
    if (out !== "") this.#device.write(out);
  }

  async next(ms: number): Promise<Key | null> {
    if (this.#keys.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = null;
    }
    return this.#keys.shift() ?? null;
  }

  /** enter takes the screen, empty. */
  enter(): void {
    this.#shown = [];
    this.#device.write(ENTER);
  }

  /** leave gives it back as it was. */
  leave(): void {
    this.#device.write(LEAVE);
  }

  /** press hands it a key. */
  press(key: Key): void {
    this.#keys.push(key);
    this.#wake?.();
  }

  /** resized makes the next drawing one of everything: what is on the screen now is unknown. */
  resized(): void {
    this.#shown = [];
    this.#device.write("\x1b[2J");
    this.#wake?.();
  }

  /** wake makes `next` settle, so that whoever draws looks whether to go on. */
  wake(): void {
    this.#wake?.();
  }
}
