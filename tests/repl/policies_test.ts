import assert from "node:assert/strict";
import { commandLine } from "./fixture.ts";
import { ROOT } from "./process.ts";

const PACK = `${ROOT}policies`;

for (const { name } of Deno.readDirSync(PACK)) {
  Deno.test(`policy ${name} matches its positive recording and not its negative one`, async () => {
    const folder = `${PACK}/${name}`;
    const checked = await commandLine(["check", folder]);
    assert.deepEqual([checked.status, checked.err], [0, ""]);
    assert.ok(checked.out.startsWith(`${name}: `), "no warning, and the folder's name");
    // With --all, each of these of the whole machine would have to be looked at.
    assert.doesNotMatch(checked.out, /\b(read|write|mmap|mprotect|close|call|ioctl)\b/);
    for (const [recording, status] of [["positive", 4], ["negative", 0]] as const) {
      const trace = `${folder}/${recording}.ndjson`;
      const words = ["replay", trace, "--policy", folder, "--strict", "--fail-on-match"];
      assert.equal((await commandLine(words)).status, status, trace);
    }
  });
}
