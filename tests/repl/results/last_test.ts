import assert from "node:assert/strict";
import fc from "fast-check";
import { csv, markdown } from "../../../repl/results/export.ts";
import { shadowMatch } from "../fake_session.ts";
import { Prompt, until } from "../fixture.ts";
import { ROOT } from "../process.ts";
import { HARMFUL, HOSTILE, hostileText } from "../views/hostile.ts";

Deno.test("last shows the last result again, as it was, in any form", async () => {
  await using prompt = new Prompt();
  assert.match((await prompt.type("last")).err, /^There is no result so far/);
  await prompt.type('path "p" { openat {} }');
  await prompt.type("attach 7");
  const shown = await prompt.type("targets");
  await prompt.type("detach");
  assert.equal((await prompt.type("last")).out, shown.out, "not what would be shown now");
  assert.deepEqual(JSON.parse((await prompt.type("last --as ndjson")).out), {
    type: "target",
    pid: 7,
    name: "p7",
    follow: true,
    processes: 1,
  });
  assert.equal(
    (await prompt.type("last --as csv")).out,
    "type,pid,name,follow,processes\r\ntarget,7,p7,true,1\r\n",
  );
  assert.equal(
    (await prompt.type("last --as markdown")).out,
    "| type | pid | name | follow | processes |\n| --- | --- | --- | --- | --- |\n" +
      "| target | 7 | p7 | true | 1 |\n",
  );
});

Deno.test("last writes a private file in the form that its name says", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await using prompt = new Prompt();
    await prompt.type('path "p" { openat {} }');
    await prompt.type("attach 7");
    prompt.session.report(shadowMatch("p"));
    await until(() => prompt.reported.length === 1);
    await prompt.type("matches");
    const { out } = await prompt.type(`last --output ${folder}/m.csv`);
    assert.equal(out, `Wrote the result to "${folder}/m.csv"\n`);
    assert.match(
      await Deno.readTextFile(`${folder}/m.csv`),
      /^number,policy,severity,subject,from,to,ms,events,tainted,last\r\n1,p,medium,tree 4242,/,
    );
    assert.equal(((await Deno.stat(`${folder}/m.csv`)).mode ?? 0) & 0o777, 0o600);
    assert.match((await prompt.type(`last -o ${folder}/m.csv`)).err, /--force replaces it/);
    await prompt.type("explain 1");
    assert.match(
      (await prompt.type("last --as markdown")).out,
      /^\| 1 \| \+0\.001 s \| 0 \| sh 4242 \| openat\("\/etc\/shadow"\) = 3 \| 1 \| 1 \| path "p" .* \|$/m,
    );
    await prompt.type(`last -o ${folder}/m.txt`);
    assert.equal(await Deno.readTextFile(`${folder}/m.txt`), (await prompt.type("last")).out);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("last keeps what a replay, a test and other listings have found", async () => {
  await using prompt = new Prompt();
  const pack = `${ROOT}policies/shadow_read`;
  for (
    const [line, types] of [
      [`replay ${pack}/positive.ndjson --policy ${pack}`, ["match", "summary"]],
      [`test ${pack}`, ["test", "test"]],
      [`load ${pack}; policies`, ["policy"]],
      ["explain shadow_read", ["machine"]],
      ["set", undefined],
      ["let", []],
    ] as const
  ) {
    assert.equal((await prompt.type(line)).status, 0);
    const rows = (await prompt.type("last --as ndjson")).out.split("\n").filter((row) =>
      row !== ""
    );
    const found = rows.map((row) => JSON.parse(row).type);
    if (types === undefined) assert.ok(rows.length > 1 && found.every((type) => type === found[0]));
    else assert.deepEqual(found, types, line);
  }
});

Deno.test("replay and last show times of day, where a recording says when it began", async () => {
  await using prompt = new Prompt();
  const pack = `${ROOT}policies/shadow_read`;
  const replay = `replay ${pack}/positive.ndjson --policy ${pack}`;
  assert.match((await prompt.type(replay)).out, /^ {2}from 17:42:57\.\d{3} to 17:42:57\.\d{3}: /m);
  // Another start than that of what is watched here.
  await prompt.type("attach 7");
  assert.match((await prompt.type("last")).out, / at 17:42:57\.\d{3}$/m);
  assert.match((await prompt.type("last --as csv")).out, /,2026-11-23T17:42:57\.\d{3}Z,/);
  await prompt.type("set time relative");
  assert.match((await prompt.type("last")).out, / at \+0\.\d{3} s$/m);
  assert.match((await prompt.type(replay)).out, /^ {2}from \+0\.\d{3} s to /m);
});

Deno.test("last cuts no evidence in a table", async () => {
  await using prompt = new Prompt();
  await prompt.type('path "p" { openat {} }');
  await prompt.type("attach 7");
  const pathname = `/tmp/${"x".repeat(300)}/end`;
  const match = shadowMatch("p");
  prompt.session.report({
    ...match,
    steps: match.steps.map((step) => ({ ...step, first: { ...step.first, args: { pathname } } })),
  });
  await until(() => prompt.reported.length === 1);
  for (const line of ["matches", "explain 1"]) {
    await prompt.type(line);
    for (const form of ["csv", "markdown"]) {
      assert.ok((await prompt.type(`last --as ${form}`)).out.includes(pathname), `${line} ${form}`);
    }
  }
});

Deno.test("last masks secrets that were shown before they were to be masked", async () => {
  await using prompt = new Prompt();
  await prompt.type("attach 7");
  prompt.session.watched.set(8, { pid: 8, name: "x --token hunter2", follow: true, processes: 1 });
  assert.match((await prompt.type("targets")).out, /hunter2/);
  await prompt.type("set redact on");
  for (const form of ["text", "ndjson", "csv", "markdown"]) {
    const { out } = await prompt.type(`last --as ${form}`);
    assert.ok(!out.includes("hunter2") && /redacted/.test(out), out);
  }
});

Deno.test("csv and markdown let nothing harmful through when all texts are hostile", () => {
  const check = (text: string) => {
    const rows = [{ [text]: text, list: [text], in: { [text]: { [text]: 1 } } }, { a: text }];
    const sheet = csv(rows).replaceAll("\r\n", "");
    assert.doesNotMatch(sheet, HARMFUL);
    const page = markdown(rows).split("\n");
    for (const line of page) assert.doesNotMatch(line, HARMFUL);
    // Each row has as many cells as the head, whatever is in them.
    const bars = page.slice(0, -1).map((line) => line.split("|").length);
    assert.equal(new Set(bars).size, 1);
  };
  for (const text of HOSTILE) check(text);
  fc.assert(fc.property(hostileText(), check), { numRuns: 200 });
});

Deno.test("csv keeps texts from being formulas, and numbers as they are", () => {
  const rows = [{ a: "=1+1", b: "@x", c: -5, d: 'say "a,b"', e: 10n ** 20n, f: null, g: "-x" }];
  assert.equal(
    csv(rows),
    'a,b,c,d,e,g\r\n\'=1+1,\'@x,-5,"say ""a,b""",100000000000000000000,\'-x\r\n',
  );
});
