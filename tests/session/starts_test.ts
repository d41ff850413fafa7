import assert from "node:assert/strict";
import { Starts } from "../../session/starts.ts";

Deno.test("the first word on a command counts, whenever it is asked for", async () => {
  const starts = new Starts();
  for (const pid of [1, 2, 3]) starts.expect(pid);
  const early = starts.runs(1);
  starts.settle(1, false);
  starts.settle(1, true);
  starts.settle(2, true);
  starts.settle(2, false);
  assert.equal(starts.pending, true);
  starts.settleAll();
  assert.equal(starts.pending, false);
  assert.deepEqual(
    await Promise.all([early, starts.runs(2), starts.runs(3)]),
    [false, true, true],
  );
});

Deno.test("a process that was never to become a command runs", async () => {
  const starts = new Starts();
  starts.settle(1, false);
  assert.equal(await starts.runs(1), true);
});
