import assert from "node:assert/strict";
import fc from "fast-check";
import { KINDS } from "../../compiler/kinds/kinds.ts";
import { formatAddress } from "../../engine/address.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { decode } from "../../engine/decode.ts";
import { FLAG, OFFSET, RECORD_MAX, SPAN } from "../../engine/layout.ts";
import type { EventValue } from "../../engine/report.ts";
import { copyOf, isRecord, RecordView } from "../../engine/record.ts";
import { decodeText, encodeText } from "../../engine/text.ts";
import { record } from "./support.ts";

Deno.test("decodeText gives back any bytes exactly when encoded again", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
    assert.deepEqual(encodeText(decodeText(bytes)), bytes);
  }));
});

Deno.test("decodeText gives back surrogates and truncated sequences exactly", () => {
  for (
    const hex of ["eda080", "edb280", "eda080edb080", "f0908080f5", "c3", "e282", "f09f98", "c080"]
  ) {
    assert.equal(encodeText(decodeText(Uint8Array.fromHex(hex))).toHex(), hex);
  }
  assert.equal(decodeText(Uint8Array.fromHex("61ff62")), "a\udcffb");
  assert.equal(decodeText(Uint8Array.fromHex("f09f9880")), "😀");
});

Deno.test("encodeText never throws and keeps well-formed text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 12 }), (text) => {
    assert.equal(decodeText(encodeText(text)), text);
  }));
  assert.equal(encodeText("\ud800").toHex(), "eda080");
  assert.equal(encodeText("a\udc80").toHex(), "6180");
});

const name = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\0"));
const number = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

Deno.test("decode gives back what was built, for every kind", () => {
  for (const kind of KINDS.slice(1)) {
    const own: Record<string, fc.Arbitrary<EventValue>> = {};
    for (const field of kind.fields) {
      if (field.at.in === "number") own[field.name] = number;
      if (field.at.in !== "bytes" || field.type === "ip") continue;
      own[field.name] = field.type === "list" ? fc.array(name, { maxLength: 4 }) : name;
    }
    const args = fc.record(own, { requiredKeys: [] }) as fc.Arbitrary<Record<string, EventValue>>;
    fc.assert(
      fc.property(fc.nat(), args, number, (ts, args, ret) => {
        const event = decode(record({ ts, kind: kind.name, args, ret }));
        assert.equal(event.ts, ts);
        assert.equal(event.kind, kind.name);
        assert.equal(BigInt(event.ret ?? 0), ret);
        for (const [key, value] of Object.entries(args)) {
          const got = event.args[key];
          assert.deepEqual(typeof value === "bigint" ? BigInt(got as number) : got, value);
        }
        assert.equal(Object.keys(event.args).length, Object.keys(args).length);
      }),
      { numRuns: 50 },
    );
  }
});

Deno.test("decode leaves out what the event does not carry", () => {
  assert.deepEqual(decode(record({ ts: 5, pid: 3, kind: "openat" })), {
    ts: 5,
    pid: 3,
    tid: 3,
    kind: "openat",
    syscall: "openat",
    args: {},
  });
});

Deno.test("decode tells late and cut fields", () => {
  const view = new RecordBuilder().begin(1).flags(FLAG.late).text(0, "/a").cut(0).cut(SPAN.exe)
    .end();
  const event = decode(view);
  assert.equal(event.late, true);
  assert.deepEqual(event.truncated, ["exe", "pathname"]);
});

Deno.test("RecordBuilder cuts what does not fit and says so", () => {
  const view = new RecordBuilder().begin(1).text(0, "x".repeat(RECORD_MAX)).text(1, "more").end();
  assert.equal(view.size, RECORD_MAX);
  assert.equal(view.end(0) - view.start(0), RECORD_MAX - OFFSET.data);
  assert.equal(view.cut, 0b11);
  assert.equal(isRecord(view.bytes, view.base), true);
});

Deno.test("copyOf keeps the time that the view was given", () => {
  const original = record({ ts: 1, args: { pathname: "/x" } });
  const lifted = new RecordView().at(original.bytes, original.base, 2 ** 40 + 3);
  const copy = new RecordView().at(copyOf(lifted), 0);
  assert.equal(copy.ts, 2 ** 40 + 3);
  assert.equal(decode(copy).args.pathname, "/x");
});

Deno.test("isRecord refuses whatever a view could not read, decode takes the rest", () => {
  fc.assert(fc.property(
    fc.uint8Array({ minLength: 0, maxLength: 400 }),
    fc.nat(400),
    fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 8 }),
    (noise, size, pokes) => {
      const bytes = new Uint8Array(400);
      bytes.set(noise);
      new DataView(bytes.buffer).setUint32(OFFSET.size, size, true);
      for (const [at, value] of pokes) bytes[at] = value;
      if (isRecord(bytes, 0)) decode(new RecordView().at(bytes, 0));
    },
  ));
});

Deno.test("formatAddress writes the canonical form", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["0a000001", "10.0.0.1"],
    ["00000000000000000000000000000001", "::1"],
    ["00000000000000000000000000000000", "::"],
    ["20010db8000000000001000000000001", "2001:db8::1:0:0:1"],
    ["20010db8000100000001000100010001", "2001:db8:1:0:1:1:1:1"],
    ["00000000000000000000ffff7f000001", "::ffff:127.0.0.1"],
    ["fe800000000000000000000000000000", "fe80::"],
  ];
  for (const [hex, text] of cases) assert.equal(formatAddress(Uint8Array.fromHex(hex)), text);
});
