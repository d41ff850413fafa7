/** Writing policies to files, and reading them back. */
import assert from "node:assert/strict";
import { ROOT } from "./process.ts";
import { Prompt } from "./fixture.ts";

async function withFolder(use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await use(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

Deno.test("save writes what is loaded, with the lets, so that load reads the same back", async () => {
  await withFolder(async (folder) => {
    await using prompt = new Prompt();
    await prompt.type('let UNUSED = 1; let LETTERS = ["a"]');
    await prompt.type('path   "p" by user { openat { pathname in $LETTERS } }');
    await prompt.type(`load ${ROOT}policies/shadow_read; disable shadow_read`);
    const file = `${folder}/all.policy`;
    assert.equal((await prompt.type(`save ${file}`)).out, `Wrote 2 policies to "${file}"\n`);
    const text = await Deno.readTextFile(file);
    assert.match(text, /^let UNUSED = 1\n+let LETTERS = \["a"\]\n+path "p" by user \{\n/);
    assert.match(text, /@attack/, "annotations are part of a policy");
    await using other = new Prompt();
    assert.equal((await other.type(`load ${file}`)).status, 0);
    assert.deepEqual([...other.bench.machines.keys()], ["p", "shadow_read"]);
    assert.equal(
      JSON.stringify(other.bench.machines.get("p")?.states.map(({ edges }) => edges)),
      JSON.stringify(prompt.bench.machines.get("p")?.states.map(({ edges }) => edges)),
    );
  });
});

Deno.test("save writes one policy with the lets that it uses, also those that those use", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/in.policy`,
      'let A = ["a"]\nlet B = ["b"]\npath "p" { openat { pathname in $A } }\npath "q" { execve {} }\n',
    );
    await using prompt = new Prompt();
    await prompt.type(`load ${folder}/in.policy; let OWN = 1`);
    await prompt.type(`save ${folder}/p.policy p`);
    const text = await Deno.readTextFile(`${folder}/p.policy`);
    assert.ok(text.startsWith('let A = ["a"]') && !/let B|OWN|"q"/.test(text), text);
  });
});

Deno.test("save refuses a file that is there, unknown policies and lets that disagree", async () => {
  await withFolder(async (folder) => {
    await using prompt = new Prompt();
    assert.match((await prompt.type(`save ${folder}/x`)).err, /no policy is loaded/);
    for (const name of ["a", "b"]) {
      const text = `let V = ["${name}"]\npath "${name}" { openat { pathname in $V } }`;
      await Deno.writeTextFile(`${folder}/${name}.policy`, text);
      await prompt.type(`load ${folder}/${name}.policy`);
    }
    const both = await prompt.type(`save ${folder}/x`);
    assert.match(both.err, /"V" is not the same in all of them/);
    assert.equal((await prompt.type(`save ${folder}/x a`)).status, 0);
    const there = await prompt.type(`save ${folder}/x b`);
    assert.deepEqual([there.status, there.err], [
      1,
      `Cannot write "${folder}/x": it is there already; --force replaces it\n`,
    ]);
    assert.match(await Deno.readTextFile(`${folder}/x`), /path "a"/);
    assert.equal((await prompt.type(`save ${folder}/x b --force`)).status, 0);
    assert.match(await Deno.readTextFile(`${folder}/x`), /path "b"/);
    assert.match((await prompt.type(`save ${folder}/y c`)).err, /Cannot find a policy "c"/);
  });
});

Deno.test("edit says that it needs a terminal where there is none", async () => {
  await using prompt = new Prompt();
  await prompt.type('path "p" { execve {} }');
  const { status, err } = await prompt.type("edit p");
  assert.deepEqual([status, err], [1, "Cannot edit: that needs a terminal\n"]);
});
