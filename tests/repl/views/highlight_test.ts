import assert from "node:assert/strict";
import fc from "fast-check";
import { highlight } from "../../../repl/views/highlight.ts";
import { COLOURED, PLAIN } from "../../../repl/views/palette.ts";
import type { Palette } from "../../../repl/views/palette.ts";
import { withoutColour } from "./golden.ts";
import { SOURCE } from "./samples.ts";

Deno.test("highlight tells words, kinds, strings and comments of a policy apart", () => {
  const named: Palette = (style, text) => `<${style} ${text}>`;
  assert.equal(
    highlight('path "p" { openat { pathname =~ /^a/ or ret > 1K } } # end', named),
    '<heading path> <string "p"> { <kind openat> { pathname =~ <string /^a/> <heading or> ret > ' +
      "<number 1K> } } <comment # end>",
  );
});

Deno.test("highlight changes nothing but colours when given any text", () => {
  const pieces = fc.constantFrom(...SOURCE.split(/(\b)/), '"', "/*", "\\", "\n", "宽", "\ud800");
  const text = fc.oneof(fc.array(pieces).map((parts) => parts.join("")), fc.string());
  fc.assert(fc.property(text, (source) => {
    // Entries are displayed before they are coloured, so there is no escape character in them.
    const shown = source.replaceAll("\x1b", "");
    assert.equal(withoutColour(highlight(shown, COLOURED)), shown);
    assert.equal(highlight(shown, PLAIN), shown);
  }));
});
