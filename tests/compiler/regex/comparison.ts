/** The matchers against re2js itself: properties of random patterns and haystacks. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { RE2JS } from "../../../compiler/regex/re2js.ts";
import { matcherOf } from "./matcher.ts";
import { escaped, flags, hostile, pattern, text } from "./patterns.ts";

/** HAYSTACKS is on how many haystacks each pattern is tried. */
const HAYSTACKS = { minLength: 8, maxLength: 8 };
/** TINY is a budget that is used up at once. */
const TINY = { cells: 0, each: 0 };

/** onText: a matcher agrees with re2js on UTF-8. */
export function onText(): fc.IRawProperty<unknown, false> {
  return fc.property(pattern(), flags(), fc.array(text(), HAYSTACKS), agree);
}

/** onHostile: a matcher takes each invalid byte as one character. */
export function onHostile(): fc.IRawProperty<unknown, false> {
  return fc.property(pattern(), flags(), fc.array(hostile(), HAYSTACKS), agree);
}

/** onBytes: a pattern that names bytes agrees with re2js over Latin-1. */
export function onBytes(): fc.IRawProperty<unknown, false> {
  const bytes = ["\\xff", "\\xc3", "\\xa9", "[\\x80-\\xff]", "[^\\xc3]", "[a\\xe2]", "\\x80"];
  const haystacks = fc.array(fc.oneof(hostile(), text()), HAYSTACKS);
  return fc.property(pattern(bytes), flags(false), haystacks, (source, flags, haystacks) => {
    const named = `(?:\\xff)?${source}`;
    // \xff is U+00FF to RE2, which is what Latin-1 makes of the byte.
    const expected = reference(named, flags);
    compare(named, flags, haystacks, (bytes) => expected(latin1(bytes)));
  });
}

function agree(source: string, flags: string, haystacks: readonly Uint8Array[]): void {
  const expected = reference(source, flags);
  compare(source, flags, haystacks, (bytes) => expected(escaped(bytes)));
}

function reference(source: string, flags: string): (haystack: string) => boolean {
  const bits = { i: RE2JS.CASE_INSENSITIVE, s: RE2JS.DOTALL, m: RE2JS.MULTILINE };
  const sum = [...flags].reduce((all, flag) => all | (bits[flag as keyof typeof bits] ?? 0), 0);
  const compiled = RE2JS.compile(source, sum);
  return (haystack) => compiled.matcher(haystack).find();
}

function compare(
  source: string,
  flags: string,
  haystacks: readonly Uint8Array[],
  expected: (bytes: Uint8Array) => boolean,
): void {
  const [roomy, tight] = [matcherOf({ source, flags }), matcherOf({ source, flags }, TINY)];
  for (const bytes of haystacks) {
    const want = expected(bytes);
    const note = `/${source}/${flags} on ${JSON.stringify(escaped(bytes))}`;
    assert.equal(roomy.test(bytes, 0, bytes.length), want, note);
    assert.equal(tight.test(bytes, 0, bytes.length), want, `${note}, with hardly any room`);
    const padded = Uint8Array.of(0x61, 0xc3, ...bytes, 0xa9, 0x62);
    assert.equal(roomy.test(padded, 2, padded.length - 2), want, `${note}, inside other bytes`);
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
