/** `--watch`: policies that follow their files. */
import assert from "node:assert/strict";
import { compile } from "../../../compiler/compile.ts";
import { byName } from "../../../engine/changes.ts";
import { merged } from "../../../repl/policies/merge.ts";
import { Prompt, until } from "../fixture.ts";
import { exeray, Said, spawn, text } from "../process.ts";

const PAIR = `path "pair" by process {
  openat { pathname = "/a" }
  openat { pathname = "/b" }
}\n`;

function one(name: string, path: string): string {
  return `path "${name}" by process { openat { pathname = "${path}" } }\n`;
}

function opened(ts: number, pathname: string): string {
  return JSON.stringify({ ts, pid: 10, kind: "openat", args: { pathname } }) + "\n";
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("replay --watch takes every good change and keeps what runs at a broken one", async () => {
  await withFolder(async (folder) => {
    const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
    await write("pair.policy", PAIR);
    await write("other.policy", one("other", "/c"));
    const words = ["replay", "-", "--watch", "--policy", folder, "--format", "ndjson"];
    const child = spawn([...words, "--transitions"]);
    const [lines, out] = child.stdout.tee();
    const results = new Said(lines);
    const whole = text(out);
    const said = new Said(child.stderr);
    const input = child.stdin.getWriter();
    const feed = (line: string) => input.write(new TextEncoder().encode(line));

    await feed(opened(1, "/a"));
    assert.equal(JSON.parse(await results.next("{")).cause, "begin");

    await write("other.policy", `path "other" { openat { pathnam = "/d" } }\n`);
    await said.next(`${folder}/other.policy:1:25: error: `);
    await said.next("Kept the running policies: 1 error");
    await feed(opened(2, "/d") + opened(3, "/c"));
    assert.equal(JSON.parse(await results.next("{")).ts, 3);

    await write("other.policy", one("other", "/d"));
    assert.equal(await said.next("Reloaded: "), "Reloaded: 1 changed, 1 unchanged");
    await feed(opened(4, "/c") + opened(5, "/d"));
    assert.equal(JSON.parse(await results.next(`{"type":"match"`)).end, 3);
    assert.equal(JSON.parse(await results.next(`{"type":"match"`)).end, 5);

    // An editor's way: a swap file, a new file, and the new one renamed to the name.
    await write(".pair.policy.swp", "no policy");
    await write(".pair.policy.new", `// moved down\n\n${PAIR}`);
    await Deno.rename(`${folder}/.pair.policy.new`, `${folder}/pair.policy`);
    assert.equal(await said.next("Reloaded: "), "Reloaded: 2 unchanged");

    await Deno.mkdir(`${folder}/below`);
    await write("below/more.policy", one("more", "/e"));
    assert.equal(await said.next("Reloaded: "), "Reloaded: 1 added, 2 unchanged");
    await write("below/more.policy", "");
    assert.match(await said.next("Kept "), /^Kept the running policies: ".*" is empty$/);
    await Deno.remove(`${folder}/below`, { recursive: true });
    await Deno.remove(`${folder}/other.policy`);
    await said.next("Reloaded: 2 removed, 1 unchanged");

    await feed(opened(6, "/d") + opened(7, "/e") + opened(8, "/b"));
    await input.close();
    assert.equal((await child.status).code, 0);
    await Promise.all([results.end(), said.end()]);
    const matches = (await whole).trimEnd().split("\n").map((line) => JSON.parse(line))
      .filter(({ type }) => type === "match");
    assert.deepEqual(matches.map(({ policy, start, end }) => [policy, start, end]), [
      ["other", 3, 3],
      ["other", 5, 5],
      ["pair", 1, 8],
    ]);
    assert.deepEqual(matches[2].steps.map(({ line }: { line: number }) => line), [4, 5]);
  });
});

Deno.test("load --watch exchanges a folder's policies and leaves the prompt's own", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.policy`, one("a", "/a") + one("b", "/b"));
    await using prompt = new Prompt();
    await prompt.bench.session();
    assert.equal((await prompt.type(`load ${folder} --watch`)).status, 0);
    await prompt.type(one("own", "/o"));
    await Deno.writeTextFile(`${folder}/a.policy`, one("a", "/x") + one("c", "/c"));
    await until(() => prompt.reported.includes("Reloaded: 1 changed, 1 added, 1 removed"));
    assert.deepEqual([...prompt.session.loaded.keys()], ["a", "own", "c"]);
    assert.deepEqual([...prompt.bench.machines.keys()], ["a", "own", "c"]);
    assert.match(prompt.bench.machines.get("a")?.source ?? "", /"\/x"/);
  });
});

Deno.test("load ends the watch on files that it loads again without --watch", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.policy`, one("a", "/a"));
    await using prompt = new Prompt();
    await prompt.type(`load ${folder} --watch`);
    await prompt.type(`load ${folder}/`);
    await Deno.writeTextFile(`${folder}/a.policy`, one("a", "/x"));
    // A watch that begins behind that of the folder would hear of the change later.
    await using second = new Prompt();
    await second.type(`load ${folder} --watch`);
    await Deno.writeTextFile(`${folder}/a.policy`, one("a", "/y"));
    await until(() => second.reported.includes("Reloaded: 1 changed"));
    assert.deepEqual(prompt.reported, []);
  });
});

Deno.test("merged leaves what was dropped or written anew at the prompt", () => {
  const set = (text: string) => byName(compile(text).machines);
  const former = set(one("dropped", "/a") + one("anew", "/b") + one("gone", "/c"));
  const mine = set(one("anew", "/mine"));
  const loaded = new Map([...mine, ...set(one("own", "/o"))]);
  const gone = former.get("gone");
  assert.ok(gone);
  loaded.set("gone", gone);
  const same = merged(loaded, former, set(one("dropped", "/a") + one("anew", "/b")));
  assert.deepEqual([...same.keys()], ["anew", "own"]);
  assert.equal(same.get("anew"), mine.get("anew"));
  const next = set(one("dropped", "/z") + one("anew", "/z"));
  assert.deepEqual(
    merged(loaded, former, next),
    new Map([
      ...next,
      ["own", loaded.get("own")],
    ]),
  );
});

Deno.test("--watch says what it cannot watch", async () => {
  for (
    const [words, code, message] of [
      [["replay", "-", "--watch", "--policy", "-"], 2, /^exeray: Cannot watch standard input: /],
      [
        ["replay", "-", "--watch", "--policy", "/no/such"],
        1,
        /^exeray: Cannot read "\/no\/such": /,
      ],
      [["replay", "-", "--watch"], 2, /^exeray: Say which policies to run: /],
    ] as const
  ) {
    const ended = await exeray(words);
    assert.equal(ended.code, code, ended.err);
    assert.match(ended.err, message);
  }
});
