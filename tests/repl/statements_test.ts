import assert from "node:assert/strict";
import fc from "fast-check";
import { isPolicyText } from "../../repl/evaluate.ts";
import { currentStatement, placed, statements } from "../../repl/statements.ts";

const texts = (text: string) => statements(text, isPolicyText).map((one) => one.text);
const lines = (text: string) => statements(text, isPolicyText).map((one) => one.line);

Deno.test("statements parts commands at newlines and semicolons, and leaves quotes whole", () => {
  assert.deepEqual(texts("load a; state\n\n  policies ;;"), ["load a", "state", "policies"]);
  assert.deepEqual(texts(`run sh -c 'a; b' "c;\\"d" e\\;f; state`), [
    `run sh -c 'a; b' "c;\\"d" e\\;f`,
    "state",
  ]);
  assert.deepEqual(texts("run sh -c 'a\nb'\nstate"), ["run sh -c 'a\nb'", "state"]);
  assert.deepEqual(texts("run 'open\nstate"), ["run 'open", "state"], "it never closes");
});

Deno.test("statements leaves comments and the line of an interpreter out", () => {
  const text = "#!/usr/bin/env -S exeray source\n# a; b\n// c\n/* d\n; e */ state # 1\n";
  assert.deepEqual(texts(text), ["state"]);
  assert.deepEqual(lines(text), [5]);
  assert.deepEqual(texts("load a # it's; b\nload c // it's\nload d #\npolicies//\n"), [
    "load a",
    "load c",
    "load d",
    "policies//",
  ]);
  // That of a policy is part of its text.
  const policy = 'path "p" { openat {} } # one; two';
  assert.deepEqual(texts(`${policy}\nstate`), [policy, "state"]);
});

Deno.test("statements takes for comments only what cannot be a word", () => {
  for (const text of ["attach #3", "run cat //etc/x", "run a#b", "run 'a # b'", "run a \\# b"]) {
    assert.deepEqual(texts(text), [text]);
  }
});

Deno.test("statements keeps a policy of several lines whole, and parts it from commands", () => {
  const policy = 'path "p" by tree\n  within 10s {\n  openat { pathname = "a;}" }; execve {}\n}';
  assert.deepEqual(texts(`load x\n${policy}\nstate`), ["load x", policy, "state"]);
  assert.deepEqual(lines(`load x\n${policy}\nstate`), [1, 2, 6]);
  assert.deepEqual(texts('path "p" { openat {} }; state'), ['path "p" { openat {} }', "state"]);
});

Deno.test("statements makes one of policies and lets that follow each other", () => {
  const set =
    '@attack("T1")\npath "p" { openat {} }\n\nlet A = ["a",\n"b"]; path "q" { execve {} }';
  assert.deepEqual(texts(`${set}\npolicies\nlet B = 1`), [set, "policies", "let B = 1"]);
});

Deno.test("statements has every place as it was when a statement is placed", () => {
  const text = 'state\nload a; path "p" {\n}';
  const all = statements(text, isPolicyText);
  for (const one of all) {
    const whole = placed(text, one);
    assert.equal(whole.indexOf(one.text.charAt(0)), one.start);
    assert.equal(whole.slice(one.start), one.text);
    assert.equal(whole.split("\n").length, text.slice(0, whole.length).split("\n").length);
  }
});

Deno.test("statements loses nothing but blanks of any text, and ends", () => {
  const piece = fc.constantFrom(
    ...'state|;|\n|\'|"|\\|{|}|path|"p"|let|=|openat|#|//|/*|*/| |@|(|[|until'.split("|"),
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
    const text = pieces.join("");
    const all = statements(text, isPolicyText);
    let end = 0;
    for (const one of all) {
      assert.ok(one.text.trim() !== "" && one.start >= end);
      assert.equal(text.slice(one.start, one.start + one.text.length), one.text);
      assert.equal(one.line, text.slice(0, one.start).split("\n").length);
      end = one.start + one.text.length;
    }
  }));
});

Deno.test("currentStatement is where what is being typed begins", () => {
  for (
    const [done, typed] of [
      ["", ""],
      ["", "sta"],
      ["state; ", "pol"],
      ["state;", ""],
      ['path "p" { openat {} }; ', "load x y"],
      ["", 'path "p" {\n'],
      ["state\n", 'path "p" {\n  openat { '],
      ['path "p" { openat {} }\n', ""],
      ["", "load "],
    ] as const
  ) {
    assert.equal(currentStatement(done + typed, isPolicyText), done.length, done + typed);
  }
});
