import assert from "node:assert/strict";
import fc from "fast-check";
import { KeyDecoder } from "../../../repl/terminal/keys.ts";
import type { Key } from "../../../repl/terminal/keys.ts";

function keysOf(...pieces: readonly string[]): Key[] {
  const decoder = new KeyDecoder();
  return [...pieces.flatMap((piece) => decoder.feed(piece)), ...decoder.flush()];
}

Deno.test("KeyDecoder names the keys of common terminals", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["\x01", "C-a"],
    ["\x1a", "C-z"],
    ["\x1f", "C-_"],
    ["\r", "enter"],
    ["\n", "enter"],
    ["\t", "tab"],
    ["\x7f", "backspace"],
    ["\x1b\r", "M-enter"],
    ["\x1b\x7f", "M-backspace"],
    ["\x1bb", "M-b"],
    ["\x1b[A", "up"],
    ["\x1bOA", "up"],
    ["\x1b[H", "home"],
    ["\x1b[1~", "home"],
    ["\x1bOF", "end"],
    ["\x1b[3~", "delete"],
    ["\x1b[1;5D", "C-left"],
    ["\x1b[1;3C", "M-right"],
    ["\x1b", "escape"],
  ];
  for (const [input, name] of cases) {
    assert.deepEqual(keysOf(input).map((key) => key.name), [name], JSON.stringify(input));
  }
});

Deno.test("KeyDecoder leaves out sequences that it does not know", () => {
  assert.deepEqual(keysOf("a\x1b[99~\x1b[?1;2c\x1b[25~b").map((key) => key.text), ["a", "b"]);
});

Deno.test("KeyDecoder makes one key of a paste, whatever is in it", () => {
  assert.deepEqual(keysOf("\x1b[200~a {\r\n\tb\x03\x1b[A\r}\x1b[201~c"), [
    { name: "paste", text: "a {\n\tb\x03\x1b[A\n}" },
    { name: "text", text: "c" },
  ]);
});

Deno.test("KeyDecoder finds the same keys when the input comes in pieces", () => {
  const input = "ab\x1b[200~x\ry\x1b[201~\x1b[1;5Dz\x1b[3~\x01日😀\r";
  const joined = (keys: readonly Key[]) =>
    keys.map((key) => key.name === "text" ? key.text : `<${key.name} ${key.text}>`).join("");
  const whole = joined(keysOf(input));
  fc.assert(fc.property(fc.array(fc.nat(input.length)), (cuts) => {
    const at = [0, ...cuts.sort((a, b) => a - b), input.length];
    const pieces = at.slice(1).map((end, index) => input.slice(at[index], end));
    // A text decoder never cuts a surrogate pair, which these cuts may do.
    assert.equal(joined(keysOf(...pieces)), whole);
  }));
});

Deno.test("KeyDecoder takes a tab as text when text follows at once", () => {
  assert.deepEqual(keysOf("\tfoo").map((key) => key.name), ["text", "text"]);
  assert.deepEqual(keysOf("foo\t").map((key) => key.name), ["text", "tab"]);
});
