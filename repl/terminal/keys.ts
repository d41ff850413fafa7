/**
 * What a terminal sends, taken apart into keys. (node:readline decodes keys too, but in Deno not
 * the marks around a paste, without which pasted lines would be carried out one by one.)
 */

/** Key is one key press, a run of typed characters, or one paste. */
export interface Key {
  /** name is `text`, `paste`, or a key's name: `C-a`, `M-b`, `up`, `C-left`, `enter`. */
  readonly name: string;
  /** text is what was typed or pasted; lines end in `\n`. */
  readonly text: string;
}

const PASTE_BEGIN = "\x1b[200~";
const PASTE_END = "\x1b[201~";

/** CSI_FINAL and CSI_NUMBER name the keys by the final byte or, before a `~`, by the number. */
const CSI_FINAL: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
};
const CSI_NUMBER: Readonly<Record<string, string>> = {
  1: "home",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
};

/** CONTROL names the control characters that are keys of their own. */
const CONTROL: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x1f": "C-_",
};

// deno-lint-ignore no-control-regex
const CSI = /^\x1b(?:\[([\d;<=>?]*)[ -/]*([@-~])|O([A-Za-z]))/;
// deno-lint-ignore no-control-regex
const UNFINISHED = /^\x1b(?:\[[\d;<=>?]*[ -/]*|O)?$/;
// deno-lint-ignore no-control-regex
const TEXT = /^[^\x00-\x1f\x7f]+/;

/** tabsAsText: a Tab with text right behind it in one piece was not pressed but pasted. */
function tabsAsText(keys: readonly Key[]): Key[] {
  return keys.map((key, index) =>
    key.name === "tab" && keys[index + 1]?.name === "text" ? { name: "text", text: "\t" } : key
  );
}

/** KeyDecoder takes what a terminal sends in pieces of any size and returns the keys in it. */
export class KeyDecoder {
  #rest = "";

  /** waiting: what came last may be the beginning of a longer sequence, or the Escape key. */
  get waiting(): boolean {
    return this.#rest !== "" && !this.#rest.startsWith(PASTE_BEGIN);
  }

  /** feed returns the keys that `input` completes. */
  feed(input: string): Key[] {
    this.#rest += input;
    const keys: Key[] = [];
    while (this.#rest !== "" && !UNFINISHED.test(this.#rest)) {
      if (this.#rest.startsWith(PASTE_BEGIN)) {
        const end = this.#rest.indexOf(PASTE_END);
        if (end < 0) break;
        const text = this.#rest.slice(PASTE_BEGIN.length, end).replace(/\r\n?/g, "\n");
        keys.push({ name: "paste", text });
        this.#rest = this.#rest.slice(end + PASTE_END.length);
      } else {
        const [name, length] = next(this.#rest);
        if (name !== null) keys.push({ name, text: this.#rest.slice(0, length) });
        this.#rest = this.#rest.slice(length);
      }
    }
    return tabsAsText(keys);
  }

  /** flush returns the Escape key where nothing followed an escape character. */
  flush(): Key[] {
    if (!this.waiting) return [];
    this.#rest = "";
    return [{ name: "escape", text: "" }];
  }
}

/** next names the key that `input` begins with, or null for an unknown one, and its length. */
function next(input: string): readonly [name: string | null, length: number] {
  const text = TEXT.exec(input)?.[0];
  if (text !== undefined) return ["text", text.length];
  const csi = CSI.exec(input);
  if (csi !== null) return [csiName(csi), csi[0].length];
  const first = input.charAt(0);
  if (first === "\x1b") {
    const [name, length] = next(input.slice(1, 2));
    const key = name === "text" ? input.charAt(1) : name;
    return [key === null ? null : `M-${key}`, 1 + length];
  }
  return [CONTROL[first] ?? `C-${String.fromCharCode(first.charCodeAt(0) | 0x60)}`, 1];
}

function csiName([, parameters = "", final = "", ss3 = ""]: readonly string[]): string | null {
  const [number = "", modifier = ""] = parameters.split(";");
  const name = final === "~" ? CSI_NUMBER[number] : CSI_FINAL[final === "" ? ss3 : final];
  if (name === undefined) return null;
  // The modifier is 1 + a bit each for Shift, Alt and Ctrl (xterm's ctlseqs).
  const bits = Number(modifier === "" ? 1 : modifier) - 1;
  return `${(bits & 4) !== 0 ? "C-" : ""}${(bits & 2) !== 0 ? "M-" : ""}${name}`;
}
