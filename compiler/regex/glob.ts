import { isByte } from "./bytes.ts";

/**
 * globToRegex writes a glob as a regular expression for buildMatcher, without flags: `*` takes bytes
 * other than a slash, `**` any bytes, `?` one byte of any value, and all else stands for itself. The
 * whole text has to match. It is a pattern of bytes (see bytes.ts): a newline, a byte that is not
 * UTF-8 and a part of a character are bytes like others. A lone surrogate U+DC80 to U+DCFF in the
 * glob stands for that byte.
 *
 * ```
 * /tmp/*.sh    before
 * \A\x2ftmp\x2f[\x00-.0-\xff]*\x2esh\z    after
 * ```
 */
export function globToRegex(glob: string): string {
  return `\\A${glob.replace(PART, (part) => WILD[part.slice(0, 2)] ?? spelled(part))}\\z`;
}

const PART = /\*\*+|[^]/gu;

const WILD: Readonly<Record<string, string>> = {
  "*": "[\\x00-.0-\\xff]*",
  "**": "[\\x00-\\xff]*",
  "?": "[\\x00-\\xff]",
};

function spelled(character: string): string {
  if (/^\w$/.test(character)) return character;
  const rune = character.codePointAt(0) ?? 0;
  const bytes = isByte(rune) ? [rune & 0xff] : new TextEncoder().encode(character);
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}
