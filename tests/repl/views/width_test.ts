import assert from "node:assert/strict";
import fc from "fast-check";
import { visible } from "../../../repl/views/escape.ts";
import { COLOURED } from "../../../repl/views/palette.ts";
import { fit, pad, width, wrap } from "../../../repl/views/width.ts";
import { withoutColour } from "./golden.ts";
import { hostileText } from "./hostile.ts";

Deno.test("width counts columns, not characters", () => {
  assert.equal(width("abc"), 3);
  assert.equal(width("日本"), 4);
  assert.equal(width("e\u0301"), 1);
  assert.equal(width("😀"), 2);
  assert.equal(width(COLOURED("error", "abc")), 3);
  assert.equal(width("\\x1b"), 4);
  assert.equal(width("\\n\u0301"), 2);
  assert.equal(width("का"), 2);
});

Deno.test("fit ends colour when the text is cut inside it", () => {
  assert.equal(fit(COLOURED("good", "abcdef"), 4), "\x1b[32mabc\x1b[0m…");
});

Deno.test("pad gives exactly the columns asked for", () => {
  assert.equal(pad("ab", 4), "ab  ");
  assert.equal(pad("ab", 4, "right"), "  ab");
  assert.equal(pad("日本語", 4), "日… ");
});

Deno.test("wrap loses nothing and keeps to its columns when given any text", () => {
  fc.assert(fc.property(hostileText(), fc.integer({ min: 10, max: 80 }), (text, columns) => {
    const shown = visible(text);
    const lines = wrap(COLOURED("string", shown), columns);
    assert.equal(lines.map(withoutColour).join(""), shown);
    for (const line of lines) assert.ok(width(line) <= columns);
    // Each line stands alone: colour that it turns on, it turns off.
    for (const line of lines) assert.ok(line === "" || line.endsWith("\x1b[0m"));
  }));
});
