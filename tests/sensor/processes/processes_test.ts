import assert from "node:assert/strict";
import { libc } from "../../../sensor/native/libc.ts";
import {
  children,
  commandLine,
  executable,
  isAlive,
  processes,
  processName,
  processStat,
} from "../../../sensor/processes/processes.ts";

// Opened here, because it stays open and a test must close what it opens.
libc();

Deno.test("a process is described by what /proc says when it is there", async () => {
  const name = "a) b (c\n";
  const folder = Deno.makeTempDirSync();
  try {
    // A name that a careless reader of /proc/PID/stat would stumble over.
    Deno.symlinkSync("/bin/cat", `${folder}/${name}`);
    const child = new Deno.Command(`${folder}/${name}`, { stdin: "piped", stdout: "null" }).spawn();
    const stat = processStat(child.pid);
    assert.equal(stat?.ppid, Deno.pid);
    assert.ok(stat.start > 0n && stat.start % 10_000_000n === 0n);
    assert.deepEqual(commandLine(child.pid), [`${folder}/${name}`]);
    assert.equal(processName(child.pid), `${folder}/${name}`);
    assert.equal(executable(child.pid), Deno.realPathSync("/bin/cat"));
    assert.ok(children(Deno.pid).includes(child.pid));
    assert.ok(processes().some(({ pid }) => pid === child.pid));
    assert.ok(isAlive(child.pid));
    await child.stdin.close();
    await child.status;
    assert.ok(!isAlive(child.pid));
    assert.equal(processStat(child.pid), null);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("nothing is said of a process when there is none", () => {
  const none = 4_194_304;
  assert.equal(processStat(none), null);
  assert.equal(processName(none), "");
  assert.deepEqual(commandLine(none), []);
  assert.equal(executable(none), null);
});
