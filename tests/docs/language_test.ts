import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";

const page = await Deno.readTextFile(new URL("../../docs/language.md", import.meta.url));

Deno.test("docs/language.md holds the kinds' tables when it is generated", () => {
  for (const text of ["| `openat`", "| `pathname` `path`", "| `comm`"]) {
    assert.ok(page.includes(text), text);
  }
});

const examples = [...page.matchAll(/```policy\n([^]*?)```/g)].map((found) => found[1] ?? "");

Deno.test("docs/language.md has examples", () => {
  assert.ok(examples.length > 5, `found ${examples.length}`);
});

for (const [index, example] of examples.entries()) {
  Deno.test(`docs/language.md example ${index + 1} compiles: ${example.trim().split("\n")[0]}`, () => {
    const { machines, diagnostics } = compile(example, { file: "language.md" });
    const errors = diagnostics.filter((one) => one.severity === "error");
    assert.deepEqual(errors.map((one) => one.message), []);
    assert.ok(machines.length > 0);
  });
}
