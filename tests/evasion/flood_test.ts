/** A flood of calls that is meant to hide one. */
import assert from "node:assert/strict";
import { judge, judgeWithLoss, live, program } from "./harness.ts";

const COUNT = 5_000_000;
const COMMAND = ["/etc/passwd", "/etc/group", `${COUNT}`];
const HIDDEN = `path "hidden" {
  openat { pathname = "/etc/passwd" }
  openat { pathname = "/etc/group" }
}`;

live("a sequence is found when a flood of calls lies in it that no policy wants", async () => {
  const judged = await judge(HIDDEN, [program("flood"), ...COMMAND]);
  assert.deepEqual(judged.matches.map(({ tainted }) => tainted), [undefined]);
  assert.ok(judged.summary.events < COUNT);
});

live("a sequence is found when a flood lies in it, or the loss is told and taints it", async () => {
  const judged = await judgeWithLoss(
    `${HIDDEN} path "noise" { write { content contains "noise" } }`,
    [program("flood"), ...COMMAND],
  );
  const { dropped, events } = judged.summary;
  assert.equal(judged.lost.reduce((sum, { count }) => sum + count, 0), dropped);
  assert.ok(events + dropped >= COUNT);
  if (dropped === 0) assert.equal(judged.matches.length, 1);
  for (const { tainted } of judged.matches) assert.equal(tainted === true, dropped > 0);
});
