/**
 * Wrong and doubtful policies with what the compiler says about them, word for word, in the .txt
 * beside each. After a deliberate change: deno test -A tests/compiler/wrong_test.ts -- --update
 */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { formatDiagnostic } from "../../compiler/print/diagnostic.ts";

const folder = new URL("wrong/", import.meta.url);
const names = [...Deno.readDirSync(folder)].map((entry) => entry.name)
  .filter((name) => name.endsWith(".policy")).sort();

for (const name of names) {
  Deno.test(`compile says what is wrong when it gets ${name}`, () => {
    const text = Deno.readTextFileSync(new URL(name, folder));
    const { machines, diagnostics } = compile(text, { file: name });
    const said = diagnostics.map((one) => `${formatDiagnostic(one, text, { color: false })}\n`)
      .join("");
    const expected = new URL(name.replace(/policy$/, "txt"), folder);
    if (Deno.args.includes("--update")) Deno.writeTextFileSync(expected, said);
    assert.equal(said, Deno.readTextFileSync(expected));
    assert.notEqual(said, "");
    const doubts = name.startsWith("warn-");
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    assert.equal(machines.length > 0, doubts);
    assert.equal(errors.length === 0, doubts);
  });
}
