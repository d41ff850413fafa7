/**
 * Text from traced processes, made fit to be seen. A file name may hold escape sequences that
 * rewrite the terminal, bidi controls that turn a path around, or bytes that are no text at all;
 * here each becomes an escape that can be read and does nothing. What a person can see stays as it
 * is. `\xHH` is a byte and `\u{H...}` a character, as in the policy language's strings.
 */

/** BLANK_BRAILLE looks like a space and counts as a symbol, so no property finds it. */
const BLANK_BRAILLE = "\\u2800";

/**
 * HIDDEN finds what must not reach a terminal: controls, format characters (bidi, zero width),
 * surrogates, private use and unassigned ones, spaces other than the plain one, characters that
 * are drawn as nothing; and combining marks that have nothing to stand on or are stacked more than
 * three high, because those are drawn over what is beside them.
 */
const HIDDEN = new RegExp(
  `[\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}${BLANK_BRAILLE}]|(?! )\\p{Zs}|` +
    `(?<![^\\p{M}\\p{Z}\\p{C}\\p{Default_Ignorable_Code_Point}${BLANK_BRAILLE}]\\p{M}{0,2})\\p{M}`,
  "gu",
);

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * visible returns `text` with everything that could deceive or harm written as an escape: what a
 * traced process has written must not reach a terminal otherwise. Backslashes stay, so it is for
 * text shown on its own; {@link quoted} is the form that can be read back.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, escapeOf);
}

/**
 * quoted returns `text` as a string of the policy language: harmless, in double quotes, and with
 * backslashes and quotes escaped, so that no two texts look alike.
 */
export function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** escaped is what stands between the quotes of {@link quoted}. */
export function escaped(text: string): string {
  return visible(text.replace(/[\\"]/g, "\\$&"));
}

function escapeOf(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${hex(code)}`;
  // A byte that is not UTF-8 comes as the lone surrogate U+DC80 + (byte - 0x80).
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00)}`;
  return `\\u{${code.toString(16)}}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
