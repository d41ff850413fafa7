import assert from "node:assert/strict";
import { complete } from "../../repl/app.ts";
import { INITIAL, NAMES, rowOf, withSetting, written } from "../../repl/settings.ts";
import { shadowMatch } from "./fake_session.ts";
import { PLAIN } from "../../repl/views/palette.ts";
import { settingTable } from "../../repl/views/settings.ts";
import { kept, Prompt, until } from "./fixture.ts";

for (const name of NAMES) {
  Deno.test(`the setting ${name} reads back what it writes, and completes to what it takes`, () => {
    const row = rowOf(name);
    assert.deepEqual(row.parse(written(INITIAL, name)), row.initial);
    for (const value of row.values) {
      assert.equal(written(withSetting(INITIAL, name, value), name), value);
    }
    assert.throws(() => row.parse("\x1b[31m"), /it is/);
  });
}

Deno.test("set lists every setting with its value and what it does", async () => {
  await using prompt = new Prompt();
  const { out } = await prompt.type("set");
  for (const name of NAMES) {
    const line = out.split("\n").find((one) => one.startsWith(`${name} `)) ?? "";
    assert.ok(line.includes(written(INITIAL, name)) && line.includes(rowOf(name).doc), name);
  }
});

Deno.test("set changes a setting, and shows one when no value is given", async () => {
  await using prompt = new Prompt();
  assert.deepEqual(await prompt.type("set time relative"), { status: 0, out: "", err: "" });
  assert.match((await prompt.type("set time")).out, /^time +relative /m);
  const line = JSON.parse((await prompt.type("set matches --format ndjson")).out);
  assert.deepEqual([line.type, line.name, line.value], ["setting", "matches", 10_000]);
});

Deno.test("set names what was meant when a setting or a value is misspelt", async () => {
  await using prompt = new Prompt();
  const name = await prompt.type("set fromat ndjson");
  assert.deepEqual([name.status, name.err], [
    2,
    'There is no setting "fromat", did you mean "format"?\n',
  ]);
  const value = await prompt.type("set format ndjsn");
  assert.equal(value.status, 2);
  assert.match(value.err, /one of text, ndjson; did you mean "ndjson"\?/);
  assert.match((await prompt.type("set matches many")).err, /a number from 1 to 1000000/);
});

Deno.test("set format makes commands write NDJSON when they are not told otherwise", async () => {
  await using prompt = new Prompt();
  await prompt.type('path "p" { execve {} }');
  await prompt.type("set format ndjson");
  assert.equal(JSON.parse((await prompt.type("policies")).out).policy, "p");
  assert.match((await prompt.type("policies --format text")).out, /^policy /);
});

Deno.test("set time relative shows times as spans when the clock is known", async () => {
  await using prompt = new Prompt();
  await prompt.type('path "p" { openat {} }');
  await prompt.type("attach 1");
  Object.assign(prompt.session.clock, { start: "2026-11-23T03:00:00.000000000Z" });
  prompt.session.report(shadowMatch("p"));
  await until(() => prompt.reported.length === 1);
  assert.match((await prompt.type("matches")).out, /at 03:00:00\.001/);
  await prompt.type("set time relative");
  assert.match((await prompt.type("matches")).out, /at \+0\.001 s/);
});

Deno.test("set matches bounds what is kept, and matches says what is gone", async () => {
  await using prompt = new Prompt();
  await prompt.type('path "p" { openat {} }');
  await prompt.type("attach 1");
  await prompt.type("set matches 4");
  for (let count = 0; count < 5; count++) prompt.session.report(shadowMatch("p"));
  await until(() => prompt.reported.length === 5);
  assert.match((await prompt.type("matches")).out, /^The first 3 are no longer kept\nmatch 4 /);
});

Deno.test("set completes names, and the values of the setting that is named", async () => {
  await using prompt = new Prompt();
  const base = { ...kept().base, shell: prompt.bench };
  const words = async (...typed: string[]) =>
    (await complete("prompt", typed, base)).map(({ word }) => word);
  assert.deepEqual(await words("set", ""), [...NAMES]);
  assert.deepEqual(await words("set", "time", ""), ["clock", "relative"]);
});

Deno.test("settingTable leaves nothing of what a setting does out when the screen is narrow", () => {
  for (const columns of [40, 60, 80, 120]) {
    const text = settingTable(INITIAL, { palette: PLAIN, columns }).join(" ").replace(/\s+/g, " ");
    for (const name of NAMES) assert.ok(text.includes(rowOf(name).doc), `${name} at ${columns}`);
  }
});
