import assert from "node:assert/strict";
import type { EventData, Transition } from "../../engine/report.ts";
import { Outbox, OUTSTANDING } from "../../session/outbox.ts";
import type { Batch } from "../../session/protocol.ts";

const EVENT: EventData = { ts: 1, pid: 2, tid: 2, kind: "openat", args: {} };
const MOVE: Transition = {
  type: "transition",
  policy: "p",
  subject: { by: "tree", id: 2 },
  cause: "begin",
  from: 0,
  to: 1,
  ts: 1,
};

Deno.test("Outbox sends one batch for all that was collected", () => {
  const batches: Batch[] = [];
  const outbox = new Outbox((batch) => batches.push(batch));
  outbox.event(1, EVENT);
  outbox.transition(MOVE);
  outbox.flush(5);
  outbox.flush(6);
  assert.deepEqual(batches, [{
    ts: 5,
    reports: [],
    transitions: [MOVE],
    events: new Map([[1, [EVENT]]]),
  }]);
});

Deno.test("Outbox counts what a slow reader misses and says so when there is room again", () => {
  const batches: Batch[] = [];
  const outbox = new Outbox((batch) => batches.push(batch));
  for (let count = 0; count < OUTSTANDING; count++) outbox.event(1, EVENT);
  outbox.flush(1);
  assert.equal(outbox.full, true);
  outbox.transition(MOVE);
  outbox.miss();
  outbox.flush(2);
  assert.equal(batches.length, 1);
  outbox.acknowledge(OUTSTANDING);
  outbox.flush(3);
  assert.deepEqual(batches[1]?.reports, [
    { type: "lost", count: 2, cause: "view fell behind", ts: 3 },
  ]);
});

Deno.test("Outbox never leaves out a report when it is full", () => {
  const batches: Batch[] = [];
  const outbox = new Outbox((batch) => batches.push(batch));
  for (let count = 0; count < OUTSTANDING; count++) outbox.event(1, EVENT);
  outbox.flush(1);
  outbox.report({ type: "warning", message: "still said", ts: 2 });
  outbox.flush(2);
  assert.equal(batches[1]?.reports.length, 1);
});
