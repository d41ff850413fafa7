import assert from "node:assert/strict";
import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { compile } from "../../../compiler/compile.ts";
import { KINDS } from "../../../compiler/kinds/kinds.ts";
import { RecordBuilder } from "../../../engine/builder.ts";
import { Engine } from "../../../engine/engine.ts";
import { OFFSET, PHASE } from "../../../engine/layout.ts";
import { copyOf } from "../../../engine/record.ts";
import type { Problem } from "../../../sensor/records/reading.ts";
import { buildEnd } from "../../../sensor/records/marks.ts";
import { RayReader } from "../../../sensor/ray/reader.ts";

function call(ts: number): Uint8Array {
  return copyOf(
    new RecordBuilder().begin(1, PHASE.enter).time(ts).header("pid", 1).text(0, "/a").end(),
  );
}

const END = copyOf(buildEnd(new RecordBuilder(), 0));

function read(...frames: readonly (readonly Uint8Array[])[]) {
  const problems: Problem[] = [];
  const times: number[] = [];
  const reader = new RayReader((view) => times.push(view.ts), (problem) => problems.push(problem));
  for (const records of frames) {
    reader.push(zstdCompressSync(Uint8Array.from(records.flatMap((record) => [...record]))));
  }
  reader.end();
  return { problems, times, events: reader.events, skipped: reader.skipped };
}

function changed(record: Uint8Array, change: (data: DataView) => void): Uint8Array {
  const copy = record.slice();
  change(new DataView(copy.buffer));
  return copy;
}

Deno.test("RayReader passes over records that no table knows", () => {
  const strange = [
    changed(call(2), (data) => data.setUint8(OFFSET.type, 99)),
    changed(call(2), (data) => data.setUint8(OFFSET.phase, 4)),
    changed(call(2), (data) => data.setUint16(OFFSET.kind, KINDS.length, true)),
    changed(call(2), (data) => data.setUint16(OFFSET.flags, 0x8000, true)),
    changed(call(2), (data) => data.setUint32(OFFSET.ts + 4, 0x8000_0000, true)),
  ];
  const { times, events, skipped, problems } = read([call(1), ...strange, call(3), END]);
  assert.deepEqual([times, events, skipped], [[1, 3], 2, strange.length]);
  assert.deepEqual(problems.map(({ line }) => line), [2, 3, 4, 5, 6]);
});

Deno.test("RayReader passes over the rest of a block behind a record that is damaged", () => {
  const damaged = changed(call(2), (data) => data.setUint32(OFFSET.size, 8, true));
  const { times, skipped } = read([call(1), damaged, call(3)], [call(4), END]);
  assert.deepEqual([times, skipped], [[1, 4], 1]);
});

Deno.test("RayReader takes a record that goes back at the latest time, and says so", () => {
  const { times, problems, skipped } = read([call(5), call(3), call(6), END]);
  assert.deepEqual([times, skipped], [[5, 5, 6], 0]);
  assert.match(problems[0]?.message ?? "", /goes back in time, from 5 to 3/);
});

Deno.test("RayReader refuses a frame that grows beyond all that is written", () => {
  const problems: Problem[] = [];
  const reader = new RayReader(() => assert.fail(), (problem) => problems.push(problem));
  reader.push(zstdCompressSync(new Uint8Array(64 << 20)));
  reader.end();
  assert.match(problems[0]?.message ?? "", /cut off or damaged/);
});

Deno.test("RayReader gives an engine nothing that it cannot take", () => {
  const { machines } = compile(`
    path "a" { openat { pathname =~ "a" } execve { argv contains "x", args =~ "y" }.. call {} }
    path "b" by process { connect { ip in "10.0.0.0/8" } exit {} }
  `);
  const record = fc.tuple(
    fc.uint8Array({ minLength: 200, maxLength: 400 }),
    fc.nat(4),
    fc.nat(KINDS.length - 1),
  ).map(([bytes, type, kind]) => {
    const size = Math.max(OFFSET.data, bytes.length >> 3 << 3);
    const whole = new Uint8Array(size);
    whole.set(bytes.subarray(0, size));
    const data = new DataView(whole.buffer);
    data.setUint32(OFFSET.size, size, true);
    data.setUint8(OFFSET.type, type);
    data.setUint8(OFFSET.phase, 1 + kind % 3);
    data.setUint16(OFFSET.kind, kind, true);
    data.setUint16(OFFSET.flags, 0, true);
    for (let at = OFFSET.spans; at < OFFSET.data; at += 4) {
      const offset = OFFSET.data + data.getUint16(at, true) % (size - OFFSET.data + 1);
      const length = data.getUint16(at + 2, true) % (size - offset + 1);
      data.setUint16(at, offset, true);
      data.setUint16(at + 2, length, true);
    }
    return whole;
  });
  let taken = 0;
  fc.assert(
    fc.property(fc.array(record, { maxLength: 20 }), (records) => {
      const ignore = () => {};
      const engine = new Engine({
        match: ignore,
        dismissed: ignore,
        suppressed: ignore,
        transition: ignore,
      });
      engine.transitions = true;
      engine.load(machines);
      const reader = new RayReader((view) => {
        taken++;
        engine.process(view);
      }, ignore);
      reader.push(zstdCompressSync(Uint8Array.from(records.flatMap((each) => [...each]))));
      reader.end();
    }),
  );
  assert.ok(taken > 0);
});

Deno.test("RayReader reads a frame the same whether or not it says how much it holds", () => {
  const records = Array.from({ length: 4000 }, (_, ts) => call(ts));
  const content = Uint8Array.from([...records, END].flatMap((record) => [...record]));
  const read = (frame: Uint8Array) => {
    const problems: Problem[] = [];
    const reader = new RayReader(() => {}, (problem) => problems.push(problem));
    reader.push(frame);
    reader.end();
    return [reader.events, problems.length];
  };
  const told = { params: {}, pledgedSrcSize: content.length };
  assert.deepEqual(read(zstdCompressSync(content)), [4000, 0]);
  assert.deepEqual(read(zstdCompressSync(content, told)), [4000, 0]);
  const lying = zstdCompressSync(content, told);
  new DataView(lying.buffer, lying.byteOffset).setUint32(5, 0xffff_fff0, true);
  assert.deepEqual(read(lying), [0, 1]);
});
