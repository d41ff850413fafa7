import assert from "node:assert/strict";
import type { Output } from "../../../repl/context.ts";
import { type Place, Progress, progressFor } from "../../../repl/results/progress.ts";
import { progressLine } from "../../../repl/views/progress.ts";
import { PAPER, type Screen } from "../../../repl/views/screen.ts";

const TERMINAL: Screen = { ...PAPER, columns: 80 };

function output(log: string[], name: string, screen: Screen): Output {
  return { screen, write: (text) => log.push(`${name}: ${text}`), room: () => Promise.resolve() };
}

function place(log: string[], screen: Screen): Place {
  return { screen, show: (line) => log.push(`line: ${line}`) };
}

Deno.test("Progress shows a line after a while, not too often, and removes it", () => {
  const log: string[] = [];
  let now = 0;
  {
    using progress = new Progress(place(log, TERMINAL), () => now);
    const line = (elapsed: number) => `${elapsed / 1e6} ms`;
    for (now = 0; now <= 1000; now += 50) progress.update(line);
    assert.deepEqual(log, [500, 700, 900].map((at) => `line: ${at} ms`));
  }
  assert.equal(log.at(-1), "line: ");
});

Deno.test("Progress makes room for what is written on the same terminal", () => {
  const log: string[] = [];
  let now = 0;
  using progress = new Progress(place(log, TERMINAL), () => now);
  const out = progress.above(output(log, "out", TERMINAL));
  out.write("before\n");
  now = 600;
  progress.update(() => "line");
  out.write("match 1\n");
  out.write("match 2\n");
  assert.deepEqual(log, [
    "out: before\n",
    "line: line",
    "line: ",
    "out: match 1\n",
    "out: match 2\n",
  ]);
});

Deno.test("progressFor is for a person at the command line, on the stream that has an order", () => {
  const shown = (out: Screen, err: Screen) => {
    const log: string[] = [];
    const base = { out: output(log, "out", out), err: output(log, "err", err), shell: null };
    let now = 0;
    const progress = progressFor(base, () => now);
    if (progress === null) return null;
    now = 600;
    progress.update(() => "line");
    return log[0]?.slice(0, 3);
  };
  assert.equal(shown(PAPER, PAPER), null);
  assert.equal(shown(TERMINAL, PAPER), null);
  assert.equal(shown(PAPER, TERMINAL), "err");
  assert.equal(shown(TERMINAL, TERMINAL), "out");
});

Deno.test("progressLine draws and tells the part, what is left, the rate and the events, as they fit", () => {
  const progress = { events: 6_000_000, bytes: 300, total: 1200 };
  assert.equal(
    progressLine(progress, 2e9, PAPER),
    "█████░░░░░░░░░░░░░░░  25 %  6 s left  3,000,000 events/s  6,000,000 events",
  );
  assert.equal(
    progressLine(progress, 2e9, { ...PAPER, columns: 40 }),
    "███░░░░░░░  25 %  6 s left",
  );
  assert.equal(
    progressLine({ ...progress, bytes: 1199 }, 2e9, PAPER),
    "████████████████████  99 %  a moment left  3,000,000 events/s  6,000,000 events",
  );
  assert.equal(
    progressLine({ ...progress, total: null }, 2e9, PAPER),
    "3,000,000 events/s  6,000,000 events",
  );
  assert.equal(progressLine(progress, 2e9, PAPER, true), "█████░░░░░░░░░░░░░░░  25 %  6 s left");
});
