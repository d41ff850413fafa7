import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { isOpen } from "../../compiler/completeness.ts";
import { lastLine } from "../../compiler/lines.ts";
import { Scanner } from "../../compiler/tokens.ts";
import { cases } from "../conformance/cases.ts";

/** soundPolicies are all policies of the repository that have no mistake. */
function soundPolicies(): readonly string[] {
  const root = new URL("../../", import.meta.url);
  const packed = [...Deno.readDirSync(new URL("policies/", root))].filter((one) => one.isDirectory)
    .map(({ name }) => Deno.readTextFileSync(new URL(`policies/${name}/${name}.policy`, root)));
  const examples = [...Deno.readDirSync(new URL("examples/", root))]
    .filter(({ name }) => name.endsWith(".policy"))
    .map(({ name }) => Deno.readTextFileSync(new URL(`examples/${name}`, root)));
  const all = [...packed, ...examples, ...cases().map(({ policy }) => policy)];
  return all.filter((text) => !compile(text).diagnostics.some((one) => one.severity === "error"));
}

Deno.test("lastLine finds no mistake in a sound policy, wherever it is broken off", () => {
  const texts = soundPolicies();
  assert.ok(texts.length > 10);
  for (const text of texts) {
    const scanner = new Scanner(text);
    while (scanner.next()) {
      const part = text.slice(0, scanner.end);
      if (isOpen(part)) assert.deepEqual(lastLine(part).errors, [], part);
    }
  }
});

Deno.test("lastLine finds each step where it ends", () => {
  const lines = [
    'path "p" by tree until exit {}',
    "{",
    '  openat { pathname = "/etc/shadow" } execve {}',
    "  write {",
    '    content =~ "root:"',
    "  }..",
    "  (connect {} | unlink {}",
    "  | rename {} )",
    "  without chmod {}",
    '  execve { filename = "/a" } ?',
    '    block "b" {',
    "      connect { port = 1 }",
  ];
  const found = lines.map((_, index) => {
    const { machine, steps } = lastLine(lines.slice(0, index + 1).join("\n"));
    return steps.map((step) => machine?.steps[step]?.label);
  });
  assert.deepEqual(found, [
    ["exit"],
    [],
    ["openat /etc/shadow", "execve"],
    [],
    [],
    ["write root:"],
    ["connect", "unlink"],
    ["rename"],
    ["chmod"],
    ["execve /a"],
    [],
    ["connect port = 1"],
  ]);
});

Deno.test("lastLine reports a mistake in its line alone, and once", () => {
  const first = 'path "p" {\n  openat { pathnam = "/etc/shadow" }';
  assert.deepEqual(
    lastLine(first).errors.map(({ message, span }) => [message.slice(0, 8), span.line]),
    [["There is", 2]],
  );
  assert.deepEqual(lastLine(`${first}\n  execve {}`).errors, []);
});

for (
  const [text, message] of [
    ['path "p" {\n  opnat {}', /"opnat"/],
    ['path "p" by tre {', /"tre"/],
    ['path "p" {\n  openat { flags = "x"', /./],
    ['path "p" {\n  openat { pathname =~ "(" }', /./],
    ['path "p" {\n  openat { pathname = $NONE }', /NONE/],
    ['path "p" {\n  openat { pathname = = }', /./],
  ] as const
) {
  Deno.test(`lastLine reports what no further line can mend in ${JSON.stringify(text)}`, () => {
    const { errors } = lastLine(text);
    assert.match(errors.map(({ message }) => message).join("\n"), message);
  });
}

Deno.test("lastLine knows what was defined earlier", () => {
  const text = 'path "p" {\n  execve { comm in $SHELLS }';
  assert.equal(lastLine(text).errors.length, 1);
  assert.deepEqual(lastLine(text, { after: 'let SHELLS = ["sh"]' }).steps, [0]);
});
