import assert from "node:assert/strict";
import { SensorError } from "../../../sensor/errors.ts";
import { Prompt } from "../fixture.ts";

const policy = (name: string, file = "/x") => `path "${name}" { openat { pathname = "${file}" } }`;

Deno.test("disable keeps a policy and stops running it, enable makes it run again", async () => {
  await using prompt = new Prompt();
  await prompt.type(policy("p"));
  await prompt.type("attach 1");
  assert.equal((await prompt.type("disable p")).out, "Disabled p\n");
  assert.equal(prompt.session.loaded.size, 0);
  assert.match((await prompt.type("policies")).out, /^p \(disabled\) /m);
  assert.equal(JSON.parse((await prompt.type("policies --format ndjson")).out).enabled, false);
  assert.match((await prompt.type("disable p")).err, /disabled already/);
  assert.match((await prompt.type("state p")).err, /it is disabled; enable makes it run/);
  assert.equal((await prompt.type("show p")).status, 0, "it can still be looked at");
  assert.equal((await prompt.type("enable p")).out, "Enabled p\n");
  assert.deepEqual([...prompt.session.loaded.keys()], ["p"]);
  assert.match((await prompt.type("enable p")).err, /it runs already/);
});

Deno.test("a session that opens later is given no disabled policy", async () => {
  await using prompt = new Prompt();
  await prompt.type(policy("p"));
  await prompt.type(policy("q"));
  await prompt.type("disable p");
  await prompt.type("attach 1");
  assert.deepEqual([...prompt.session.loaded.keys()], ["q"]);
});

Deno.test("undo takes back each change, the last one first, here and in the session", async () => {
  await using prompt = new Prompt();
  await prompt.type("attach 1");
  await prompt.type('let SHELLS = ["sh"]');
  await prompt.type(policy("p"));
  await prompt.type(policy("q"));
  await prompt.type(policy("p", "/y"));
  await prompt.type("disable q");
  await prompt.type("drop p");
  const said = async () => (await prompt.type("undo")).out;
  assert.equal(await said(), "Undone: drop p\n");
  assert.match(prompt.session.loaded.get("p")?.source ?? "", /"\/y"/);
  assert.equal(await said(), "Undone: disable q\n");
  assert.deepEqual([...prompt.session.loaded.keys()].sort(), ["p", "q"]);
  assert.equal(await said(), "Undone: policy p\n");
  assert.match(prompt.session.loaded.get("p")?.source ?? "", /"\/x"/);
  await prompt.type("undo");
  await prompt.type("undo");
  assert.equal(prompt.session.loaded.size, 0);
  assert.equal((await prompt.type("let")).out, 'let SHELLS = ["sh"]\n');
  assert.equal(await said(), "Undone: let SHELLS\n");
  assert.equal((await prompt.type("let")).out, "Nothing is defined\n");
  const end = await prompt.type("undo");
  assert.deepEqual([end.status, end.err], [1, "Cannot undo: no change is left\n"]);
});

Deno.test("undo can be tried again when the session refuses", async () => {
  await using prompt = new Prompt();
  await prompt.type("attach 1");
  await prompt.type(policy("p"));
  await prompt.type("drop p");
  prompt.session.refuseLoad = new SensorError("load", "Cannot load the program: too large");
  assert.equal((await prompt.type("undo")).status, 3);
  assert.equal(prompt.bench.machines.size, 0);
  prompt.session.refuseLoad = null;
  assert.equal((await prompt.type("undo")).out, "Undone: drop p\n");
});

Deno.test("undo leaves alone what files have brought since", async () => {
  await using prompt = new Prompt();
  await prompt.type(policy("own"));
  const machine = prompt.bench.machines.get("own");
  assert.ok(machine);
  await prompt.bench.exchange(new Map(), new Map([["file", { ...machine, name: "file" }]]));
  assert.equal((await prompt.type("undo")).out, "Undone: policy own\n");
  assert.deepEqual([...prompt.bench.machines.keys()], ["file"]);
});

Deno.test("drop and enable suggest the name that was meant", async () => {
  await using prompt = new Prompt();
  await prompt.type(policy("shadow_read"));
  const { status, err } = await prompt.type("drop shadow_raed");
  assert.deepEqual([status, err], [
    1,
    'Cannot find a policy "shadow_raed": did you mean "shadow_read"?\n',
  ]);
});
