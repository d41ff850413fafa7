import assert from "node:assert/strict";
import { PAGES, regenerate } from "../../docs/generate.ts";
import { COMMANDS } from "../../repl/commands/mod.ts";
import { flagsOf, manualPage } from "../../repl/views/manual.ts";
import { COLOURED } from "../../repl/views/palette.ts";
import { width } from "../../repl/views/width.ts";
import { splitWords } from "../../repl/words.ts";

for (const name of PAGES) {
  Deno.test(`docs/${name} agrees with the tables`, async () => {
    const page = await Deno.readTextFile(new URL(`../../docs/${name}`, import.meta.url));
    assert.equal(regenerate(page), page, "run `deno task docs`");
    assert.ok(page.includes("<!-- begin "), "it has generated parts");
  });
}

for (const row of COMMANDS.filter(({ hidden }) => !hidden)) {
  Deno.test(`${row.name} (${row.where}) has a page with examples that its flags allow`, () => {
    const { manual } = row;
    assert.ok(manual.examples.length > 0);
    const flags = new Set(
      flagsOf(manual).flatMap(({ word }) =>
        word.split(/[ ,]+/).filter((one) => one.startsWith("-"))
      ),
    );
    for (const [line] of manual.examples) {
      assert.equal(line.split(" ")[0], row.name);
      // A let is policy text; what stands behind -- is a program's.
      const [own = ""] = line.split(" -- ");
      const words = row.name === "let" || row.takesStep ? [] : splitWords(own);
      for (const word of words.slice(1)) {
        if (word.startsWith("-")) assert.ok(flags.has(word), `${line}: ${word}`);
      }
    }
    for (const columns of [40, 80, 200]) {
      for (const line of manualPage(row, "exeray", { palette: COLOURED, columns })) {
        // deno-lint-ignore no-control-regex
        assert.ok(width(line.replace(/\x1b\[[0-9;]*m/g, "")) <= columns, line);
      }
    }
  });
}
