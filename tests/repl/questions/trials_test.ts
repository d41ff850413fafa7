import assert from "node:assert/strict";
import { commandLine, Prompt } from "../fixture.ts";
import { ROOT } from "../process.ts";

const PACK = `${ROOT}policies/shadow_read`;

function event(pathname: string): string {
  return `${JSON.stringify({ ts: 1, pid: 1, kind: "openat", args: { pathname }, ret: 3 })}\n`;
}

async function withPack(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/one`);
    await Deno.writeTextFile(
      `${folder}/one/one.policy`,
      'path "one" { openat { pathname = "/a" } openat { pathname = "/b" } }',
    );
    await Deno.writeTextFile(`${folder}/one/positive.ndjson`, event("/a") + event("/b"));
    await Deno.writeTextFile(`${folder}/one/negative_near.ndjson`, event("/a"));
    await Deno.writeTextFile(`${folder}/other.ndjson`, event("/c") + "nonsense\n");
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("test finds the policies and recordings of a pack, and says that all is well", async () => {
  const { status, out } = await commandLine(["test", PACK]);
  assert.equal(status, 0);
  assert.match(out, /^ok +\S+positive\.ndjson +[\d,]+ +shadow_read: 1 match$/m);
  assert.match(out, /^ok +\S+negative\.ndjson +[\d,]+ +no match, came as far as /m);
});

Deno.test("test has status 1 when a recording does not do what its name says", async () => {
  await withPack(async (folder) => {
    assert.equal((await commandLine(["test", folder])).status, 0);
    await Deno.rename(`${folder}/one/positive.ndjson`, `${folder}/one/negative.ndjson`);
    await Deno.rename(`${folder}/one/negative_near.ndjson`, `${folder}/one/positive.ndjson`);
    await using prompt = new Prompt();
    const { status, out, err } = await prompt.type(`test ${folder}`);
    assert.equal(status, 1);
    assert.match(out, /^FAILED +\S+negative\.ndjson +2 +one: 1 match$/m);
    assert.match(
      out,
      /^FAILED +\S+positive\.ndjson +1 +no match, came as far as after line 1: openat \/a$/m,
    );
    assert.equal(err, "2 of 2 recordings with an expectation did otherwise\n");
  });
});

Deno.test("test tries named recordings with all policies, and is a table without expectation", async () => {
  await withPack(async (folder) => {
    await using prompt = new Prompt();
    await prompt.type('path "two" { openat { pathname = "/c" } }');
    const words = `test two ${folder}/one/one.policy ${folder}/other.ndjson`;
    const { status, out } = await prompt.type(words);
    assert.equal(status, 0);
    assert.match(out, /two: 1 match; one: no match, nothing began; 1 malformed line$/m);
    const line = JSON.parse((await prompt.type(`${words} --format ndjson`)).out);
    assert.deepEqual([line.type, line.expected, line.ok, line.matches, line.skipped], [
      "test",
      null,
      null,
      { two: 1 },
      1,
    ]);
  });
});

Deno.test("test says what is missing", async () => {
  await using prompt = new Prompt();
  await withPack(async (folder) => {
    for (
      const [words, message] of [
        [`${folder}/one/one.policy`, "Cannot test: there is no recording; name one, or a folder\n"],
        [`${folder}/other.ndjson`, "Cannot test: there is no policy; name one, or a folder\n"],
        [`${folder}/nothing`, `Cannot read "${folder}/nothing": there is no such file or folder\n`],
      ] as const
    ) {
      assert.equal((await prompt.type(`test ${words}`)).err, message);
    }
  });
});
