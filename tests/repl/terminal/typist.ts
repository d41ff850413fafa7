import { Editor } from "../../../repl/terminal/editor.ts";
import { KeyDecoder } from "../../../repl/terminal/keys.ts";
import type { TerminalOptions } from "../../../repl/terminal/terminal.ts";
import { TestScreen } from "./screen.ts";

/** Typist types into an editor and sees its screen. */
export class Typist {
  readonly screen: TestScreen;
  readonly editor: Editor;
  readonly #decoder = new KeyDecoder();

  constructor(options: Partial<TerminalOptions> & { readonly columns?: number } = {}) {
    this.screen = new TestScreen(options.columns ?? 40);
    // An entry is open while it has more opening than closing braces.
    const isOpen = (text: string) => text.split("{").length > text.split("}").length;
    this.editor = new Editor(this.screen, { isOpen, ...options });
  }

  read(): Promise<string | null> {
    return this.editor.read("> ", ". ");
  }

  /** type presses keys; the screen is up to date when it settles. */
  async type(...inputs: readonly string[]): Promise<void> {
    for (const input of inputs) {
      for (const key of this.#decoder.feed(input)) this.editor.press(key);
      await settled();
    }
  }

  /** entry types and returns the entry that results. */
  async entry(...inputs: readonly string[]): Promise<string | null> {
    const entry = this.read();
    await this.type(...inputs);
    return await entry;
  }
}

/** settled waits for the drawing, which comes once all keys that came together are taken. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}
