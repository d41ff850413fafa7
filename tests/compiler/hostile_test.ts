/** Text that no one wrote on purpose, and text that someone wrote to break the compiler. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compile } from "../../compiler/compile.ts";
import { isOpen } from "../../compiler/completeness.ts";
import { syntaxTree, treeText } from "../../compiler/print/ast.ts";
import { formatDiagnostic } from "../../compiler/print/diagnostic.ts";
import { machineDot } from "../../compiler/print/dot.ts";
import { machineJson } from "../../compiler/print/json.ts";
import { machineMermaid } from "../../compiler/print/mermaid.ts";
import { machineText } from "../../compiler/print/text.ts";
import { tokensText } from "../../compiler/print/tokens.ts";
import { tokens } from "../../compiler/tokens.ts";

const WORDS = [
  ..."{}()[]<>=!~,;:?|.$@#/\\\"'-+*&^%",
  ..."\n \t\r\0\x1b\u202e\ufeff日é😀\ud800\udc00",
  ...("path let by within severity until block benign without all as not and or in has any glob " +
    "startswith~ contains openat execve write call unlink pathname argv flags ret uid ip port " +
    "comm $a $PRIVATE_NETS $device(x) @attack O_CREAT -ENOENT f.ret 5m 4K 0644 0x1f {2} .. ... " +
    '"p" "/etc" "^a(b|c)$" "\\x4" "(" "10.0.0.0/8" =~/a/ =~/(/ == != =~ !~ <= // /* */').split(" "),
  'path "a" { openat { pathname = "/a" } }',
  "let a = { uid = 0 }",
  "openat {} ? write {} : unlink {}",
  "( write {} | unlink {}... )",
  'block "x" { chmod {} }',
];

const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((words) => words.join(" "));
const insidePolicy = soup.map((body) => `path "p" { ${body} }`);
const insideStep = soup.map((body) => `path "p" { openat { ${body} } execve {} }`);
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  soup,
  insidePolicy,
  insideStep,
);

Deno.test("compile answers with diagnostics or machines when it gets any text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { machines, diagnostics } = compile(text);
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      if (errors.length > 0) assert.equal(machines.length, 0);
      for (const diagnostic of diagnostics) {
        const { start, end, line, column } = diagnostic.span;
        assert.ok(0 <= start && start <= end && end <= text.length, "span");
        assert.equal(line, text.slice(0, start).split("\n").length);
        assert.ok(column >= 1);
        const shown = formatDiagnostic(diagnostic, text, { color: false });
        // deno-lint-ignore no-control-regex
        assert.doesNotMatch(shown, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
      }
      for (const machine of machines) {
        const count = machine.states.length;
        for (const { edges, without } of machine.states) {
          assert.ok(edges.length > 0);
          for (const edge of edges) {
            assert.ok(machine.steps[edge.step]);
            assert.ok(typeof edge.to === "string" || edge.to < count);
          }
          for (const step of without) assert.ok(machine.steps[step]);
        }
        machineText(machine);
        machineDot(machine);
        machineMermaid(machine);
        JSON.parse(machineJson(machine));
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("compile says something when a text is neither empty nor a policy", () => {
  fc.assert(
    fc.property(soup, (text) => {
      const { machines, diagnostics } = compile(text);
      const words = tokens(text).filter(({ kind, start }) =>
        kind !== "comment" && text[start] !== ";"
      );
      const definitions = /\blet\b/.test(text);
      assert.ok(machines.length + diagnostics.length > 0 || words.length === 0 || definitions);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("tokens, tree and completeness answer when they get any text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let end = 0;
      for (const token of tokens(text)) {
        assert.ok(token.start >= end && token.end > token.start && token.end <= text.length);
        assert.match(text.slice(end, token.start), /^[\s\ufeff]*$/);
        end = token.end;
      }
      tokensText(text);
      treeText(syntaxTree(text), text);
      isOpen(text);
    }),
    { numRuns: 1000 },
  );
});

const many = 100_000;
const hostile: Readonly<Record<string, string>> = {
  "nested blocks": `path "p" {${'block "b" {'.repeat(many)}${"}".repeat(many)}}`,
  "unclosed blocks": `path "p" {${'block "b" {'.repeat(many)}`,
  "nested parentheses": `path "p" { openat { ${"(".repeat(many)}uid = 0${")".repeat(many)} } }`,
  "nested alternatives": `path "p" { ${"(".repeat(many)}`,
  "10 MB behind an unclosed brace": `path "p" {${" openat {}".repeat(1_000_000)}`,
  "10 MB of braces": "{".repeat(10_000_000),
  "an endless conditional": `path "p" { ${"openat {} ? ".repeat(20_000)} write {} }`,
  "an endless else": `path "p" { ${"openat {} ? ... : ".repeat(20_000)} write {} }`,
  "endless negation": `path "p" { openat { ${"not ".repeat(many)} uid = 0 } }`,
  "a chain of definitions": Array.from({ length: 10_000 }, (_, i) => `let a${i + 1} = $a${i}`)
    .join("\n") + `path "p" { openat { uid = $a10000 } }`,
  "unclosed texts": '"\n'.repeat(many),
  "unclosed comments": "/*".repeat(many),
  "a long word": "a".repeat(1_000_000),
  "bad conditions": `path "p" {${" openat { a b c }\n".repeat(1000)}}`,
};

for (const [what, text] of Object.entries(hostile)) {
  Deno.test(`compile ends with a short diagnostic when it gets ${what}`, () => {
    const { machines, diagnostics } = compile(text);
    assert.equal(machines.length, 0);
    assert.ok(diagnostics.length > 0 && diagnostics.length <= 100);
    for (const diagnostic of diagnostics) {
      assert.ok(formatDiagnostic(diagnostic, text, { color: true }).length < 3000);
    }
  });
}

Deno.test("compile takes nesting when it is within the limit", () => {
  const blocks = `path "p" { ${'block "b" {'.repeat(62)} openat {} ${"}".repeat(62)} }`;
  assert.equal(compile(blocks).machines.length, 1);
  const groups = `path "p" { openat { ${"(".repeat(62)} uid = 0 ${")".repeat(62)} } }`;
  assert.equal(compile(groups).machines.length, 1);
});
