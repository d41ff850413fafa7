import assert from "node:assert/strict";
import { decodeText } from "../../../engine/text.ts";
import { libc } from "../../../sensor/native/libc.ts";
import { FactsReader, isStill, placeOf } from "../../../sensor/processes/process_facts.ts";
import { processStat } from "../../../sensor/processes/processes.ts";

// Opened here, because it stays open and a test must close what it opens.
libc();

Deno.test("FactsReader tells what a process is, and by whom it was made", async () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  const path = `${folder}/program`;
  Deno.copyFileSync(Deno.realPathSync("/bin/cat"), path);
  const child = new Deno.Command(path, { stdin: "piped", stdout: "null", cwd: folder }).spawn();
  try {
    // A file that is gone still tells where it was.
    Deno.removeSync(path);
    const stat = processStat(child.pid);
    assert.ok(stat !== null);
    const facts = new FactsReader().of(stat);
    assert.ok(facts !== null);
    const text = (bytes?: Uint8Array) => bytes === undefined ? undefined : decodeText(bytes);
    assert.equal(text(facts.exe), path);
    assert.equal(text(facts.cmdline), path);
    assert.equal(facts.cut, false);
    assert.equal(text(facts.cwd), folder);
    assert.equal(typeof text(facts.container), "string");
    assert.ok(Number(facts.age) < 3600e9, `${facts.age} ns old`);
    assert.equal(facts.parent?.pid, Deno.pid);
    assert.equal(facts.parent?.uid, Deno.uid());
    assert.equal(text(facts.parent?.exe), Deno.realPathSync(Deno.execPath()));
    assert.match(text(facts.parent?.cmdline) ?? "", /deno/);
    assert.equal(text(facts.ancestors?.[0]), text(facts.parent?.exe));
  } finally {
    await child.stdin.close();
    await child.status;
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("FactsReader says nothing of a pid that is another process's by now", () => {
  const stat = processStat(Deno.pid);
  assert.ok(stat !== null);
  assert.equal(new FactsReader().of({ ...stat, start: stat.start - 10_000_000n }), null);
});

Deno.test("placeOf says nothing of a process when there is none", () => {
  assert.deepEqual(placeOf(4_194_304), {});
});

Deno.test("isStill tells a process from one that has ended, and from another of its pid", async () => {
  const child = new Deno.Command("cat", { stdin: "piped", stdout: "null" }).spawn();
  const start = processStat(child.pid)?.start ?? 0n;
  assert.equal(isStill(child.pid, start), true);
  assert.equal(isStill(child.pid, start + 10_000_000n), false);
  await child.stdin.close();
  await child.status;
  assert.equal(isStill(child.pid, start), false);
});

Deno.test("isStill says no of a zombie, of which /proc says nothing that is so", async () => {
  // The shell becomes a program that does not wait for the child that it has.
  const shell = new Deno.Command("sh", {
    args: ["-c", "sh -c 'echo $$' & exec sleep 60"],
    stdout: "piped",
  }).spawn();
  try {
    const reader = shell.stdout.getReader();
    const pid = Number(new TextDecoder().decode((await reader.read()).value));
    let stat = processStat(pid);
    while (stat !== null && stat.state !== "Z") {
      await new Promise((done) => setTimeout(done, 5));
      stat = processStat(pid);
    }
    // Where the shell was quick to become another program it is there still.
    if (stat !== null) assert.equal(isStill(pid, stat.start), false);
    await reader.cancel();
  } finally {
    shell.kill("SIGKILL");
    await shell.status;
  }
});
