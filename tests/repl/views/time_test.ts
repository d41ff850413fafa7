import assert from "node:assert/strict";
import { PAPER } from "../../../repl/views/screen.ts";
import { duration, moment, sinceStart, wallClock } from "../../../repl/views/time.ts";

Deno.test("sinceStart counts seconds, then minutes and hours", () => {
  assert.equal(sinceStart(0), "+0.000 s");
  assert.equal(sinceStart(1_234_999_999), "+1.234 s");
  assert.equal(sinceStart(59_999_999_999), "+59.999 s");
  assert.equal(sinceStart(60e9), "+1:00.000");
  assert.equal(sinceStart(125_120e6), "+2:05.120");
  assert.equal(sinceStart(3_723_004e6), "+1:02:03.004");
});

Deno.test("duration keeps to about three digits and the fitting unit", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 ns"],
    [850, "850 ns"],
    [85_400, "85.4 µs"],
    [999_900, "1 ms"],
    [7_700_000, "7.7 ms"],
    [230e6, "230 ms"],
    [999.6e6, "1 s"],
    [1.234e9, "1.23 s"],
    [59.99e9, "1 min"],
    [125e9, "2 min 5 s"],
    [300e9, "5 min"],
    [3600e9, "1 h"],
    [11_520e9, "3 h 12 min"],
    [-5e6, "-5 ms"],
  ];
  for (const [ns, expected] of cases) assert.equal(duration(ns), expected);
});

Deno.test("wallClock adds to a start with nanoseconds", () => {
  assert.equal(wallClock("2026-11-23T03:00:00.000000000Z", 1_234e6), "03:00:01.234");
  assert.equal(wallClock("2026-11-23T23:59:59.999999999Z", 1), "00:00:00.000");
  assert.equal(wallClock("2026-11-23T03:00:00+01:00", 0), "02:00:00.000");
  assert.equal(wallClock("yesterday", 0), undefined);
});

Deno.test("moment falls back to the session's own time when the start is not known", () => {
  assert.equal(moment(1e9, PAPER), "+1.000 s");
  assert.equal(moment(1e9, { ...PAPER, start: null }), "+1.000 s");
  assert.equal(moment(1e9, { ...PAPER, start: "yesterday" }), "+1.000 s");
  assert.equal(moment(1e9, { ...PAPER, start: "2026-11-23T03:00:00Z" }), "03:00:01.000");
});
