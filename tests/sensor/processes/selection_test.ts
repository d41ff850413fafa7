import assert from "node:assert/strict";
import { basename } from "node:path";
import { libc } from "../../../sensor/native/libc.ts";
import { executable } from "../../../sensor/processes/processes.ts";
import { select } from "../../../sensor/processes/selection.ts";

// Opened here, because libraries stay open and a test must close what it opens.
libc();

Deno.test("select finds processes by the file name of their program", async () => {
  const child = new Deno.Command("sleep", { args: ["60"], stdin: "null" }).spawn();
  const name = () => basename(executable(child.pid) ?? "");
  try {
    // Until its execve it is a copy of this program.
    while (name() === basename(Deno.execPath())) await new Promise((done) => setTimeout(done, 1));
    assert.ok(select({ name: name() }).includes(child.pid));
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
});

Deno.test("select leaves this process out", () => {
  const own = basename(executable(Deno.pid) ?? "");
  let found: readonly number[] = [];
  try {
    found = select({ name: own });
  } catch (error) {
    assert.match(String(error), /Cannot find a process named/);
  }
  assert.ok(!found.includes(Deno.pid));
});
