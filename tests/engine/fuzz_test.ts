import fc from "fast-check";
import { compile } from "../../compiler/compile.ts";
import { Engine } from "../../engine/engine.ts";
import { OFFSET } from "../../engine/layout.ts";
import { isRecord, RecordView } from "../../engine/record.ts";
import assert from "node:assert/strict";

const SIZE = 320;

const POLICY = `
  path "files" by tree within 1s {
    openat { pathname =~ "a.*b|^/etc", flags has O_CREAT or mode == 0644, comm != "x" }..
    write { content contains "k", len > 1 }
  }
  path "execs" by process until exit {} {
    execve { argv[1] =~ "c", args contains~ "SH", argc > 2 or env has "A=1" }
    call { syscall =~ "o", ret < 0 }
  }
  path "nets" by thread { connect { ip in ["10.0.0.0/8", "::/0"], port != 53 } }
  path "all" by user { call {} call { exe !~ "x", host = "h" } }`;

Deno.test("Engine takes any record that isRecord lets pass, and never throws", () => {
  const { machines, diagnostics } = compile(POLICY);
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === "error"), []);
  const engine = new Engine({
    match: () => {},
    dismissed: () => {},
    suppressed: () => {},
    transition: () => {},
  });
  engine.transitions = true;
  engine.load(machines);
  const view = new RecordView();
  // Mostly bytes that lead somewhere: small kinds, phases and types, spans inside the record.
  const small = fc.record({
    at: fc.nat(OFFSET.data - 1),
    value: fc.oneof(fc.nat(12), fc.nat(255)),
  });
  const span = fc.record({
    span: fc.nat(9),
    offset: fc.integer({ min: 200, max: 330 }),
    length: fc.nat(60),
  });
  fc.assert(
    fc.property(
      fc.array(small, { maxLength: 12 }),
      fc.array(span, { maxLength: 4 }),
      fc.nat(12),
      fc.integer({ min: 1, max: 3 }),
      fc.uint8Array({ maxLength: 96 }),
      (pokes, spans, kind, phase, text) => {
        const bytes = new Uint8Array(SIZE);
        const data = new DataView(bytes.buffer);
        bytes.set(text, OFFSET.data);
        data.setUint32(OFFSET.carried, 0x7ffff, true);
        for (const { at, value } of pokes) bytes[at] = value;
        data.setUint32(OFFSET.size, SIZE, true);
        data.setUint16(OFFSET.kind, kind, true);
        data.setUint8(OFFSET.phase, phase);
        for (const { span, offset, length } of spans) {
          data.setUint16(OFFSET.spans + span * 4, offset, true);
          data.setUint16(OFFSET.spans + span * 4 + 2, length, true);
        }
        if (isRecord(bytes, 0)) engine.process(view.at(bytes, 0));
      },
    ),
    { numRuns: 3000 },
  );
  engine.runs();
});
