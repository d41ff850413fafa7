import { isByte } from "./bytes.ts";

/**
 * globToRegex writes a glob as a regular expression, to be compiled without flags: `*` takes bytes
 * other than a slash, `**` any bytes, `?` one byte of any value, and all else stands for itself. The
 * whole text has to match. It is a pattern of bytes (see bytes.ts): a newline, a byte that is not
 * UTF-8 and a part of a character are bytes like others. In a string, a lone surrogate U+DC80 to
 * U+DCFF stands for that byte.
 *
 * ```
 * /tmp/*.sh    before
 * \A\x2ftmp\x2f[\x00-.0-\xff]*\x2esh\z    after
 * ```
 */
export function globToRegex(glob: string | Uint8Array): string {
  const bytes = typeof glob === "string" ? [...glob].flatMap(bytesOf) : Array.from(glob);
  const text = bytes.map((byte) => String.fromCharCode(byte)).join("");
  return `\\A${text.replace(PART, (part) => WILD[part.slice(0, 2)] ?? spelled(part))}\\z`;
}

const PART = /\*\*+|[^]/g;

const WILD: Readonly<Record<string, string>> = {
  "*": "[\\x00-.0-\\xff]*",
  "**": "[\\x00-\\xff]*",
  "?": "[\\x00-\\xff]",
};

function bytesOf(character: string): readonly number[] {
  const rune = character.codePointAt(0) ?? 0;
  return isByte(rune) ? [rune & 0xff] : [...new TextEncoder().encode(character)];
}

function spelled(byte: string): string {
  return /^\w$/.test(byte) ? byte : `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
