import assert from "node:assert/strict";
import fc from "fast-check";
import { quoted, visible } from "../../../repl/views/escape.ts";
import { width } from "../../../repl/views/width.ts";
import { HARMFUL, HOSTILE, hostileText } from "./hostile.ts";

Deno.test("visible writes what cannot be seen as an escape and leaves the rest", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["/etc/passwd", "/etc/passwd"],
    ["\x1b[31m", "\\x1b[31m"],
    ["a\nb\r\tc", "a\\nb\\r\\tc"],
    ["\x00\x7f", "\\x00\\x7f"],
    ["\x9b", "\\u{9b}"],
    ["a\u202eb", "a\\u{202e}b"],
    ["a\u200bb", "a\\u{200b}b"],
    ["\udcff\udc80", "\\xff\\x80"],
    ["\ud800", "\\u{d800}"],
    ["\u{e0041}", "\\u{e0041}"],
    ["\u2028", "\\u{2028}"],
    ["\u00a0", "\\u{a0}"],
    ["naïve Grüße 日本語 😀", "naïve Grüße 日本語 😀"],
    ["e\u0301", "e\u0301"],
    ["\u0301", "\\u{301}"],
    ["e\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\\u{301}"],
    ["\u2800\u0301", "\\u{2800}\\u{301}"],
    ["\\n", "\\n"],
    ["", ""],
  ];
  for (const [text, expected] of cases) assert.equal(visible(text), expected);
});

Deno.test("visible never lets a harmful character through when given any text", () => {
  fc.assert(fc.property(hostileText(), fc.option(fc.nat(60), { nil: undefined }), (text, max) => {
    const options = max === undefined ? {} : { max };
    assert.doesNotMatch(visible(text, options), HARMFUL);
    assert.doesNotMatch(quoted(text, options), HARMFUL);
  }));
});

Deno.test("visible keeps to max columns when given any text", () => {
  fc.assert(fc.property(hostileText(), fc.nat(60), (text, max) => {
    assert.ok(width(visible(text, { max })) <= max);
  }));
});

Deno.test("visible cuts at a whole character or escape when the text is too wide", () => {
  assert.equal(visible("abcdef", { max: 6 }), "abcdef");
  assert.equal(visible("abcdef", { max: 5 }), "abcd…");
  assert.equal(visible("日本語", { max: 5 }), "日本…");
  assert.equal(visible("日本語", { max: 4 }), "日…");
  assert.equal(visible("ab\x1bc", { max: 6 }), "ab…");
  assert.equal(visible("a\u202eb", { max: 9 }), "a…");
  assert.equal(visible("😀😀", { max: 3 }), "😀…");
  assert.equal(visible("a", { max: 0 }), "");
  assert.equal(visible("ab", { max: 1 }), "…");
});

Deno.test("quoted shows different texts differently when escapes look like text", () => {
  const seen = new Map<string, string>();
  const texts = [...HOSTILE, "\\x1b", "\x1b", "\\\\x1b", "\\n", "\n", "\udc9b", "\u009b", "\\x9b"];
  for (const text of texts) {
    const shown = quoted(text);
    assert.ok(!seen.has(shown) || seen.get(shown) === text, shown);
    seen.set(shown, text);
  }
  assert.equal(quoted('say "hi" \\'), '"say \\"hi\\" \\\\"');
});
