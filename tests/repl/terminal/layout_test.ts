import assert from "node:assert/strict";
import fc from "fast-check";
import { EMPTY, filled } from "../../../repl/terminal/buffer.ts";
import { layOut } from "../../../repl/terminal/layout.ts";
import { COLOURED } from "../../../repl/views/palette.ts";
import { width } from "../../../repl/views/width.ts";
import { HARMFUL, hostileText } from "../views/hostile.ts";
import { withoutColour } from "../views/golden.ts";

Deno.test("layOut puts the cursor where the text before it ends", () => {
  const options = { prompt: "> ", continuation: ". ", columns: 10 };
  assert.deepEqual(layOut(EMPTY, options), { rows: ["> "], row: 0, column: 2 });
  assert.deepEqual(layOut(filled("12345678"), options), {
    rows: ["> 12345678", ""],
    row: 1,
    column: 0,
  });
  assert.deepEqual(layOut({ text: "12345678\nx", cursor: 8 }, options), {
    rows: ["> 12345678", ". x"],
    row: 0,
    column: 9,
  });
  assert.deepEqual(layOut({ text: "1234567宽", cursor: 7 }, options), {
    rows: ["> 1234567", "宽"],
    row: 1,
    column: 0,
  });
});

Deno.test("layOut puts notes below the text of their line, whatever the prompt is", () => {
  const notes = new Map([[0, ["^ a"]], [1, ["^ b"]]]);
  assert.deepEqual(
    layOut(filled("one\ntwo\n"), { prompt: "long> ", continuation: ".> ", columns: 20, notes })
      .rows,
    ["long> one", "      ^ a", ".> two", "   ^ b", ".> "],
  );
});

Deno.test("layOut keeps colour across rows and refuses a highlighter that changes the text", () => {
  const options = { prompt: "", continuation: "", columns: 4 };
  const highlight = (text: string) => COLOURED("string", text);
  assert.deepEqual(layOut(filled("abcdef"), { ...options, highlight }).rows, [
    "\x1b[32mabcd\x1b[0m",
    "\x1b[32mef\x1b[0m",
  ]);
  const broken = () => "gone";
  assert.deepEqual(layOut(filled("abc"), { ...options, highlight: broken }).rows, ["abc"]);
});

Deno.test("layOut never draws a row that is too wide or a harmful character", () => {
  fc.assert(fc.property(hostileText(), fc.integer({ min: 10, max: 40 }), (text, columns) => {
    const highlight = (shown: string) => COLOURED("kind", shown);
    const layout = layOut(filled(text), { prompt: "> ", continuation: ". ", columns, highlight });
    for (const row of layout.rows) {
      assert.ok(width(row) <= columns);
      assert.doesNotMatch(withoutColour(row), HARMFUL);
    }
    assert.ok(layout.column < columns && layout.row < layout.rows.length);
  }));
});
