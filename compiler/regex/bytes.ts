/**
 * What a byte is to a pattern. A haystack is read as characters: valid UTF-8 as the character it
 * encodes, every other byte as one character of its own, the lone surrogate U+DC00 + byte, which
 * UTF-8 cannot encode. So `.` and `[^/]` take an invalid byte as they take a letter, and a byte
 * thrown into a path hides it from no pattern.
 *
 * `\xHH` of 80 and above names a byte, not the character U+00HH (that is `\x{HH}`). A pattern that
 * names one is a *pattern of bytes*: every byte of its haystack is a character, also the parts of
 * valid UTF-8, `.` takes one byte, and a non-ASCII character in it stands for its bytes in sequence.
 *
 * ```
 * \xff\xd8.\xff      before, as a policy has it
 * \x{dcff}\x{dcd8}.\x{dcff}    after, as RE2 reads it, over bytes that are U+DC00 + byte
 * ```
 */
import type { Token } from "./token.ts";

/** BYTE is what lies between a byte of 80 and above and the character that stands for it. */
export const BYTE = 0xdc00;

const LONE = /[\udc80-\udcff]/u;

/** isByte tells whether a character stands for a byte, as U+DCFF does in `\udcff`. */
export function isByte(rune: number): boolean {
  return rune >= BYTE + 0x80 && rune <= BYTE + 0xff;
}

/** bytePattern tells whether a pattern names a byte of 80 or above. */
export function bytePattern(source: string, tokens: readonly Token[]): boolean {
  return LONE.test(source) ||
    tokens.some((token) =>
      token.is === "byte" || (token.is === "class" && token.items.some(({ is }) => is === "byte"))
    );
}

/** spellBytes rewrites a pattern of bytes for RE2. */
export function spellBytes(source: string, tokens: readonly Token[]): string {
  return tokens.map((token) => spell(source, token)).join("");
}

function spell(source: string, token: Token): string {
  switch (token.is) {
    case "byte":
      return written(BYTE + token.byte);
    case "literal":
      return token.rune < 0x80 ? source.slice(token.start, token.end) : sequence(token.rune);
    case "quote":
      return Array.from(token.text, (each) => sequence(each.codePointAt(0) ?? 0)).join("");
    case "class":
      return spellClass(source, token);
    default:
      return source.slice(token.start, token.end);
  }
}

function spellClass(source: string, token: Token & { readonly is: "class" }): string {
  let out = "";
  let at = token.start;
  for (const item of token.items) {
    if (item.is !== "byte") continue;
    out += source.slice(at, item.start) + written(BYTE + item.byte);
    at = item.end;
  }
  return out + source.slice(at, token.end);
}

function sequence(rune: number): string {
  if (rune < 0x80 || isByte(rune)) return written(rune);
  const bytes = new TextEncoder().encode(String.fromCodePoint(rune));
  return `(?:${Array.from(bytes, (byte) => written(BYTE + byte)).join("")})`;
}

function written(rune: number): string {
  return `\\x{${rune.toString(16)}}`;
}
