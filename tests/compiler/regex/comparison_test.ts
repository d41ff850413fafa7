/** The matchers against re2js itself, on random patterns and haystacks. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { makeMatcher } from "../../../compiler/regex/matcher.ts";
import { escaped, flags, hostile, pattern, text } from "./patterns.ts";

/** RUNS of each property, several haystacks each; RUNS=20000 in the environment for a long search. */
const RUNS = Number(Deno.env.get("RUNS") ?? 300);
const NO_TABLE = { cells: 0, cost: 0 };

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
  const [table, lazy] = [makeMatcher({ source, flags }), makeMatcher({ source, flags }, NO_TABLE)];
  assert.equal(lazy.table, null);
  for (const bytes of haystacks) {
    const want = expected(bytes);
    const note = `/${source}/${flags} on ${JSON.stringify(escaped(bytes))}`;
    assert.equal(table.test(bytes, 0, bytes.length), want, `${note}, with a table`);
    assert.equal(lazy.test(bytes, 0, bytes.length), want, `${note}, without a table`);
    const padded = Uint8Array.of(0x61, 0xc3, ...bytes, 0xa9, 0x62);
    assert.equal(table.test(padded, 2, padded.length - 2), want, `${note}, inside other bytes`);
  }
}

Deno.test("a matcher agrees with re2js when the haystack is UTF-8", () => {
  fc.assert(
    fc.property(pattern(), flags(), fc.array(text(), { minLength: 8, maxLength: 8 }), (...all) => {
      const [source, flags, haystacks] = all;
      const expected = reference(source, flags);
      compare(source, flags, haystacks, (bytes) => expected(escaped(bytes)));
    }),
    { numRuns: RUNS },
  );
});

Deno.test("a matcher takes each invalid byte as one character when the haystack is not UTF-8", () => {
  const haystacks = fc.array(hostile(), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(pattern(), flags(), haystacks, (source, flags, haystacks) => {
      const expected = reference(source, flags);
      compare(source, flags, haystacks, (bytes) => expected(escaped(bytes)));
    }),
    { numRuns: RUNS },
  );
});

Deno.test("a pattern of bytes agrees with re2js over Latin-1 when every byte is a character", () => {
  const bytes = ["\\xff", "\\xc3", "\\xa9", "[\\x80-\\xff]", "[^\\xc3]", "[a\\xe2]", "\\x80"];
  const haystacks = fc.array(fc.oneof(hostile(), text()), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(pattern(bytes), flags(false), haystacks, (source, flags, haystacks) => {
      const named = `(?:\\xff)?${source}`;
      // \xff is U+00FF to RE2, which is what Latin-1 makes of the byte.
      const expected = reference(named, flags);
      compare(named, flags, haystacks, (bytes) => expected(latin1(bytes)));
    }),
    { numRuns: RUNS },
  );
});

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
