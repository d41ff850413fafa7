import assert from "node:assert/strict";
import { parseSize } from "../../../repl/arguments/sizes.ts";
import { PAPER } from "../../../repl/views/screen.ts";
import { summaryLine } from "../../../repl/views/summary.ts";

const SUMMARY = {
  type: "summary",
  events: 7,
  matches: 0,
  dismissed: 0,
  suppressed: 0,
  dropped: 12,
  skipped: 0,
  policies: 1,
} as const;

Deno.test("summaryLine counts losses by cause", () => {
  const line = (lost: Record<string, number>) => summaryLine({ ...SUMMARY, lost }, PAPER);
  assert.match(line({ "ring full": 12 }), /12 events were lost in the kernel \(ring full\)$/);
  assert.match(line({ a: 10, "b\x1b": 2 }), /kernel \(a: 10; b\\x1b: 2\)$/);
});

Deno.test("parseSize takes bytes and powers of 1024", () => {
  assert.deepEqual(["1", "64K", "100m", "2G"].map(parseSize), [1, 65536, 104857600, 2147483648]);
  for (const word of ["", "0", "-1", "1.5M", "1T", "M", "9".repeat(16)]) {
    assert.throws(() => parseSize(word), /a size is a number of bytes/);
  }
});
