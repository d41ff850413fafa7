/**
 * Text between records and people: bytes of a record ↔ JavaScript strings, without loss. A byte that
 * is not part of valid UTF-8 becomes the lone surrogate U+DC80 + (byte - 0x80) and goes back to
 * that byte (Python's surrogateescape). A lone surrogate of any other value has no byte of its own;
 * it is encoded in three bytes, in the pattern of UTF-8, so that nothing throws and nothing is lost.
 */

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const ESCAPE = 0xdc00;
const FIRST_ESCAPE = 0xdc80;
const LAST_ESCAPE = 0xdcff;

/** encodeText returns the bytes of a string. */
export function encodeText(text: string): Uint8Array {
  return text.isWellFormed() ? encoder.encode(text) : encodeLoose(text);
}

/** decodeText returns the string for bytes `start` to `end`: `encodeText` turns it back exactly. */
export function decodeText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const part = bytes.subarray(start, end);
  try {
    return strict.decode(part);
  } catch {
    return decodeLoose(part);
  }
}

function encodeLoose(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let index = 0; index < text.length;) {
    // codePointAt is defined for every index inside the string.
    const code = text.codePointAt(index)!;
    index += code > 0xffff ? 2 : 1;
    if (code >= FIRST_ESCAPE && code <= LAST_ESCAPE) bytes[at++] = code - ESCAPE;
    else at = putCodePoint(bytes, at, code);
  }
  return bytes.slice(0, at);
}

function putCodePoint(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    bytes[at++] = code;
  } else if (code < 0x800) {
    bytes[at++] = 0xc0 | code >> 6;
    bytes[at++] = 0x80 | code & 0x3f;
  } else if (code < 0x10000) {
    bytes[at++] = 0xe0 | code >> 12;
    bytes[at++] = 0x80 | code >> 6 & 0x3f;
    bytes[at++] = 0x80 | code & 0x3f;
  } else {
    bytes[at++] = 0xf0 | code >> 18;
    bytes[at++] = 0x80 | code >> 12 & 0x3f;
    bytes[at++] = 0x80 | code >> 6 & 0x3f;
    bytes[at++] = 0x80 | code & 0x3f;
  }
  return at;
}

function decodeLoose(bytes: Uint8Array): string {
  const parts: string[] = [];
  let valid = 0;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    parts.push(strict.decode(bytes.subarray(valid, at)));
    // The index is below the length, so there is a byte.
    parts.push(String.fromCharCode(ESCAPE + bytes[at]!));
    valid = ++at;
  }
  parts.push(strict.decode(bytes.subarray(valid)));
  return parts.join("");
}

/** sequenceLength returns how many bytes the UTF-8 sequence at `at` has, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  // Of some first bytes not every second one is valid: overlong forms, surrogates, past U+10FFFF.
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  if (first < 0xe0) return 2;
  if (!isContinuation(bytes[at + 2])) return 0;
  if (first < 0xf0) return 3;
  return isContinuation(bytes[at + 3]) ? 4 : 0;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
