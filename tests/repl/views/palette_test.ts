import assert from "node:assert/strict";
import { choosePalette, COLOURED, PLAIN } from "../../../repl/views/palette.ts";
import type { ColorInputs } from "../../../repl/views/palette.ts";

Deno.test("choosePalette gives colour when the terminal can show it and nobody minds", () => {
  const usual: ColorInputs = {
    color: "auto",
    noColor: undefined,
    term: "xterm-256color",
    terminal: true,
  };
  const cases: readonly (readonly [Partial<ColorInputs>, boolean])[] = [
    [{}, true],
    [{ noColor: "" }, true],
    [{ noColor: "1" }, false],
    [{ term: "dumb" }, false],
    [{ term: undefined }, true],
    [{ terminal: false }, false],
    [{ color: "never" }, false],
    [{ color: "always", noColor: "1", term: "dumb", terminal: false }, true],
  ];
  for (const [inputs, colour] of cases) {
    assert.equal(
      choosePalette({ ...usual, ...inputs }),
      colour ? COLOURED : PLAIN,
      JSON.stringify(inputs),
    );
  }
});
