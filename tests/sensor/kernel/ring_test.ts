import assert from "node:assert/strict";
import fc from "fast-check";
import { OFFSET } from "../../../engine/layout.ts";
import { RingReader } from "../../../sensor/kernel/ring.ts";

const SIZE = 4096;
const BUSY = 0x8000_0000;
const DISCARD = 0x4000_0000;

/** Kernel plays the kernel's side of a ring: it writes both copies of the data. */
class Kernel {
  readonly consumer = new BigUint64Array(1);
  readonly producer = new BigUint64Array(1);
  readonly data = new Uint8Array(2 * SIZE);
  readonly #view = new DataView(this.data.buffer);

  /** write adds a record of `length` bytes whose first byte is `mark`, if there is room. */
  write(mark: number, length: number, ts: bigint, flags = 0): boolean {
    const position = Number(this.producer[0]);
    const total = (8 + length + 7) & ~7;
    if (position + total - Number(this.consumer[0]) > SIZE) return false;
    const at = position % SIZE;
    const record = new Uint8Array(total);
    const view = new DataView(record.buffer);
    view.setUint32(0, (length | flags) >>> 0, true);
    record[8] = mark;
    view.setBigUint64(8 + OFFSET.ts, ts, true);
    for (const [index, byte] of record.entries()) {
      this.data[(at + index) % SIZE] = byte;
      this.data[(at + index) % SIZE + SIZE] = byte;
    }
    this.producer[0] = BigInt(position + total);
    return true;
  }

  /** commit takes the busy flag off the record that starts at `position`. */
  commit(position: number): void {
    for (const base of [0, SIZE]) {
      const at = position % SIZE + base;
      this.#view.setUint32(at, (this.#view.getUint32(at, true) & ~BUSY) >>> 0, true);
    }
  }
}

Deno.test("drain visits every record once and in order when they wrap around the end", () => {
  const write = fc.record({
    length: fc.integer({ min: 24, max: 600 }),
    discarded: fc.boolean(),
    drainAfter: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(write, { maxLength: 200 }), (writes) => {
    const kernel = new Kernel();
    const reader = new RingReader(kernel, 0n);
    const expected: number[] = [], visited: number[] = [];
    const drain = () =>
      reader.drain((bytes, offset) => {
        visited.push(bytes[offset] ?? -1);
      });
    for (const [index, { length, discarded, drainAfter }] of writes.entries()) {
      const mark = index % 251;
      const written = kernel.write(mark, length, BigInt(index), discarded ? DISCARD : 0);
      if (written && !discarded) expected.push(mark);
      if (drainAfter || !written) drain();
    }
    drain();
    assert.deepEqual(visited, expected);
    assert.equal(kernel.consumer[0], kernel.producer[0]);
  }));
});

Deno.test("drain stops before a record when that is still being written", () => {
  const kernel = new Kernel();
  const reader = new RingReader(kernel, 0n);
  const marks: number[] = [];
  const visit = (bytes: Uint8Array, offset: number) => void marks.push(bytes[offset] ?? -1);
  kernel.write(1, 24, 0n);
  const busyAt = Number(kernel.producer[0]);
  kernel.write(2, 24, 0n, BUSY);
  kernel.write(3, 24, 0n);
  assert.equal(reader.drain(visit), 1);
  assert.equal(reader.drain(visit), 0);
  kernel.commit(busyAt);
  assert.equal(reader.drain(visit), 2);
  assert.deepEqual(marks, [1, 2, 3]);
});

Deno.test("times count from the origin and are lifted when they lie behind", () => {
  const kernel = new Kernel();
  const origin = 0x1_ffff_ff00n;
  const reader = new RingReader(kernel, origin);
  const times: number[] = [];
  for (const ts of [0n, 0x200n, 0x100n, 0x2_0000_0000n, 5n]) kernel.write(0, 24, origin + ts);
  reader.drain((_bytes, _offset, ts) => void times.push(ts));
  assert.deepEqual(times, [0, 0x200, 0x200, 0x2_0000_0000, 0x2_0000_0000]);
});

Deno.test("the room of a record is given back when its visitor throws", () => {
  const kernel = new Kernel();
  const reader = new RingReader(kernel, 0n);
  kernel.write(1, 24, 0n);
  kernel.write(2, 24, 0n);
  assert.throws(() =>
    reader.drain(() => {
      throw new Error("no");
    })
  );
  const marks: number[] = [];
  assert.equal(reader.drain((bytes, offset) => void marks.push(bytes[offset] ?? -1)), 1);
  assert.deepEqual(marks, [2]);
});

Deno.test("ready tells of a record when it is whole, and of none before or afterwards", () => {
  const kernel = new Kernel();
  const reader = new RingReader(kernel, 0n);
  assert.equal(reader.ready, false);
  kernel.write(1, 24, 1n, BUSY);
  assert.equal(reader.ready, false, "it is being written");
  kernel.commit(0);
  assert.equal(reader.ready, true);
  reader.drain(() => {});
  assert.equal(reader.ready, false);
});

Deno.test("filled tells how much of the ring is taken until it is drained", () => {
  const kernel = new Kernel();
  const reader = new RingReader(kernel, 0n);
  assert.equal(reader.filled, 0);
  for (let mark = 0; mark < 8; mark++) assert.ok(kernel.write(mark, 248, 1n));
  assert.equal(reader.filled, 0.5);
  reader.drain(() => {});
  assert.equal(reader.filled, 0);
});
