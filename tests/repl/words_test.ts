import assert from "node:assert/strict";
import fc from "fast-check";
import { partialWords, quoteWord, splitWords } from "../../repl/words.ts";

Deno.test("splitWords tells words apart as a shell does", () => {
  for (
    const [line, words] of [
      ["", []],
      ["  a  b\tc ", ["a", "b", "c"]],
      [`run sh -c 'echo "a  b"'`, ["run", "sh", "-c", 'echo "a  b"']],
      [`a"b c"d ''`, ["ab cd", ""]],
      [`"\\"\\x\\\\" \\' \\ x`, ['"\\x\\', "'", " x"]],
      [`'a\\' b`, ["a\\", "b"]],
      ["$HOME *", ["$HOME", "*"]],
    ] as const
  ) {
    assert.deepEqual(splitWords(line), words, line);
  }
  assert.throws(() => splitWords(`a "b`), /a quote " is not closed/);
});

Deno.test("splitWords reads back what quoteWord has written", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "binary" })), (words) => {
    assert.deepEqual(splitWords(words.map(quoteWord).join(" ")), words);
  }));
});

Deno.test("partialWords finds where the word that is typed begins", () => {
  assert.deepEqual(partialWords(""), { words: [""], from: 0 });
  assert.deepEqual(partialWords("det"), { words: ["det"], from: 0 });
  assert.deepEqual(partialWords("detach "), { words: ["detach", ""], from: 7 });
  assert.deepEqual(partialWords("detach 12"), { words: ["detach", "12"], from: 7 });
  assert.deepEqual(partialWords(`load "a b`), { words: ["load", "a b"], from: 5 });
});
