import assert from "node:assert/strict";
import fc from "fast-check";
import { RecordBuilder } from "../../engine/builder.ts";
import { OFFSET, PHASE, TYPE } from "../../engine/layout.ts";
import { RecordView } from "../../engine/record.ts";
import { type State, UNKNOWN } from "../../engine/state.ts";
import { EventBuffer } from "../../session/buffer.ts";

/** Sample is one record of a made-up stream. */
interface Sample {
  readonly bytes: number;
  readonly phase: number;
  readonly type: number;
  /** shift is how far from a word's beginning the record lies where it comes from. */
  readonly shift: number;
}

const samples = fc.array(
  fc.record({
    bytes: fc.oneof(fc.nat(400), fc.constantFrom(20_000, 60_000)),
    phase: fc.constantFrom(PHASE.enter, PHASE.exit, PHASE.whole),
    type: fc.constantFrom(TYPE.call, TYPE.call, TYPE.fork, TYPE.exit),
    shift: fc.constantFrom(0, 8, 3),
  }),
  { maxLength: 200 },
);

function recordOf({ bytes, phase, type, shift }: Sample, serial: number): RecordView {
  const builder = new RecordBuilder().begin(1, phase, type).time(serial + 0.5 * 2 ** 33)
    .header("pid", serial).bytes(0, new Uint8Array(bytes).fill(serial));
  const { bytes: made, base } = builder.end();
  const size = new DataView(made.buffer).getUint32(base + OFFSET.size, true);
  const place = new Uint8Array(size + shift);
  place.set(made.subarray(base, base + size), shift);
  // As from the kernel: the time is not the record's own stamp.
  return new RecordView().at(place, shift, 1000 + serial);
}

Deno.test("EventBuffer keeps the last records as they came, in order and within its bounds", () => {
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 60 }), (stream, limit) => {
      const buffer = new EventBuffer(limit);
      const states: State[] = stream.map(() => ({ ...UNKNOWN }));
      for (const [serial, sample] of stream.entries()) {
        // The enum of types is wider than what a state is made for.
        buffer.add(recordOf(sample, serial), states[serial] ?? UNKNOWN);
      }
      assert.equal(buffer.next, stream.length);
      assert.ok(buffer.calls <= limit);
      let calls = 0;
      const view = new RecordView();
      for (let serial = buffer.first; serial < buffer.next; serial++) {
        const sample = stream[serial];
        assert.ok(sample !== undefined);
        assert.equal(buffer.read(serial, view), states[serial]);
        assert.deepEqual(
          [view.pid, view.ts, view.phase, view.type],
          [serial, 1000 + serial, sample.phase, sample.type],
        );
        const text = view.bytes.subarray(view.start(0), view.end(0));
        if (sample.bytes > 0) assert.equal(text.length, sample.bytes);
        assert.ok(text.every((byte) => byte === serial % 256));
        if (sample.type === TYPE.call && (sample.phase & PHASE.exit) !== 0) calls++;
      }
      assert.equal(buffer.calls, calls);
      // It is not thrown away sooner than it must.
      const kept = stream.slice(buffer.first).reduce((sum, one) => sum + one.bytes + 240, 0);
      if (buffer.first > 0) assert.ok(calls === limit || kept > (1 << 20) - 3 * 62_000);
    }),
    { numRuns: 200 },
  );
});

Deno.test("EventBuffer counts a call once, and one that never returns too", () => {
  const buffer = new EventBuffer(10);
  const add = (phase: number) => buffer.add(new RecordBuilder().begin(1, phase).end(), UNKNOWN);
  add(PHASE.enter);
  assert.equal(buffer.calls, 0);
  add(PHASE.exit);
  assert.equal(buffer.calls, 1);
});

Deno.test("EventBuffer is complete again when what was kept narrowly has gone", () => {
  const buffer = new EventBuffer(1);
  const add = () => buffer.add(new RecordBuilder().begin(1).end(), UNKNOWN);
  add();
  assert.equal(buffer.complete, true);
  buffer.narrowed(true);
  add();
  buffer.narrowed(false);
  assert.equal(buffer.complete, false);
  add();
  assert.equal(buffer.complete, true);
});

Deno.test("EventBuffer remembers where events were lost for as long as it keeps what follows", () => {
  const buffer = new EventBuffer(2);
  const add = () => buffer.add(new RecordBuilder().begin(1).end(), UNKNOWN);
  add();
  buffer.lost();
  add();
  assert.deepEqual([...buffer.holes], [1]);
  add();
  add();
  assert.deepEqual([...buffer.holes], []);
});
