/** Golden tests of views: each is drawn at 80 and at 40 columns, without and with colour. */
import assert from "node:assert/strict";
import { COLOURED, PLAIN } from "../../../repl/views/palette.ts";
import type { Screen } from "../../../repl/views/screen.ts";
import { width } from "../../../repl/views/width.ts";

/**
 * golden compares what `draw` shows with the snapshot, and checks that no line is wider than the
 * screen and that colour changes nothing but colour.
 */
export async function golden(
  t: Deno.TestContext,
  draw: (screen: Screen) => readonly string[],
): Promise<void> {
  const drawn = [80, 40].map((columns) => {
    const lines = draw({ palette: PLAIN, columns });
    const coloured = draw({ palette: COLOURED, columns });
    for (const line of lines) {
      assert.ok(width(line) <= columns, `wider than ${columns} columns: ${line}`);
    }
    assert.deepEqual(coloured.map(withoutColour), lines);
    return `${"-".repeat(columns)}\n${lines.join("\n")}`;
  });
  await t.assertSnapshot(`\n${drawn.join("\n")}\n`, { serializer: (text) => text });
}

/** withoutColour removes the palette's sequences and nothing else. */
export function withoutColour(line: string): string {
  // deno-lint-ignore no-control-regex
  return line.replace(/\x1b\[[0-9;]*m/g, "");
}
