/** The live commands on this machine's kernel. */
import assert from "node:assert/strict";
import { examine } from "../../sensor/doctor.ts";
import { live } from "../live/harness.ts";
import { exeray, spawn } from "./process.ts";

const POLICY = "policies/shadow_read";
const SCRIPT = "policies/shadow_read/provoke.sh";

live(
  "run watches a program to its end, matches, and gives results alone to its output",
  async () => {
    const words = ["run", POLICY, "--format", "ndjson", "--fail-on-match", "--transitions"];
    const { code, out, err } = await exeray([
      ...words,
      "--",
      "sh",
      "-c",
      `echo hello; sh ${SCRIPT}`,
    ]);
    const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
    const match = lines.find(({ type }) => type === "match");
    assert.equal(match.policy, "shadow_read");
    assert.deepEqual(match.steps.map(({ line }: { line: number }) => line), [6, 7, 8, 9]);
    assert.ok(lines.some(({ type, cause }) => type === "transition" && cause === "begin"));
    const summary = lines.at(-1);
    assert.deepEqual([summary.type, summary.matches, summary.dropped], ["summary", 1, 0]);
    assert.deepEqual([code, err], [4, "hello\n"]);
  },
);

live("record writes what a replay then matches", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ndjson.zst" });
  try {
    const recorded = await exeray(["record", "--output", file, "--", "sh", SCRIPT]);
    assert.equal(recorded.code, 0, recorded.err);
    assert.match(recorded.err, /^Wrote [\d,]+ events to /);
    const replayed = await exeray(["replay", file, "--policy", POLICY, "--strict"]);
    assert.equal(replayed.code, 0, replayed.err);
    assert.match(replayed.out, /^match: shadow_read \(high\), tree \d+\n/);
  } finally {
    await Deno.remove(file);
  }
});

live("run ends on Ctrl-C with its summary and status 130, and ends its program", async () => {
  const child = spawn(["run", POLICY, "--format", "ndjson", "--", "sh", "-c", "echo $$; read x"]);
  const [mine, theirs] = child.stderr.tee();
  const pid = await firstLine(mine);
  child.kill("SIGINT");
  // The program reads the same input, which stays open: only a signal ends it.
  const [out, err, { code }] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(theirs).text(),
    child.status,
  ]);
  await child.stdin.close().catch(() => {});
  assert.deepEqual([code, JSON.parse(out).type], [130, "summary"], err);
  await until(() => !running(Number(pid)));
});

live("the prompt says which programs it leaves running", async () => {
  const { code, out, err } = await exeray([], "run true\nwait\nrun sleep 60\n");
  const pid = Number(/^Started (\d+) \(sleep 60\)/m.exec(out)?.[1]);
  // Without a pid, 0 would be signalled: this test's own process group.
  assert.ok(pid > 0 && running(pid), out + err);
  Deno.kill(pid, "SIGKILL");
  assert.deepEqual([code, err], [0, `Left running, unwatched: ${pid} (sleep 60)\n`]);
});

live("run says in one line what cannot be watched or started", async () => {
  for (
    const [words, message] of [
      [
        ["--pid", "2147483000"],
        /^exeray: Cannot attach to process 2147483000: .*no such process\n$/,
      ],
      [["--", "/no/such"], /^exeray: Cannot start "\/no\/such": there is no such file\n$/],
    ] as const
  ) {
    const { code, out, err } = await exeray(["run", POLICY, ...words]);
    assert.deepEqual([code, out], [1, ""], err);
    assert.match(err, message);
  }
});

live("the prompt runs a program, waits for it and explains what has matched", async () => {
  const script = `load ${POLICY}\nrun sh ${SCRIPT}\nwait\nexplain 1\ndetach\n`;
  const { code, out, err } = await exeray([], script);
  assert.match(out, /^shadow_read: 4 states, waits for openat, execve; by tree/);
  assert.match(out, /\nStarted \d+ \(sh policies\/shadow_read\/provoke\.sh\)/);
  assert.match(out, /^match 1: shadow_read \(high\), tree \d+$/m);
  assert.match(out, /openat\("\/etc\/shadow", flags=O_RDONLY.*\) = \d+/);
  assert.deepEqual([code, err], [1, "Cannot detach: nothing is watched\n"]);
});

live("the prompt looks into what a program has just done", async () => {
  const { code, out, err } = await exeray(
    [],
    `run sh -c 'head -c 0 /etc/shadow; cat /etc/hostname >/dev/null; /bin/true'
wait
openat { pathname =~ "^/etc/(shadow|hostname)$", ret >= 0 }
path "p" by tree {
  openat { pathname = "/etc/shadow" }
  execve { filename endswith "/true", argc = 2 }
}
path "q" by tree { openat { pathname = "/etc/shadow" } execve { filename endswith "/true" } }
why p
`,
  );
  assert.deepEqual([code, err], [0, ""], out);
  assert.match(
    out,
    /^2 of the last [\d,]+ events\n.*openat\("\/etc\/shadow".*\n.*"\/etc\/hostname"/m,
  );
  assert.match(out, /^Would not have matched in the last [\d,]+ events \(1 run began/m);
  assert.match(
    out,
    /^Would have matched 1 time in the last [\d,]+ events:\n {2}match {2}medium {2}q/m,
  );
  // The program has ended, and its run with it.
  assert.match(
    out,
    /^p: no run is live; the furthest came to openat \/etc\/shadow and ended there/m,
  );
  assert.match(
    out,
    /^ {2}argc = 2 {2}alone fails in 1, the latest:\n.*execve\("\/bin\/true".*\n +argc is 1$/m,
  );
});

Deno.test("demo shows a match, live or from its recording", async () => {
  const { code, out, err } = await exeray(["demo"]);
  assert.equal(code, 0, err);
  const label = (await examine()).every(({ ok }) => ok) ? "" : "\\[recording\\] ";
  assert.match(out, new RegExp(`^${label}\\S+( s)?  shadow_read  tree \\d+  start ─▶ openat`, "m"));
  assert.match(out, new RegExp(`^${label}match 1: shadow_read`, "m"));
  assert.match(out, /\nNext: .*\n$/);
});

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let line = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    line += part;
    if (line.includes("\n")) break;
  }
  return line.split("\n")[0] ?? "";
}

function running(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
