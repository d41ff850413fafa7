import assert from "node:assert/strict";
import fc from "fast-check";
import { Archive, recordOf } from "../../engine/archive.ts";
import { RECORD_MAX } from "../../engine/layout.ts";
import { copyOf, RecordView } from "../../engine/record.ts";
import { record } from "./support.ts";

Deno.test("Archive keeps records as they were, whatever their size, with the time that they were given", () => {
  const spec = fc.record({
    ts: fc.bigInt({ min: 0n, max: 2n ** 63n }),
    pid: fc.nat(),
    uid: fc.nat(),
    ret: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    args: fc.record({
      pathname: fc.oneof(
        fc.string({ maxLength: 60 }),
        fc.nat(RECORD_MAX).map((length) => "x".repeat(length)),
      ),
      flags: fc.nat(),
    }, { requiredKeys: [] }),
  }, { requiredKeys: ["ts", "args"] });
  fc.assert(
    fc.property(fc.array(spec, { minLength: 1, maxLength: 20 }), fc.nat(), (specs, time) => {
      const archive = new Archive();
      const kept = specs.map((spec, index) => {
        const view = record(spec);
        // The kernel's own stamp is not the event's time.
        if (index % 2 === 1) view.at(view.bytes, view.base, time);
        return [archive.keep(view), copyOf(view)] as const;
      });
      for (const [at, copy] of kept) assert.deepEqual(recordOf(at), copy);
    }),
  );
});

Deno.test("Archive keeps a record that lies in the midst of others", () => {
  const copy = copyOf(record({ ts: 7, args: { pathname: "/etc/shadow" } }));
  const bytes = Uint8Array.from([...copy, ...copy, ...copy]);
  const kept = new Archive().keep(new RecordView().at(bytes, copy.length));
  assert.deepEqual(recordOf(kept), copy);
});
