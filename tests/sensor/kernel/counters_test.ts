import assert from "node:assert/strict";
import { COUNTED_CPUS, COUNTER, COUNTERS, Counters } from "../../../sensor/kernel/counters.ts";

function memory(): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(COUNTERS * COUNTED_CPUS);
}

Deno.test("Counters takes what came since, by CPU", () => {
  const cells = memory();
  const counters = new Counters(cells.buffer);
  cells[COUNTER.ringFull] = 3n;
  cells[2 * COUNTERS + COUNTER.ringFull] = 4n;
  cells[COUNTER.compat] = 9n;
  assert.deepEqual(counters.take(COUNTER.ringFull), { count: 7, cpus: { 0: 3, 2: 4 } });
  cells[2 * COUNTERS + COUNTER.ringFull] = 5n;
  assert.deepEqual(counters.take(COUNTER.ringFull), { count: 1, cpus: { 2: 1 } });
  assert.deepEqual(counters.take(COUNTER.ringFull), { count: 0, cpus: {} });
  assert.deepEqual(counters.take(COUNTER.compat), { count: 9, cpus: { 0: 9 } });
});

Deno.test("Counters goes on where a counter passes 2^32", () => {
  const cells = memory();
  const counters = new Counters(cells.buffer);
  cells[COUNTER.ringFull] = 0xffff_ffffn;
  counters.take(COUNTER.ringFull);
  cells[COUNTER.ringFull] = 0x1_0000_0001n;
  assert.equal(counters.take(COUNTER.ringFull).count, 2);
});
