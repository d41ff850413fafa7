import assert from "node:assert/strict";
import fc from "fast-check";
import { globToRegex } from "../../../compiler/regex/glob.ts";
import { checkPattern } from "../../../compiler/regex/pattern.ts";
import { matcherOf } from "./matcher.ts";

function matches(glob: string | Uint8Array, text: string | Uint8Array): boolean {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return matcherOf({ source: globToRegex(glob), flags: "" }).test(bytes, 0, bytes.length);
}

const CASES: readonly (readonly [glob: string, text: string, matches: boolean])[] = [
  ["/tmp/*.sh", "/tmp/a.sh", true],
  ["/tmp/*.sh", "/tmp/.sh", true],
  ["/tmp/*.sh", "/tmp/a/b.sh", false],
  ["/tmp/*.sh", "/tmp/a.sh2", false],
  ["/tmp/*.sh", "x/tmp/a.sh", false],
  ["/tmp/*.sh", "/tmp/aXsh", false],
  ["/tmp/**.sh", "/tmp/a/b.sh", true],
  ["/tmp/**/x", "/tmp/a/b/x", true],
  ["/tmp/**/x", "/tmp/x", false],
  ["/tmp/***", "/tmp/a/b", true],
  ["/tmp/*", "/tmp/a\nb", true],
  ["/tmp/*", "/tmp/a\n", true],
  ["/tmp/a", "/tmp/a\n", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["a?c", "a\nc", true],
  ["a?c", "aéc", false],
  ["a??c", "aéc", true],
  ["é*", "éa", true],
  ["é*", "êa", false],
  ["[ab]+(c|d)\\.^$", "[ab]+(c|d)\\.^$", true],
  ["[ab]", "a", false],
  ["", "", true],
  ["", "a", false],
  ["*", "", true],
];

for (const [glob, text, expected] of CASES) {
  const name = `${JSON.stringify(glob)} ${expected ? "takes" : "refuses"} ${JSON.stringify(text)}`;
  Deno.test(`the glob ${name}`, () => assert.equal(matches(glob, text), expected));
}

Deno.test("a glob takes bytes that are not UTF-8 when a wildcard stands for them", () => {
  const bytes = (...parts: (string | number)[]) =>
    Uint8Array.from(
      parts.flatMap((part) =>
        typeof part === "string" ? [...new TextEncoder().encode(part)] : [part]
      ),
    );
  assert.equal(matches("/tmp/*.sh", bytes("/tmp/", 0xff, ".sh")), true);
  assert.equal(matches("/tmp/*.sh", bytes("/tmp/", 0xe2, 0x82, ".sh")), true);
  assert.equal(matches("/tmp/?.sh", bytes("/tmp/", 0xff, ".sh")), true);
  assert.equal(matches("/tmp/?.sh", bytes("/tmp/", 0xe2, 0x82, ".sh")), false);
  assert.equal(matches("/tmp/\udcff", bytes("/tmp/", 0xff)), true);
  assert.equal(matches("/tmp/\udcff", bytes("/tmp/", 0xfe)), false);
  assert.equal(matches(bytes("é*", 0xff), bytes("éa", 0xff)), true, "and so does a byte of bytes");
  assert.equal(matches(bytes("é*", 0xff), bytes("éaÿ")), false);
});

Deno.test("a glob without wildcards takes nothing but itself", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, other) => {
    fc.pre(!/[*?]/.test(text));
    assert.equal(checkPattern(globToRegex(text), ""), null);
    assert.equal(matches(text, text), true);
    assert.equal(matches(text, other), text === other);
  }));
});
