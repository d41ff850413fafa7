import assert from "node:assert/strict";
import { isOpen } from "../../compiler/completeness.ts";
import { outline } from "../../compiler/outline.ts";
import { Report } from "../../compiler/report.ts";
import { Source } from "../../compiler/source.ts";
import { didYouMean, editDistance, nearest } from "../../compiler/suggest.ts";
import { tokens } from "../../compiler/tokens.ts";

Deno.test("tokens tells kinds apart when they look alike", () => {
  const text = `@a path "x\\"y" { openat{f=~/a\\/"b/i, n != 0x1f}{2}... $x } # end\n/* two\n */ /`;
  assert.deepEqual(tokens(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]), [
    ["annotation", "@a"],
    ["name", "path"],
    ["text", '"x\\"y"'],
    ["punctuation", "{"],
    ["name", "openat"],
    ["punctuation", "{"],
    ["name", "f"],
    ["operator", "=~"],
    ["regex", '/a\\/"b/i'],
    ["punctuation", ","],
    ["name", "n"],
    ["operator", "!="],
    ["number", "0x1f"],
    ["punctuation", "}"],
    ["punctuation", "{"],
    ["number", "2"],
    ["punctuation", "}"],
    ["punctuation", "..."],
    ["reference", "$x"],
    ["punctuation", "}"],
    ["comment", "# end"],
    ["comment", "/* two\n */"],
    ["unknown", "/"],
  ]);
});

Deno.test("tokens marks what is not closed when a line or the text ends", () => {
  for (const text of ['"abc', '"abc\\', "/* abc", '"a\\\n']) {
    assert.equal(tokens(text)[0]?.closed, false, text);
  }
});

const complete: readonly (readonly [text: string, open: boolean])[] = [
  ["", false],
  ["attach 42", false],
  ['path "p" {', true],
  ['path "p" { openat {', true],
  ['path "p" { openat { } }', false],
  ['path "p" by tree', true],
  ['path "p" until exit {}', true],
  ['path "p" until exit {} {', true],
  ['path "p" until exit {} { openat {} }', false],
  ['@attack("T1")', true],
  ["let a = [1,", true],
  ["let a = 1", false],
  ["/* a", true],
  ['path "p" { # }', true],
  ['path "p" { "}"', true],
  ['path "p" { openat { pathname = "/etc', false],
  ['path "p" { (}', false],
  ["}", false],
  ["{".repeat(100), false],
];

for (const [text, open] of complete) {
  Deno.test(`isOpen is ${open} when the prompt has ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.equal(isOpen(text), open);
  });
}

Deno.test("outline blanks out only what is damaged when policies stand beside it", () => {
  const good = `path "good" { unlink {} }\n`;
  for (const bad of [`path "bad" { unlink {`, `path "bad" { "x }\n}`, `path "bad" { ( }`]) {
    const text = `${good}${bad}\n${good}`;
    const report = new Report(new Source("", text));
    const left = outline(text, report);
    assert.equal(report.errors, 1, bad);
    assert.equal(left.text.length, text.length);
    assert.equal(left.text.replace(/\s+/g, " "), `${good}${good}`.replace(/\s+/g, " "));
  }
});

Deno.test("outline remembers names when their definition is damaged", () => {
  const text = `let a = [1, 2\npath "p" { unlink { uid in $a } }`;
  assert.deepEqual([...outline(text, new Report(new Source("", text))).lets], ["a"]);
});

Deno.test("span counts columns in code points when a line has wide characters", () => {
  const source = new Source("", "a\n😀é\tx\r\ny");
  const at = source.text.indexOf("x");
  assert.deepEqual(source.span({ start: at, end: at + 1 }), {
    start: at,
    end: at + 1,
    line: 2,
    column: 4,
  });
  assert.equal(source.line(source.text.length), 3);
});

Deno.test("editDistance counts insertions, deletions, replacements and swaps", () => {
  assert.equal(editDistance("openat", "openat"), 0);
  assert.equal(editDistance("opneat", "openat"), 1);
  assert.equal(editDistance("opnat", "openat"), 1);
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("abc", ""), 3);
});

Deno.test("nearest returns nothing when no name is near", () => {
  assert.equal(nearest("frobnicate", ["openat", "execve"]), undefined);
  assert.equal(nearest("x", ["y"]), undefined);
  assert.equal(didYouMean("O_CREATE", ["O_TRUNC", "O_CREAT"]), `Did you mean "O_CREAT"?`);
});
