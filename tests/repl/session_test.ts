import assert from "node:assert/strict";
import fc from "fast-check";
import { readSession, SessionFileError, writeSession } from "../../repl/session_file.ts";
import { live } from "../live/harness.ts";
import { shadowMatch } from "./fake_session.ts";
import { processName } from "../../sensor/processes/processes.ts";
import { Prompt, until } from "./fixture.ts";
import { exeray } from "./process.ts";

const START = "2026-11-23T03:00:00.000000000Z";

async function withFolder(use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await use(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

/** worked is a prompt that has everything which a session file holds, but for targets. */
async function worked(): Promise<Prompt> {
  const prompt = new Prompt();
  await prompt.type('let NAMES = ["/etc/shadow"]');
  await prompt.type('path "p" { openat { pathname in $NAMES } }');
  await prompt.type('path "q" { execve {} }; disable q; set matches 50');
  await prompt.type("attach 7");
  Object.assign(prompt.session.clock, { start: START });
  prompt.session.report(shadowMatch("p"));
  await until(() => prompt.reported.length === 1);
  prompt.session.watched.clear();
  return prompt;
}

Deno.test("session save and load bring back policies, lets, settings and matches", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/s.json`;
    await using former = await worked();
    const saved = await former.type(`session save ${file}`);
    assert.equal(saved.out, `Wrote 2 policies, 1 match, 0 targets to "${file}"\n`);
    assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
    assert.match((await former.type(`session save ${file}`)).err, /--force replaces it/);
    await using prompt = new Prompt();
    const loaded = await prompt.type(`session load ${file}`);
    assert.equal(loaded.out, `Loaded 2 policies, 1 match, 0 targets from "${file}"\n`);
    assert.equal(prompt.opened, 0, "without a target nothing is opened");
    for (const line of ["let", "matches", "explain 1", "set"]) {
      assert.equal((await prompt.type(line)).out, (await former.type(line)).out, line);
    }
    assert.match((await prompt.type("matches")).out, /at 03:00:00\.001/, "its own clock");
    assert.deepEqual([...prompt.bench.machines.keys()], ["p"]);
    assert.deepEqual([...prompt.bench.policies.disabled.keys()], ["q"]);
    assert.equal((await prompt.type("undo")).out, `Undone: session load ${file}\n`);
    assert.equal(prompt.bench.policies.held.size, 0);
  });
});

Deno.test("session load changes nothing when the file is not sound", async () => {
  await withFolder(async (folder) => {
    await using former = await worked();
    await former.type(`session save ${folder}/s.json`);
    const text = await Deno.readTextFile(`${folder}/s.json`);
    await using prompt = new Prompt();
    for (
      const [broken, message] of [
        ["nonsense", /it is not JSON/],
        ["{}", /it is no session file/],
        [
          text.replace('"exeray_session":1', '"exeray_session":2'),
          /of version 2, and only 1 is known/,
        ],
        [text.replace('"steps":[', '"steps":3,"x":['), /matches\[0\]\.match\.steps is not a list/],
        [text.replace('"matches":"50"', '"matches":"x"'), /settings\.matches: it is a number/],
        [text.replace("execve {", "execv {"), /There is no kind|execv/],
      ] as const
    ) {
      assert.notEqual(broken, text);
      await Deno.writeTextFile(`${folder}/b.json`, broken);
      const { status, err } = await prompt.type(`session load ${folder}/b.json`);
      assert.equal(status, 1, broken);
      assert.match(err, message);
      assert.equal(prompt.bench.policies.held.size + prompt.bench.matches.length, 0);
    }
  });
});

Deno.test("session save masks secrets where that is set", async () => {
  await withFolder(async (folder) => {
    await using prompt = await worked();
    const event = shadowMatch("p").steps[0]?.first;
    assert.ok(event);
    const secret = { ...event, args: { pathname: "/x", content: "TOKEN=hunter2" } };
    prompt.session.report({ ...shadowMatch("p"), steps: [{ line: 1, count: 1, first: secret }] });
    await until(() => prompt.reported.length === 2);
    prompt.session.watched.set(8, {
      pid: 8,
      name: "x --token hunter2",
      follow: true,
      processes: 1,
    });
    await prompt.type("set redact on");
    await prompt.type(`session save ${folder}/s.json`);
    const text = await Deno.readTextFile(`${folder}/s.json`);
    assert.ok(!text.includes("hunter2") && text.includes("[redacted:"), text);
  });
});

Deno.test("session load finds targets that were saved masked, and tells no secret of theirs", async () => {
  await withFolder(async (folder) => {
    const words = ["-c", "read x", "--token", "hunter2secret"];
    const child = new Deno.Command("sh", { args: words, stdin: "piped" }).spawn();
    try {
      // Its command line is there a moment after its start.
      await until(() => processName(child.pid).endsWith("hunter2secret"));
      const own = processName(child.pid);
      await using prompt = new Prompt();
      prompt.session.watched.set(8, {
        pid: 8,
        name: own,
        follow: true,
        processes: 1,
      });
      prompt.session.watched.set(9, {
        pid: 9,
        name: own.replace("hunter2", "hunter3"),
        follow: true,
        processes: 1,
      });
      await prompt.type('path "p" { openat {} }');
      await prompt.bench.session();
      await prompt.type(`session save ${folder}/open.json`);
      await prompt.type("set redact on");
      await prompt.type(`session save ${folder}/masked.json`);
      await using next = new Prompt();
      assert.match(
        (await next.type(`session load ${folder}/masked.json`)).out,
        new RegExp(`^Watching ${child.pid} \\(\\S*sh -c read x --token \\[redacted`, "m"),
      );
      await next.type("detach");
      const { out, err } = await next.type(`set redact on; session load ${folder}/open.json`);
      assert.match(err, /^No process is called "\S*sh -c read x --token \[redacted:\w+\]" now\n$/);
      assert.doesNotMatch(out + err, /hunter/);
    } finally {
      child.kill("SIGKILL");
      await child.stdin.close().catch(() => {});
      await child.status;
    }
  });
});

Deno.test("readSession reads what writeSession writes, and of anything else says what is wrong", () => {
  const match = {
    match: { ...shadowMatch("p"), end: 5, x: ["\udc80\u202e"] },
    source: "path",
    start: null,
  };
  const session = {
    settings: { format: "text" },
    definitions: { A: "let A = 1" },
    policies: [{ file: "f", text: "path", enabled: false }],
    targets: [{ name: "sh", follow: true }],
    matches: [match, match],
  };
  const text = writeSession(session);
  assert.deepEqual(readSession(text), session);
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(8), fc.string({ maxLength: 4 }), (at, gone, put) => {
      try {
        readSession(text.slice(0, at) + put + text.slice(at + gone));
      } catch (error) {
        assert.ok(error instanceof SessionFileError, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

live("session load attaches to what has the command lines of the targets now", async () => {
  await withFolder(async (folder) => {
    const sleeper = new Deno.Command("sleep", { args: ["987654"] }).spawn();
    try {
      const saved = await exeray([
        "-c",
        `attach ${sleeper.pid}; session save ${folder}/s.json; exit`,
      ]);
      assert.equal(saved.code, 0, saved.err);
      const { code, out, err } = await exeray([
        "-c",
        `session load ${folder}/s.json; targets; exit`,
      ]);
      assert.equal(code, 0, err);
      assert.match(out, new RegExp(`^Watching ${sleeper.pid} \\(\\S*sleep 987654\\)$`, "m"));
      const again = await exeray([
        "-c",
        `attach ${sleeper.pid}; session load ${folder}/s.json; exit`,
      ]);
      assert.match(again.out, new RegExp(`^Watching ${sleeper.pid} already `, "m"));
      assert.equal(again.err, "");
      sleeper.kill("SIGKILL");
      await sleeper.status;
      const late = await exeray(["-c", `session load ${folder}/s.json; exit`]);
      assert.match(late.err, /^No process is called "\S*sleep 987654" now\n$/);
    } finally {
      try {
        sleeper.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await sleeper.status;
    }
  });
});
