/** Scripts: `source`, `-c` and the start file. */
import assert from "node:assert/strict";
import { runStartFile, startFiles } from "../../repl/start_file.ts";
import { live } from "../live/harness.ts";
import { commandLine, kept, Prompt } from "./fixture.ts";
import { exeray, ROOT } from "./process.ts";

async function withFile(text: string, use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".xr" });
  try {
    await Deno.writeTextFile(path, text);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("evaluate carries out several statements and stops at the first that fails", async () => {
  await using prompt = new Prompt();
  const answer = await prompt.type('path "p" { execve {} }; drop q\npolicies');
  assert.deepEqual(answer, {
    status: 1,
    out: "p: 1 state, waits for execve; by tree\n",
    err: 'Cannot find a policy "q": loaded are "p"\nStopped at prompt:1: drop q\n',
  });
});

Deno.test("the program tells owners and command lines with the rights that it is given", async () => {
  const { out, err, code } = await exeray(["-c", `ps ${Deno.pid} --format ndjson`]);
  assert.equal(code, 0, err);
  const rows = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(rows.find(({ pid }) => pid === Deno.pid)?.uid, Deno.uid(), out);
});

Deno.test("source carries out a script here, with the places of the script in its errors", async () => {
  await using prompt = new Prompt();
  const text = '#!/usr/bin/env -S exeray source\nset time relative; let A = ["a"]\n\n' +
    'path "p" {\n  openat { pathnam = "x" }\n}\npolicies\n';
  await withFile(text, async (path) => {
    const { status, out, err } = await prompt.type(`source ${path}`);
    assert.deepEqual([status, out], [1, ""]);
    assert.ok(err.startsWith(`${path}:5:12: error: There is no field "pathnam" in openat`), err);
    assert.ok(err.endsWith(`Stopped at ${path}:2: let A = ["a"]\n`), err);
    assert.equal(prompt.bench.settings.time, "relative", "what came before is done");
  });
});

Deno.test("source refuses a script that sources itself, and one that is not there", async () => {
  await using prompt = new Prompt();
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, `source ${path}\n`);
  const { status, err } = await prompt.type(`source ${path}`);
  await Deno.remove(path);
  assert.equal(status, 1);
  assert.match(err, /it is being carried out already\nStopped at .*:1: source /);
  assert.match((await prompt.type(`source ${path}`)).err, /there is no such file or folder/);
  assert.equal((await prompt.type("source")).status, 2);
});

Deno.test("source stops at exit, and exit leaves the prompt", async () => {
  await using prompt = new Prompt();
  const { out } = await prompt.type("source -c 'exit; policies'");
  assert.deepEqual([out, prompt.bench.left], ["", true]);
});

Deno.test("source on the command line has the status of what it stopped at", async () => {
  const failed = await commandLine(["source", "-c", 'path "p" { execve {} }; attach 1; lod x']);
  assert.equal(failed.status, 2);
  assert.match(failed.err, /did you mean "load"\?\nStopped at -c:1: lod x\n$/);
  const done = await commandLine([
    "source",
    "-c",
    'path "p" { execve {} }; policies',
    "--format=ndjson",
  ]);
  assert.equal(JSON.parse(done.out).policy, "p", "confirmations are no results");
  await assert.rejects(commandLine(["source"]), /Say what to carry out: a FILE, or --command TEXT/);
});

live("exeray -c and a script with an interpreter's line hunt to the end", async () => {
  const hunt = `load policies; run sh policies/shadow_read/provoke.sh`;
  const { code, out, err } = await exeray(["-c", hunt, "--format", "ndjson"]);
  assert.equal(code, 0, err);
  assert.deepEqual(out.trimEnd().split("\n").map((line) => JSON.parse(line).policy), [
    "shadow_read",
  ]);
  await withFile(`#!/usr/bin/env -S exeray source\ncd\n`, async (path) => {
    await Deno.chmod(path, 0o755);
    // The launcher finds this Deno first.
    const env = { PATH: `${ROOT}bin:${Deno.execPath().replace(/\/[^/]*$/, "")}:/usr/bin:/bin` };
    const { stderr, code } = await new Deno.Command(path, { env, cwd: "/" }).output();
    assert.match(
      new TextDecoder().decode(stderr),
      /Unknown command "cd".*\nStopped at .*:2: cd\n$/,
    );
    assert.equal(code, 2);
  });
});

Deno.test("the start file is looked for in the user's own folders, never in the current one", () => {
  const env = (values: Record<string, string>) => (name: string) => values[name];
  assert.deepEqual(startFiles(env({ HOME: "/home/a" })), [
    "/home/a/.exerayrc",
    "/home/a/.config/exeray/exerayrc",
  ]);
  assert.deepEqual(
    startFiles(env({ HOME: "/r", XDG_CONFIG_HOME: "/c" })).at(1),
    "/c/exeray/exerayrc",
  );
  assert.deepEqual(startFiles(env({ HOME: "/r", EXERAY_RC: "" })), []);
  assert.deepEqual(startFiles(env({})), []);
  assert.deepEqual(startFiles(env({ HOME: "." })), [], "no folder of the current one's");
});

Deno.test("the start file is carried out, and what is wrong with it costs no prompt", async () => {
  await using prompt = new Prompt();
  const start = async (path: string) => {
    const { base, text } = kept();
    await runStartFile(
      { ...base, err: base.out, shell: prompt.bench },
      (name) => name === "EXERAY_RC" ? path : undefined,
    );
    return text();
  };
  await withFile("set time relative\nlod\n", async (path) => {
    await Deno.chmod(path, 0o622);
    assert.match(await start(path), /others may write it; chmod 600 mends that/);
    assert.equal(prompt.bench.settings.time, "clock", "nothing of it is done");
    await Deno.chmod(path, 0o600);
    assert.match(await start(path), /Stopped at .*:2: lod\n$/);
    assert.equal(prompt.bench.settings.time, "relative");
    if (Deno.uid() === 0) {
      await Deno.chown(path, 65534, 65534);
      assert.match(await start(path), /it belongs to another user/);
    }
  });
  assert.match(await start("/"), /it is no file/);
  assert.equal(await start("/nowhere/exerayrc"), "");
});
