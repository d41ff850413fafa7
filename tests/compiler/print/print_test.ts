import assert from "node:assert/strict";
import { compile } from "../../../compiler/compile.ts";
import { syntaxTree, treeText } from "../../../compiler/print/ast.ts";
import { formatDiagnostic } from "../../../compiler/print/diagnostic.ts";
import { machineDot } from "../../../compiler/print/dot.ts";
import { machineJson } from "../../../compiler/print/json.ts";
import { machineMermaid } from "../../../compiler/print/mermaid.ts";
import { machineText } from "../../../compiler/print/text.ts";
import { tokensText } from "../../../compiler/print/tokens.ts";
import { visible } from "../../../compiler/print/visible.ts";
import { machineOf } from "../machines.ts";

const POLICY = `@attack("T1003.008")
path "shadow" within 5m severity high until exit { status != 0 } {
  openat { pathname =~ "^/etc/(shadow|gshadow)$", ret >= 0 }
  without execve { filename = "/usr/sbin/unix_chkpwd" }
  execve { filename =~ "/(curl|wget)$" } ?
  block "network" { connect { ip not in $PRIVATE_NETS } } :
  block "copy" { write { content = "root:\\xff", len >= 9007199254740993 }.. unlink {} }
}`;

Deno.test("the views show every stage when a policy has everything", async (t) => {
  const machine = machineOf(POLICY);
  await t.assertSnapshot(`${machineText(machine)}\n`);
  await t.assertSnapshot(`${machineDot(machine)}\n`);
  await t.assertSnapshot(`${machineMermaid(machine)}\n`);
  await t.assertSnapshot(`${machineJson(machine)}\n`);
  await t.assertSnapshot(`${tokensText(POLICY)}\n`);
  await t.assertSnapshot(`${treeText(syntaxTree(POLICY), POLICY)}\n`);
});

Deno.test("visible makes text harmless when it holds more than characters", () => {
  assert.deepEqual(visible("a\x1b[31m\x07"), { text: "a␛[31m␇", columns: 7 });
  assert.deepEqual(visible("\u202eabc"), { text: "<U+202E>abc", columns: 11 });
  assert.deepEqual(visible("日本"), { text: "日本", columns: 4 });
  assert.deepEqual(visible("e\u0301"), { text: "e\u0301", columns: 1 });
  assert.deepEqual(visible("\ta\tb"), { text: "    a   b", columns: 9 });
  assert.deepEqual(visible("\ud800"), { text: "<U+D800>", columns: 8 });
});

/** caretOf returns what stands above the carets of a policy's only diagnostic. */
function caretOf(text: string, columns = Infinity): string {
  const [diagnostic] = compile(text).diagnostics;
  assert.ok(diagnostic);
  const [, source = "", carets = ""] = formatDiagnostic(diagnostic, text, { columns })
    .split("\n");
  for (const line of [source, carets]) assert.ok(visible(line).columns <= columns, line);
  const cells: string[] = [];
  for (const char of source) cells.push(char, ...Array(visible(char).columns - 1).fill(""));
  return cells.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1).join("");
}

const lines: readonly (readonly [what: string, text: string, marked: string])[] = [
  ["plain text", `path "p" { openat { fd = 3 } }`, "fd"],
  ["tabs", `path "p" {\n\t\topenat {\tfd = 3 } }`, "fd"],
  ["wide characters", `path "日本語" { openat { comm = "é日", fd = 3 } }`, "fd"],
  ["escape sequences", `path "p" { openat { comm = "\x1b[31m", fd = 3 } }`, "fd"],
  ["a long line", `path "p" { openat { pathname = "${"x".repeat(5000)}", fd = 3 } }`, "fd"],
  ["a long wide line", `path "p" { openat { pathname = "${"日".repeat(5000)}", fd = 3 } }`, "fd"],
  [
    "a mark behind 100 columns",
    `path "p" { openat { pathname = "${"x".repeat(120)}", fd = 3 } }`,
    "fd",
  ],
  ["several lines in the mark", `path "p" { exit {\n ret = 0 } }`, "exit {"],
];

for (const [what, text, marked] of lines) {
  Deno.test(`formatDiagnostic marks the place when the line has ${what}`, () => {
    for (const columns of [Infinity, 80, 40]) assert.equal(caretOf(text, columns), marked);
  });
}

Deno.test("formatDiagnostic colours only its own words when colour is wanted", () => {
  const text = `path "p" { openat { fd = 3 } }`;
  const [diagnostic] = compile(text, { file: "a\x1b[0m.policy" }).diagnostics;
  assert.ok(diagnostic);
  const shown = formatDiagnostic(diagnostic, text, { color: true });
  const start = "\x1b[1ma␛[0m.policy:1:21:\x1b[0m \x1b[1;31merror:\x1b[0m There is";
  assert.equal(shown.slice(0, start.length), start);
});
