import assert from "node:assert/strict";
import { PolicyWatch } from "../../session/watch.ts";

const POLICY = `path "p" { openat {} }`;

/** watching gives a folder, and `next`, which settles when a watch of `paths` has seen a change. */
async function watching(
  paths: (folder: string) => readonly string[],
  use: (folder: string, next: () => Promise<boolean>) => Promise<void>,
): Promise<void> {
  const above = await Deno.makeTempDir();
  const folder = `${above}/policies`;
  await Deno.mkdir(folder);
  await Deno.writeTextFile(`${folder}/a.policy`, POLICY);
  const watch = new PolicyWatch(paths(folder));
  const changes = watch[Symbol.asyncIterator]();
  try {
    await use(folder, async () => (await changes.next()).done !== true);
    watch.close();
    assert.equal((await changes.next()).done, true);
  } finally {
    watch.close();
    await Deno.remove(above, { recursive: true });
  }
}

Deno.test("PolicyWatch sees files of a folder change, come, go, and lie deeper", async () => {
  await watching((folder) => [folder], async (folder, next) => {
    await Deno.writeTextFile(`${folder}/a.policy`, `${POLICY} // changed`);
    assert.ok(await next());
    await Deno.mkdir(`${folder}/deep/deeper`, { recursive: true });
    await Deno.writeTextFile(`${folder}/deep/deeper/b.policy`, POLICY);
    assert.ok(await next());
    await Deno.writeTextFile(`${folder}/deep/deeper/b.policy`, `${POLICY} // changed`);
    assert.ok(await next());
    await Deno.remove(`${folder}/a.policy`);
    assert.ok(await next());
  });
});

Deno.test("PolicyWatch sees a file that is replaced by another one, every time", async () => {
  await watching((folder) => [`${folder}/a.policy`], async (folder, next) => {
    for (let time = 0; time < 3; time++) {
      await Deno.writeTextFile(`${folder}/.a.policy.new`, `${POLICY} // ${time}`);
      await Deno.rename(`${folder}/.a.policy.new`, `${folder}/a.policy`);
      assert.ok(await next());
    }
  });
});

Deno.test("PolicyWatch sees a change of the file that a link leads to", async () => {
  const other = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${other}/real.policy`, POLICY);
    await Deno.symlink(`${other}/real.policy`, `${other}/link.policy`);
    await watching(() => [`${other}/link.policy`], async (_, next) => {
      await Deno.writeTextFile(`${other}/real.policy`, `${POLICY} // changed`);
      assert.ok(await next());
    });
  } finally {
    await Deno.remove(other, { recursive: true });
  }
});

Deno.test("PolicyWatch goes on when its folder is made anew", async () => {
  await watching((folder) => [folder], async (folder, next) => {
    await Deno.remove(folder, { recursive: true });
    assert.ok(await next());
    await Deno.mkdir(folder);
    assert.ok(await next());
    await Deno.writeTextFile(`${folder}/a.policy`, POLICY);
    assert.ok(await next());
  });
});

Deno.test("PolicyWatch tells of the last piece when a file is written in pieces", async () => {
  await watching((folder) => [folder], async (folder, next) => {
    using file = await Deno.open(`${folder}/a.policy`, { write: true, truncate: true });
    let seen = "";
    const reading = (async () => {
      while (seen !== POLICY && await next()) {
        seen = await Deno.readTextFile(`${folder}/a.policy`);
      }
    })();
    for (const piece of POLICY.match(/.{1,4}/g) ?? []) {
      file.writeSync(new TextEncoder().encode(piece));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await reading;
    assert.equal(seen, POLICY);
  });
});

Deno.test("PolicyWatch ends for a reader that waits when it is closed", async () => {
  const folder = await Deno.makeTempDir();
  const watch = new PolicyWatch([folder]);
  const change = watch[Symbol.asyncIterator]().next();
  watch.close();
  assert.equal((await change).done, true);
  await Deno.remove(folder);
});
