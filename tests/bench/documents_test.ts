import assert from "node:assert/strict";
import { withResults } from "../../bench/documents.ts";
import type { Results } from "../../bench/results.ts";
import type { Row } from "../../bench/row.ts";
import { table } from "../../bench/table.ts";

const FAST: Row = {
  what: "a thing",
  unit: "rate",
  ours: 3_141_592,
  spread: [3_000_000, 3_500_000],
  wanted: 3_000_000,
  headline: true,
  other: { name: "theirs", median: 31_000 },
};
const SLOW: Row = { what: "time", unit: "ns", ours: 12_345, spread: [1, 2e9], wanted: 10_000 };

const RESULTS: Results = {
  date: "2026-11-27T05:00:00.000Z",
  exeray: "0.1.0",
  machine: { cpu: "CPU", cores: 2 },
  kernel: "6.18",
  deno: "2.9.6",
  v8: "15.0",
  load: 1.25,
  whole: true,
  groups: { engine: [FAST, SLOW] },
};

Deno.test("table shows what was missed, and of rates that more is better", () => {
  assert.equal(
    table([FAST, SLOW], ["what", "ours", "rounds", "wanted", "the other", "ratio"]),
    `| what    | ours        | rounds                     | wanted           | the other        | ratio     |
| ------- | ----------- | -------------------------- | ---------------- | ---------------- | --------- |
| a thing | 3,140,000/s | 3,000,000/s to 3,500,000/s | 3,000,000/s      | theirs: 31,000/s | 101 times |
| time    | 12.3 µs     | 1 ns to 2.00 s             | 10.0 µs (missed) |                  |           |`,
  );
});

Deno.test("withResults writes the sections of what was measured, and leaves all others", () => {
  const section = (name: string, text: string) => `<!-- bench ${name} -->\n${text}<!-- end -->\n`;
  const text = `# A\n\n${section("engine", "old\n")}b\n${section("sensor", "\nkept\n\n")}` +
    `${section("short", "")}c\n${section("conditions", "")}`;
  const written = withResults(text, RESULTS);
  assert.match(written, /^# A\n\n<!-- bench engine -->\n\n\| what {4}\| ours .*\n.*\n\| a thing/);
  assert.match(written, /\n\n<!-- end -->\nb\n<!-- bench sensor -->\n\nkept\n\n<!-- end -->\n/);
  assert.match(
    written,
    /<!-- bench short -->\n\n\| what.*\n.*\n\| a thing[^\n]*\n\n<!-- end -->\nc/,
  );
  assert.match(written, /Measured on 2026-11-27: ExeRay 0.1.0, Deno 2.9.6 \(V8 15.0\), Linux 6.18/);
  assert.equal(withResults(written, RESULTS), written);
  const part = withResults(text, { ...RESULTS, whole: false });
  assert.match(part, /\| a thing/);
  assert.doesNotMatch(part, /Measured on|short -->\n\n\|/);
});
