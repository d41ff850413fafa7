/** What the prompt says of the session's last events while a policy is typed, and at its end. */
import assert from "node:assert/strict";
import { lineNotes } from "../../../repl/questions/past.ts";
import { PAPER } from "../../../repl/views/screen.ts";
import { Prompt } from "../fixture.ts";
import { happened } from "../happened.ts";

const PATHS = ["/etc/hosts", "/etc/shadow", "/tmp/x", "/etc/shadow"];

Deno.test("lineNotes says of a step when it is judged and how many events fulfil it", async () => {
  await using prompt = new Prompt();
  const notes = (text: string) => lineNotes(text, prompt.bench, PAPER);
  const first = 'path "p" by tree within 5m {';
  const second = `${first}\n  openat { pathname =~ "^/etc/" }`;
  assert.deepEqual(await notes(second), ["judged when called"], "there is no session yet");
  await happened(prompt, PATHS);
  assert.deepEqual(await notes(first), [
    "one sequence for each target, all its processes together, within 5 min",
  ]);
  assert.deepEqual(await notes(second), ["judged when called · 3 of the last 4 events"]);
  assert.deepEqual(await notes(`${second}\n  openat { ret >= 0 } without exit {}`), [
    "openat ret >= 0 · judged on return · 4 of the last 4 events",
    "exit · ends a run · judged when called · 0 of the last 4 events",
  ]);
  assert.deepEqual(await notes(`${second}\n  // only a comment`), []);
  prompt.session.buffer?.narrowed(true);
  assert.deepEqual(await notes(second), [
    "judged when called · 3 of the last 4 events · not all were kept",
  ]);
});

Deno.test("lineNotes shows the mistake of a line under its place, and only there", async () => {
  await using prompt = new Prompt();
  const wrong = 'path "p" {\n\topenat { pathnam = "/etc/shadow" }';
  assert.deepEqual(await lineNotes(wrong, prompt.bench, PAPER), [
    '             ^^^^^^^ There is no field "pathnam" in openat (Did you mean "pathname"?)',
  ]);
  assert.deepEqual(await lineNotes(wrong, prompt.bench, { ...PAPER, columns: 60 }), [
    "             ^^^^^^^",
    'There is no field "pathnam" in openat (Did you mean "pathname"?)',
  ]);
  // The terminal breaks the line in front of the mistake: nothing is below it.
  const long = wrong.replace("pathnam", "ret >= 0, uid = 0, pathnam");
  assert.deepEqual(await lineNotes(long, prompt.bench, { ...PAPER, columns: 30 }), [
    'There is no field "pathnam" in openat (Did you mean "pathname"?)',
  ]);
  assert.deepEqual(await lineNotes(`${wrong}\n  execve {}`, prompt.bench, PAPER), []);
});

Deno.test("lineNotes says nothing of a step on its own", async () => {
  await using prompt = new Prompt();
  assert.deepEqual(await lineNotes('openat {\n  pathname = "/x"', prompt.bench, PAPER), []);
});

Deno.test("lineNotes knows the earlier definitions of the prompt", async () => {
  await using prompt = new Prompt();
  await prompt.type('let SHELLS = ["sh"]');
  const text = 'path "p" {\n  execve { comm in $SHELLS }';
  assert.deepEqual(await lineNotes(text, prompt.bench, PAPER), ["judged when called"]);
});

Deno.test("load names the policies that would have matched", async () => {
  await using prompt = new Prompt();
  const file = await Deno.makeTempFile({ suffix: ".policy" });
  try {
    await Deno.writeTextFile(
      file,
      'path "p" { openat { pathname = "/etc/shadow" } }\npath "q" { execve {} }\n',
    );
    await happened(prompt, PATHS);
    const { out } = await prompt.type(`load ${file}`);
    assert.deepEqual(out.split("\n").slice(2), [
      "p would have matched 2 times in the last 4 events",
      "",
    ]);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("evaluate says at once what a policy would have matched in the last events", async () => {
  await using prompt = new Prompt();
  await happened(prompt, PATHS);
  const some = await prompt.type('path "p" { openat { pathname = "/etc/shadow" } }');
  assert.deepEqual(some.out.split("\n").slice(1), [
    "Would have matched 2 times in the last 4 events:",
    "  match  medium  p  tree 42  1 event in 0 ns  at +0.002 s",
    "  match  medium  p  tree 42  1 event in 0 ns  at +0.004 s",
    "",
  ]);
  const none = await prompt.type('path "q" { openat { pathname = "/tmp/x" } execve {} }');
  assert.deepEqual(none.out.split("\n").slice(1), [
    "Would not have matched in the last 4 events (1 run began, 1 not ended)",
    "  openat /tmp/x: 1, execve: 0",
    "",
  ]);
  const cooled = 'path "c" cooldown 1h { openat { pathname = "/etc/shadow" } }';
  assert.equal(
    (await prompt.type(cooled)).out.split("\n")[1],
    "Would have matched 1 time in the last 4 events (1 more within its cooldown):",
  );
  await prompt.type("set buffer off");
  assert.equal((await prompt.type('path "r" { openat {} }')).out.split("\n").length, 2);
});
