/**
 * How wide a text is on a terminal, and how to cut, pad and wrap it. The texts here are harmless
 * already (see escape.ts); the only escape sequences in them are the palette's own, which take no
 * room and are never cut.
 */

/**
 * WIDE finds characters that take two columns: East Asian wide and full-width ones and emoji.
 * Source: Unicode's EastAsianWidth.txt, in blocks rather than single characters.
 */
const WIDE = new RegExp(
  "^[\\p{Emoji_Presentation}\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\u303e\\u3041-\\ua4cf" +
    "\\ua960-\\ua97f\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6f\\uff00-\\uff60" +
    "\\uffe0-\\uffe6\\u{16fe0}-\\u{18dff}\\u{1aff0}-\\u{1b2ff}\\u{1f200}-\\u{1f2ff}" +
    "\\u{1f300}-\\u{1f64f}\\u{1f900}-\\u{1f9ff}\\u{20000}-\\u{3fffd}]",
  "u",
);

/**
 * ATOM is what must not be cut: a colour sequence, or a visible escape or a character with the marks
 * that are drawn onto it.
 */
const ATOM =
  // deno-lint-ignore no-control-regex
  /\x1b\[[0-9;]*m|(?:\\x[0-9a-f]{2}|\\u\{[0-9a-f]{1,6}\}|\\[nrt"\\]|.)[\p{Mn}\p{Me}]*/gsu;

const MARKS = /[\p{Mn}\p{Me}]+$/u;

/** PLAIN_ASCII is the text that is as wide as it is long. */
const PLAIN_ASCII = /^[\x20-\x7e]*$/;

const ELLIPSIS = "…";
const RESET = "\x1b[0m";

/** width returns how many columns `text` takes; colour sequences take none. */
export function width(text: string): number {
  if (PLAIN_ASCII.test(text)) return text.length;
  let columns = 0;
  for (const [atom] of text.matchAll(ATOM)) columns += widthOfAtom(atom);
  return columns;
}

/** fit returns `text`, cut to at most `max` columns with an ellipsis where it is longer. */
export function fit(text: string, max: number): string {
  if (text.length <= max && PLAIN_ASCII.test(text) || width(text) <= max) return text;
  if (max <= 0) return "";
  let cut = "", room = max - 1, coloured = false;
  for (const [atom] of text.matchAll(ATOM)) {
    room -= widthOfAtom(atom);
    if (room < 0) break;
    cut += atom;
    if (atom.startsWith("\x1b")) coloured = atom !== RESET;
  }
  return cut + (coloured ? RESET : "") + ELLIPSIS;
}

/** pad returns `text` cut or filled with spaces to exactly `columns` columns. */
export function pad(text: string, columns: number, align: "left" | "right" = "left"): string {
  const cut = fit(text, columns);
  const space = " ".repeat(columns - width(cut));
  return align === "left" ? cut + space : space + cut;
}

/**
 * wrap returns `text` as lines of at most `columns` columns. It breaks behind the last space of a
 * line's second half, or, because paths have few, anywhere but in an atom. A character wider than
 * `columns` is left out. Colour that is on at a break goes on in the next line.
 */
export function wrap(text: string, columns: number): string[] {
  const atoms = Array.from(text.matchAll(ATOM), ([atom]) => atom);
  const lines: string[] = [];
  let colour = "";
  for (let from = 0, to = 0; to < atoms.length; from = to) {
    to = breakAt(atoms, from, columns);
    let line = colour;
    for (const atom of atoms.slice(from, to)) {
      line += atom;
      if (atom === RESET) colour = "";
      else if (atom.startsWith("\x1b")) colour += atom;
    }
    lines.push(colour === "" ? line : line + RESET);
    if (to === from) to++;
  }
  return lines.length === 0 ? [""] : lines;
}

/** flow breaks the lines of a message between words, which the terminal would not. */
export function flow(message: string, columns: number): string {
  return message.split("\n").flatMap((line) => wrap(line, columns))
    .map((line) => line.trimEnd()).join("\n");
}

/** breakAt returns the index of the first atom of the line behind the one that starts at `from`. */
function breakAt(atoms: readonly string[], from: number, columns: number): number {
  let used = 0, space = -1;
  for (let at = from; at < atoms.length; at++) {
    const atom = atoms[at] ?? "";
    used += widthOfAtom(atom);
    if (used > columns) return space >= 0 ? space : at;
    if (atom === " " && used > columns / 2) space = at + 1;
  }
  return atoms.length;
}

function widthOfAtom(atom: string): number {
  if (atom.startsWith("\x1b[")) return 0;
  if (atom.startsWith("\\")) return atom.replace(MARKS, "").length;
  return WIDE.test(atom) ? 2 : 1;
}
