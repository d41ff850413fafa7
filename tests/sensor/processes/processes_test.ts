import assert from "node:assert/strict";
import { libc } from "../../../sensor/native/libc.ts";
import {
  children,
  commandLine,
  executable,
  isAlive,
  ownerOf,
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
    assert.equal(ownerOf(child.pid), Deno.uid());
    await child.stdin.close();
    await child.status;
    assert.ok(!isAlive(child.pid));
    assert.equal(processStat(child.pid), null);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("processName keeps the bytes of a command line that are not UTF-8", async () => {
  const inner = `exec sh -c 'echo; read x' "$(printf 'a\\377b')"`;
  const child = new Deno.Command("sh", { args: ["-c", inner], stdin: "piped", stdout: "piped" })
    .spawn();
  // It has the new command line when it says something.
  const said = child.stdout.getReader();
  await said.read();
  assert.deepEqual(commandLine(child.pid), ["sh", "-c", "echo; read x", "a\udcffb"]);
  assert.equal(processName(child.pid), "sh -c echo; read x a\udcffb");
  await said.cancel();
  await child.stdin.close();
  await child.status;
});

Deno.test("nothing is said of a process when there is none", () => {
  const none = 4_194_304;
  assert.equal(processStat(none), null);
  assert.equal(processName(none), "");
  assert.deepEqual(commandLine(none), []);
  assert.equal(executable(none), null);
  assert.equal(ownerOf(none), null);
});
