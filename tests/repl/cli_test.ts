/** The program as a process: its exit statuses, its streams, its signals. */
import assert from "node:assert/strict";
import { exeray, ROOT, Said, spawn, text } from "./process.ts";

const POSITIVE = "policies/shadow_read/positive.ndjson";

Deno.test("exeray shows a policy's errors with their places and has status 1", async () => {
  const path = await Deno.makeTempFile({ suffix: ".policy" });
  try {
    await Deno.writeTextFile(path, 'path "p" {\n  openat { pathnam = "x", fl = 1 }\n}\n');
    const { code, out, err } = await exeray(["check", path]);
    assert.equal(code, 1);
    assert.ok(out.includes(`${path}:2:12`), out);
    assert.ok(out.includes(`openat { pathnam = "x", fl = 1 }`), "the line is shown");
    assert.equal(err, `exeray: Cannot use the policies: 2 errors, the first at ${path}:2:12\n`);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("exeray reports wrong usage on standard error with status 2", async () => {
  const { code, out, err } = await exeray(["--color", "never", "chekc"]);
  assert.deepEqual([code, out, err], [
    2,
    "",
    'exeray: Unknown command "chekc", did you mean "check"?\n',
  ]);
});

Deno.test("exeray replays standard input and has status 4 with --fail-on-match", async () => {
  const words = ["replay", "-", "--policy", "policies/shadow_read", "--fail-on-match"];
  const input = await Deno.readTextFile(`${ROOT}${POSITIVE}`);
  const { code, out, err } = await exeray([...words, "--format=ndjson"], input);
  const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ type }) => type), ["match", "summary"]);
  assert.deepEqual([code, err], [4, ""]);
});

Deno.test("exeray says which file it cannot read, in one line", async () => {
  const { code, out, err } = await exeray(["replay", "no\x1bwhere", "--policy", "policies"]);
  assert.deepEqual([code, out], [1, ""]);
  assert.match(err, /^exeray: Cannot read "no\\x1bwhere": .*\n$/);
});

Deno.test("exeray ends quietly when the reader of its output goes away", async () => {
  const recording = await Deno.makeTempFile();
  try {
    const event = { pid: 1, kind: "openat", args: { pathname: "/x".repeat(200) } };
    const lines = Array.from({ length: 20_000 }, (_, ts) => JSON.stringify({ ts, ...event }));
    await Deno.writeTextFile(recording, lines.join("\n") + "\n");
    const policy = `${recording}.policy`;
    await Deno.writeTextFile(policy, 'path "p" { openat {} }');
    const child = spawn(["replay", recording, "--policy", policy, "--format", "ndjson"]);
    await child.stdin.close();
    const reader = child.stdout.getReader();
    assert.equal((await reader.read()).done, false);
    await reader.cancel();
    const [{ code }, err] = await Promise.all([child.status, text(child.stderr)]);
    await Deno.remove(policy);
    // A broad first step is a warning, and that is all that is said.
    assert.equal(code, 0, err);
    assert.doesNotMatch(err, /exeray: /);
  } finally {
    await Deno.remove(recording);
  }
});

Deno.test("exeray ends when the reader goes away although there is nothing to write", async () => {
  const child = spawn(["replay", "-", "--policy", "policies"]);
  await child.stdout.cancel();
  // Its input stays open: nothing else would end it.
  const [{ code }, err] = await Promise.all([child.status, text(child.stderr)]);
  assert.deepEqual([code, err], [0, ""]);
  await child.stdin.close();
});

Deno.test("exeray ends as on Ctrl-C when its terminal hangs up, unless it is to outlive it", async () => {
  for (
    const { before, signals } of [{ before: "", signals: ["SIGHUP"] }, {
      before: "trap '' HUP; ",
      signals: ["SIGHUP", "SIGINT"],
    }] as const
  ) {
    const program = `${Deno.execPath()} run -q -A --no-check ${ROOT}repl/main.ts`;
    const child = new Deno.Command("sh", {
      args: ["-c", `${before}exec ${program} replay - --policy policies`],
      cwd: ROOT,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const input = child.stdin.getWriter();
    const said = new Said(child.stderr);
    const out = text(child.stdout);
    for (const signal of signals) {
      // It complains about the line, and so it is there to take the signal.
      await input.write(new TextEncoder().encode("no event\n".repeat(20)));
      await said.next("");
      child.kill(signal);
    }
    const { code } = await child.status;
    assert.equal(code, 130);
    assert.match(await out, /^0 events, 0 matches of \d+ polic/);
    await said.end();
    await input.close().catch(() => {});
  }
});

Deno.test("exeray says in one line that its results cannot be written", async () => {
  const line = `exec ${Deno.execPath()} run -q -A --no-check ${ROOT}repl/main.ts "$@" >/dev/full`;
  for (const words of [["--help"], ["fsm", "policies"]]) {
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-c", line, "sh", ...words],
      cwd: ROOT,
      stdin: "null",
      stdout: "null",
    }).output();
    assert.deepEqual([code, new TextDecoder().decode(stderr)], [
      1,
      "exeray: Cannot write to standard output: no space left on device\n",
    ]);
  }
});

Deno.test("exeray runs a script of the prompt from standard input", async () => {
  const script = `// a comment
path "p" {
  openat { pathname = "/etc/shadow" }
}
polcies
policies
replay ${POSITIVE} --format ndjson
`;
  const { code, out, err } = await exeray([], script);
  assert.match(out, /^p: 1 state, waits for openat; by tree\npolicy .*\np /);
  assert.match(out, /"type":"summary","events":\d+,"matches":[1-9]/);
  assert.equal(err, 'Unknown command "polcies", did you mean "policies"?\n');
  assert.equal(code, 2, "that of the last entry that did not do");
});
