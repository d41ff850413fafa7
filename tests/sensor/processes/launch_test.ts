import assert from "node:assert/strict";
import { SensorError } from "../../../sensor/errors.ts";
import { launch } from "../../../sensor/processes/launch.ts";
import { libc } from "../../../sensor/native/libc.ts";
import { processStat } from "../../../sensor/processes/processes.ts";

// Opened here, because it stays open and a test must close what it opens.
libc();

const quiet = { stdout: "null", stderr: "null" } as const;

Deno.test("launch holds a command back until it is attached when it starts one", async () => {
  const path = Deno.makeTempFileSync();
  try {
    const child = await launch(["sh", "-c", `echo ran > ${path}; exit 5`], {
      ...quiet,
      attach: async (pid) => {
        assert.equal(processStat(pid)?.state, "T");
        await new Promise((resolve) => setTimeout(resolve, 30));
        assert.equal(Deno.readTextFileSync(path), "");
      },
    });
    assert.deepEqual(await child.status, { code: 5, signal: null });
    assert.equal(Deno.readTextFileSync(path), "ran\n");
    child.kill();
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("launch gives a command its arguments untouched when they look like shell", async () => {
  const words = ["$(x)", "a b", "", "-e", "'\"\\", "*"];
  const path = Deno.makeTempFileSync();
  try {
    const child = await launch(["sh", "-c", `printf '%s\\n' "$@" > ${path}`, "sh", ...words], {
      ...quiet,
      attach: () => {},
    });
    await child.status;
    assert.deepEqual(Deno.readTextFileSync(path).split("\n").slice(0, -1), words);
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("launch tells the signal when one ends the command", async () => {
  const child = await launch(["sleep", "1000"], { ...quiet, attach: () => {} });
  child.kill("SIGTERM");
  assert.deepEqual(await child.status, { code: 143, signal: "SIGTERM" });
});

Deno.test("launch starts nothing when the command cannot be started", async () => {
  const folder = Deno.makeTempDirSync();
  const file = `${folder}/plain`;
  Deno.writeTextFileSync(file, "");
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /none was given/],
    [[""], /none was given/],
    [["no-such-command-at-all"], /"no-such-command-at-all": it is in no folder of PATH/],
    [["/no/such/file"], /there is no such file/],
    [[folder], /it is a folder/],
    [[file], /it is not executable/],
  ];
  try {
    for (const [command, message] of cases) {
      const started = launch(command, {
        ...quiet,
        attach: () => assert.fail("something was started"),
      });
      await assert.rejects(started, (error) => {
        assert.ok(error instanceof SensorError);
        assert.equal(error.code, "command");
        assert.match(error.message, message);
        return true;
      });
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("launch leaves nothing behind when attaching fails", async () => {
  let pid = 0;
  const started = launch(["sleep", "1000"], {
    ...quiet,
    attach: (attached) => {
      pid = attached;
      throw new SensorError("target", "Cannot attach");
    },
  });
  await assert.rejects(started, /Cannot attach/);
  assert.equal(processStat(pid), null);
});
