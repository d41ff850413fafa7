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

/** ATOM is what must not be cut: a colour sequence, a visible escape, a character with its marks. */
// deno-lint-ignore no-control-regex
const ATOM = /\x1b\[[0-9;]*m|\\x[0-9a-f]{2}|\\u\{[0-9a-f]{1,6}\}|\\[nrt"\\]|.\p{M}*/gsu;

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
  return wrap(text, max - 1, 1)[0] + ELLIPSIS;
}

/** pad returns `text` cut or filled with spaces to exactly `columns` columns. */
export function pad(text: string, columns: number, align: "left" | "right" = "left"): string {
  const cut = fit(text, columns);
  const space = " ".repeat(columns - width(cut));
  return align === "left" ? cut + space : space + cut;
}

/**
 * wrap returns `text` as lines of at most `columns` columns, broken anywhere but in an atom: texts
 * such as paths have few spaces. At most `lines` lines are returned. A character wider than
 * `columns` is left out. Colour that is on at a break goes on in the next line.
 */
export function wrap(text: string, columns: number, lines = Infinity): string[] {
  const done: string[] = [];
  let line = "", room = columns, colour = "";
  for (const [atom] of text.matchAll(ATOM)) {
    const needed = widthOfAtom(atom);
    if (needed > room) {
      done.push(colour === "" ? line : line + RESET);
      if (done.length === lines) return done;
      line = colour;
      room = columns;
    }
    if (needed > room) continue;
    line += atom;
    room -= needed;
    if (atom === RESET) colour = "";
    else if (atom.startsWith("\x1b")) colour += atom;
  }
  done.push(line);
  return done;
}

function widthOfAtom(atom: string): number {
  if (atom.startsWith("\x1b[")) return 0;
  if (atom.startsWith("\\")) return atom.length;
  return WIDE.test(atom) ? 2 : 1;
}
