import assert from "node:assert/strict";
import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { contentSize } from "../../../sensor/records/zstd_frames.ts";

function frame(length: number, told: boolean): Uint8Array {
  const params = { [constants.ZSTD_c_contentSizeFlag]: told ? 1 : 0 };
  const options = { params, pledgedSrcSize: length };
  return zstdCompressSync(new Uint8Array(length), options);
}

Deno.test("contentSize is what a frame holds when it says so", () => {
  for (const length of [0, 1, 255, 256, 257, 65_535, 65_536, 65_791, 65_792, 300_000]) {
    assert.equal(contentSize(frame(length, true)), length);
  }
});

Deno.test("contentSize is null when a frame does not say it or is none", () => {
  assert.equal(contentSize(frame(1000, false)), null);
  assert.equal(contentSize(frame(300_000, true).subarray(0, 7)), null);
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 20 }),
      (bytes) => assert.equal(contentSize(bytes), null),
    ),
  );
});
