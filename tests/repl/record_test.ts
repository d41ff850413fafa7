import assert from "node:assert/strict";
import { live } from "../live/harness.ts";
import { Prompt } from "./fixture.ts";
import { exeray } from "./process.ts";

Deno.test("record at the prompt writes until record stop, masked where that is set", async () => {
  await using prompt = new Prompt();
  assert.equal((await prompt.type("record")).out, "Nothing is recorded\n");
  assert.match((await prompt.type("record stop")).err, /^Cannot stop: nothing is recorded/);
  await prompt.type("set redact on");
  const { out } = await prompt.type("record /tmp/x.ndjson --rotate 1M");
  assert.equal(out, 'Recording to "/tmp/x.ndjson"; record stop completes it\n');
  assert.deepEqual(prompt.session.recorded, [["/tmp/x.ndjson", { redact: true, rotate: 2 ** 20 }]]);
  assert.equal((await prompt.type("record")).out, 'Recording to "/tmp/x.ndjson"\n');
  assert.equal((await prompt.type("record stop")).out, 'Wrote 0 events to "/tmp/x.ndjson"\n');
  assert.equal(prompt.session.recorded.length, 0);
  assert.equal((await prompt.type("record")).out, "Nothing is recorded\n");
  assert.equal((await prompt.type("record -")).status, 2);
});

live("record at the prompt leaves whole files, one after the other", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const hunt = (file: string) =>
      `record ${folder}/${file}; run sh policies/shadow_read/provoke.sh; wait; record stop`;
    const { code, err, out } = await exeray([
      "-c",
      `${hunt("a.ray")}\n${
        hunt("b.ndjson.zst")
      }\nrun sh policies/shadow_read/provoke.sh; wait; exit`,
    ]);
    assert.equal(code, 0, err);
    const wrote = [...out.matchAll(/^Wrote ([\d,]+) events to /gm)].map(([, count]) => count);
    for (const [index, file] of ["a.ray", "b.ndjson.zst"].entries()) {
      const words = ["replay", `${folder}/${file}`, "--policy", "policies", "--strict"];
      const replayed = await exeray([...words, "--format", "ndjson"]);
      assert.equal(replayed.code, 0, replayed.err);
      assert.equal(replayed.err, "", "the file is complete");
      const summary = JSON.parse(replayed.out.trimEnd().split("\n").at(-1) ?? "");
      assert.equal(summary.matches, 1, `${file}: what came after is not in it`);
      assert.equal(summary.events.toLocaleString("en"), wrote[index], file);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
