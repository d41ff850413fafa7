import assert from "node:assert/strict";
import { execute } from "../../repl/app.ts";
import { Failure } from "../../repl/status.ts";
import { type Answer, commandLine, kept } from "./fixture.ts";
import { exeray } from "./process.ts";

const LOOSE = 'path "p" { openat {} /* c */ }';
const NEAT = 'path "p" {\n    openat {} /* c */\n}\n';
const WRONG = 'path "p" { openat { x } }\n';

Deno.test("fmt replaces files that change and says which, mode and link kept", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/sub`);
    await write(`${folder}/loose.policy`, LOOSE);
    await write(`${folder}/sub/neat.policy`, NEAT);
    await write(`${folder}/target`, LOOSE);
    await write(`${folder}/notes.txt`, LOOSE);
    await Deno.symlink("target", `${folder}/link.policy`);
    await Deno.chmod(`${folder}/loose.policy`, 0o640);
    await Deno.chmod(`${folder}/target`, 0o755);
    const before = await Deno.stat(`${folder}/sub/neat.policy`);
    const { status, out, err } = await commandLine(["fmt", folder]);
    assert.deepEqual([status, err], [0, ""]);
    assert.equal(out, `changed ${folder}/link.policy\nchanged ${folder}/loose.policy\n`);
    for (const name of ["loose.policy", "sub/neat.policy", "target"]) {
      assert.equal(await Deno.readTextFile(`${folder}/${name}`), NEAT, name);
    }
    assert.equal(await Deno.readTextFile(`${folder}/notes.txt`), LOOSE);
    assert.equal(await Deno.readLink(`${folder}/link.policy`), "target");
    assert.equal(await modeOf(`${folder}/loose.policy`), 0o640);
    assert.equal(await modeOf(`${folder}/target`), 0o755);
    const after = await Deno.stat(`${folder}/sub/neat.policy`);
    assert.equal(after.ino, before.ino, "a file that is fine is not written");
    assert.deepEqual(names(folder), ["link.policy", "loose.policy", "notes.txt", "sub", "target"]);
    assert.deepEqual(await commandLine(["fmt", folder]), { status: 0, out: "", err: "" });
  });
});

Deno.test("fmt --check writes nothing, lists what would change and has status 1", async () => {
  await withFolder(async (folder) => {
    await write(`${folder}/loose.policy`, LOOSE);
    await write(`${folder}/neat.policy`, NEAT);
    const { out, status, message } = await failing(["fmt", "--check", folder]);
    assert.equal(out, `would change ${folder}/loose.policy\n`);
    assert.equal(status, 1);
    assert.match(message, /^1 file would change/);
    assert.equal(await Deno.readTextFile(`${folder}/loose.policy`), LOOSE);
    const neat = await commandLine(["fmt", "--check", `${folder}/neat.policy`]);
    assert.deepEqual(neat, { status: 0, out: "", err: "" } satisfies Answer);
  });
});

Deno.test("fmt leaves a file with errors alone, lays out the others and has status 1", async () => {
  await withFolder(async (folder) => {
    await write(`${folder}/a.policy`, WRONG);
    await write(`${folder}/b.policy`, LOOSE);
    const { status, message, out } = await failing(["fmt", folder, "--format", "ndjson"]);
    assert.deepEqual([status, message], [1, "Cannot lay out 1 file with errors"]);
    const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ type, file, line, changed }) => [type, file, line ?? changed]),
      [["error", `${folder}/a.policy`, 1], ["layout", `${folder}/b.policy`, true]],
    );
    assert.equal(await Deno.readTextFile(`${folder}/a.policy`), WRONG);
    assert.equal(await Deno.readTextFile(`${folder}/b.policy`), NEAT);
  });
});

Deno.test("fmt says why it cannot change something and leaves nothing behind", async () => {
  await withFolder(async (folder) => {
    const { status, message } = await failing(["fmt", `${folder}/none.policy`]);
    assert.equal(status, 1);
    assert.match(message, /^Cannot read ".*none\.policy": there is no such file or folder$/);
    assert.deepEqual(names(folder), []);
  });
});

Deno.test("fmt - lays out standard input to standard output, byte for byte", async () => {
  const input = 'path "p" {exit{}} // \x1b[1m\u202e';
  const { code, out, err } = await exeray(["fmt", "-"], input);
  assert.deepEqual([code, err], [0, ""]);
  assert.equal(out, 'path "p" {\n    exit {}\n} // \x1b[1m\u202e\n');
  const wrong = await exeray(["fmt", "-"], WRONG);
  assert.deepEqual([wrong.code, wrong.out], [1, ""]);
  assert.match(wrong.err, /^\(standard input\):1:23: error: /);
});

/** failing runs a command line that ends with a Failure, and returns that with the output. */
async function failing(words: readonly string[]) {
  const { base, text } = kept();
  let failure: unknown;
  await assert.rejects(execute("cli", words, base), (error) => {
    failure = error;
    return true;
  });
  assert.ok(failure instanceof Failure, String(failure));
  return { out: text(), status: failure.status, message: failure.message };
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function write(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text);
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o7777;
}

function names(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}
