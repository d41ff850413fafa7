/**
 * Text that is safe to show: a policy file may come from anywhere, so control characters, escape
 * sequences and marks that turn the direction of text are made visible.
 */

/** Shown is a text as it is printed, with the terminal columns it takes. */
export interface Shown {
  readonly text: string;
  readonly columns: number;
}

const TAB = 4;

/** visible returns one line of source as it may be printed; tabs are widened from `column` on. */
export function visible(line: string, column = 0): Shown {
  let text = "";
  let columns = column;
  for (const char of line) {
    const shown = shownAs(char, columns);
    text += shown.text;
    columns += shown.columns;
  }
  return { text, columns: columns - column };
}

function shownAs(char: string, column: number): Shown {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return { text: char, columns: 1 };
  if (code === 9) {
    const columns = TAB - column % TAB;
    return { text: " ".repeat(columns), columns };
  }
  // The control pictures: U+2400 stands for the byte 0, U+2421 for DEL.
  if (code < 0x20) return { text: String.fromCodePoint(0x2400 + code), columns: 1 };
  if (code === 0x7f) return { text: "\u2421", columns: 1 };
  if (isHidden(code)) {
    const text = `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
    return { text, columns: text.length };
  }
  if (/\p{Mark}/u.test(char)) return { text: char, columns: 0 };
  return { text: char, columns: isWide(code) ? 2 : 1 };
}

/** isHidden tells whether a character shows nothing, or changes how others are shown. */
function isHidden(code: number): boolean {
  return code >= 0x80 && code <= 0x9f || code === 0xad || code === 0x61c || code === 0x180e ||
    code >= 0x200b && code <= 0x200f || code >= 0x2028 && code <= 0x202e ||
    code >= 0x2060 && code <= 0x206f || code === 0xfeff || code >= 0xd800 && code <= 0xdfff ||
    code >= 0xfff0 && code <= 0xfffb || code >= 0xe0000 && code <= 0xe0fff;
}

/** The ranges that Unicode's East Asian Width calls wide, and emoji, roughly. */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return code >= 0x1100 && WIDE.some(([first, last]) => code >= first && code <= last);
}
