/** Any bytes into what reads recordings and records: events and problems, never an exception. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compile } from "../../compiler/compile.ts";
import { callId, KINDS } from "../../compiler/kinds/kinds.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { decode } from "../../engine/decode.ts";
import { Engine } from "../../engine/engine.ts";
import { OFFSET } from "../../engine/layout.ts";
import { copyOf, isRecord, RecordView } from "../../engine/record.ts";
import type { EventData } from "../../engine/report.ts";
import { encodeText } from "../../engine/text.ts";
import { writeEvent } from "../../sensor/ndjson/ndjson.ts";
import { read } from "../sensor/ndjson/support.ts";
import { damaged } from "./mutations.ts";
import { POLICIES, RECORDINGS } from "./samples.ts";
import { type Subject, Tally } from "./subject.ts";

/** PIECES are what lines are made of, and what they should not be made of. */
const PIECES: readonly string[] = [
  ...'{}[],:"\\\n\r\0\ufeff\u2028\ud800\udc80é',
  ...("null true 1e400 -0 0.5 18446744073709551615 18446744073709551616 -9223372036854775808 " +
    '9007199254740993 "" "\\ud800" "\\udcff" "openat" "call" "exit" "fork" {} [] ["a"] "::1" ' +
    '"O_CREAT|O_NOPE" "-ENOENT" "0644" "10.0.0.0/8" "args": "__proto__": "exeray": "ts":0 ' +
    '"seq":1 "pid":0 "phase":"enter" "kind":"write" "syscall":"creat" "truncated":["comm"]')
    .split(" "),
];

const recording = fc.oneof(
  {
    weight: 8,
    arbitrary: damaged(RECORDINGS, fc.constantFrom(...PIECES)).map((text) => encodeText(text)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 1, arbitrary: fc.json().map((text) => encodeText(text)) },
);

const recordings = new Tally();

/** LINES is the reader of recordings. */
export const LINES: Subject = {
  name: "lines",
  runs: 300,
  property: () => fc.property(recording, fc.integer({ min: 1, max: 200 }), judgeLines),
  counts: recordings.read,
};

function judgeLines(bytes: Uint8Array, cut: number): void {
  const whole = read(bytes);
  assert.deepEqual(read(bytes, cut), whole, "what is read depends on the pieces it comes in");
  const general = read(bytes, Infinity, false);
  assert.deepEqual(whole, general, "a line is read as something else on the short way");
  assert.equal(whole.problems.filter(({ skipped }) => skipped).length, whole.skipped);
  judgeWriting(whole.events);
  recordings.add("recordings");
  recordings.add("events", whole.events.length);
  recordings.add("problems", whole.problems.length);
}

/** judgeWriting reads again what is written: nothing of an event may be lost on the way. */
function judgeWriting(events: readonly EventData[]): void {
  // A time beyond 2^53 is rounded when it is decoded.
  const exact = events.filter(({ ts }) => Number.isSafeInteger(ts));
  const text = exact.map((event) => `${writeEvent(event)}\n`).join("");
  assert.deepEqual(read(text).events, exact, "what is written is read as something else");
}

/** Poke overwrites a byte of a record. */
interface Poke {
  readonly at: number;
  readonly value: number;
}

/** TEXTS are some that policies look for. */
const TEXTS = ["/a", "/b", "/etc/shadow", "/bin/sh", "k", "kend", "ok", "x", "sh\0-c\0"];

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.constantFrom(...TEXTS).map((text) => encodeText(text)),
);

const parts = fc.record({
  kind: fc.nat(KINDS.length + 1),
  type: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2, 3, 4),
  phase: fc.constantFrom(1, 2, 3, 3, 3, 0, 4),
  call: fc.oneof(fc.constantFrom(callId("openat"), callId("exit")), fc.nat(600)),
  pid: fc.nat(3),
  texts: fc.array(fc.tuple(fc.oneof(fc.constant(0), fc.nat(9)), bytes), { maxLength: 6 }),
  numbers: fc.array(fc.tuple(fc.nat(5), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))),
  pokes: fc.array(
    fc.record<Poke>({
      at: fc.oneof(fc.nat(OFFSET.data), fc.nat(600)),
      value: fc.oneof(fc.constantFrom(0, 1, 255), fc.nat(255)),
    }),
    { maxLength: 4 },
  ),
});
type Parts = typeof parts extends fc.Arbitrary<infer T> ? T : never;

const record = fc.oneof(
  { weight: 9, arbitrary: parts.map(poked) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: OFFSET.data, maxLength: 400 }) },
);
const records = new Tally();
const builder = new RecordBuilder();

/** RECORDS is what looks at records in place: the check, the decoder and the engine. */
export const RECORDS: Subject = {
  name: "records",
  runs: 600,
  property: () => fc.property(fc.array(record, { maxLength: 30 }), judgeRecords),
  counts: records.read,
};

/** MACHINES are all sample policies, under names of their own. */
const MACHINES = POLICIES.flatMap((text) => compile(text).machines)
  .map((machine, index) => ({ ...machine, name: `${index}` }));

function judgeRecords(all: readonly Uint8Array[]): void {
  const report = () => records.add("reports");
  const engine = new Engine({ match: report, dismissed: report, suppressed: report });
  engine.transitions = true;
  engine.load(MACHINES);
  const view = new RecordView();
  for (const bytes of all) {
    records.add("records");
    if (!isRecord(bytes, 0)) continue;
    records.add("sound");
    writeEvent(decode(view.at(bytes, 0)));
    engine.process(view);
  }
  engine.runs();
  engine.counters();
}

function poked({ kind, type, phase, call, pid, texts, numbers, pokes }: Parts): Uint8Array {
  builder.begin(kind, phase, type).call(call).birth(pid, pid)
    .header("pid", pid).header("tid", pid).header("root", pid);
  for (const [span, bytes] of texts) builder.bytes(span, bytes);
  for (const [slot, value] of numbers) builder.number(slot, value);
  const bytes = copyOf(builder.end());
  for (const { at, value } of pokes) if (at < bytes.length) bytes[at] = value;
  return bytes;
}
