/** What is recorded is what was seen: a live run and the replays of its recordings agree. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Summary } from "../../engine/report.ts";
import { replay } from "../../session/replay.ts";
import { openSession } from "../../session/session.ts";
import { ended, ROOT, spawn } from "../repl/process.ts";
import { live, program, temporary } from "./harness.ts";

const FORMS = ["ray", "ndjson", "ndjson.gz", "ndjson.zst"];
const QUIET = { stdout: "null", stderr: "null" } as const;

const { machines: POLICIES } = compile(`
  path "tree" { openat { pathname endswith "/hostname" } write {}.. exit {} }
  path "process" by process { execve {} openat { pathname endswith "/passwd" } }
  path "thread" by thread { openat {} exit {} }
  path "parent" by parent within 1h { execve { filename endswith "/cat" } exit {} }
  path "user" by user cooldown 1ms { clone {} write { content contains "x" } }
  path "session" by session { openat { pathname = "/nope", ret < 0 } write {} }
  path "waits" { openat { pathname = "/nope" } openat { pathname = "/never" } }
  path "state" { openat { parent.comm = "sh", cmdline contains "cat", age < 1m } exit {} }
`);

/** Told is all that a run or a replay reports. */
interface Told {
  readonly reports: readonly unknown[];
  readonly transitions: readonly unknown[];
  readonly summary: Summary;
}

/** recorded runs a shell script under a session that records to `path`. */
async function recorded(path: string, script: string, ringBytes = 16 << 20): Promise<Told> {
  const session = await openSession({ policies: POLICIES, ringBytes });
  const reports = Array.fromAsync(session.reports());
  const transitions = Array.fromAsync(session.transitions());
  await session.record(path);
  await (await session.run(["sh", "-c", script], QUIET)).status;
  await session.idle();
  const summary = await session.close();
  return { reports: await reports, transitions: await transitions, summary };
}

async function replayed(path: string): Promise<Told> {
  const problems: unknown[] = [];
  const all = await Array.fromAsync(
    replay([path], {
      policies: POLICIES,
      transitions: true,
      onMalformed: (problem) => problems.push(problem),
    }),
  );
  assert.deepEqual(problems, []);
  const transitions = all.filter(({ type }) => type === "transition");
  const reports = all.filter(({ type }) => type !== "transition" && type !== "summary");
  return { reports, transitions, summary: all.at(-1) as Summary };
}

function withoutCpus(told: unknown): unknown {
  const { cpus: _, ...rest } = told as Record<string, unknown>;
  return rest;
}

for (const form of FORMS) {
  live(`a replay of .${form} tells what the live run told`, async () => {
    const path = `${temporary()}/x.${form}`;
    // Children that are killed, an orphan, threads, an execve that fails, and several trees of pids.
    const told = await recorded(
      path,
      `cat /etc/hostname; (cat /etc/passwd; cat /nope; echo x) & wait; sh -c 'kill -9 $$';
       ${program("orphan")} /etc/hostname; ${program("forks")} ${temporary()} 20; /no/such/program;
       ${program("thread_exec")} /bin/cat /etc/passwd; echo xx`,
    );
    for (const name of ["tree", "process", "thread", "parent", "user", "session", "state"]) {
      const found = told.reports.some((report) => (report as { policy?: string }).policy === name);
      assert.ok(found, `${name} has no match to compare`);
    }
    assert.deepEqual(await replayed(path), told);
  });
}

for (const form of ["ray", "ndjson"]) {
  live(`a replay of .${form} taints the runs that the live run tainted`, async () => {
    const path = `${temporary()}/x.${form}`;
    const flood = `dd if=/dev/zero of=/dev/null bs=1 count=100000`;
    const script = `cat /nope; sleep 0.3; ${flood}; sleep 0.3; cat /never; :`;
    let told = await recorded(path, script, 64 << 10);
    // The two calls that matter may themselves be among those that are lost.
    while (!JSON.stringify(told.reports).includes(`"tainted":true`)) {
      assert.ok(told.summary.dropped > 0, "a small ring must overflow");
      told = await recorded(path, script, 64 << 10);
    }
    const { reports, transitions, summary } = await replayed(path);
    // On which CPU it was is told live only.
    assert.deepEqual(summary, withoutCpus(told.summary));
    assert.deepEqual(reports, told.reports.map(withoutCpus));
    assert.deepEqual(transitions, told.transitions);
  });

  live(`a recording .${form} can be read up to its last second after SIGKILL`, async () => {
    const path = `${temporary()}/x.${form}`;
    const go = `${temporary()}/go`;
    await Deno.writeTextFile(go, "");
    const loop = `while [ -e ${go} ]; do cat /etc/hostname; sleep 0.01; done`;
    const child = spawn(["record", "-o", path, "--", "sh", "-c", loop]);
    const before = await grown(path, 0);
    await grown(path, before);
    child.kill("SIGKILL");
    await child.stdin.close().catch(() => {});
    await Deno.remove(go);
    await ended(child);
    const problems: string[] = [];
    const all = await Array.fromAsync(
      replay([path], { policies: POLICIES, onMalformed: ({ message }) => problems.push(message) }),
    );
    assert.ok(all.some(({ type }) => type === "match"));
    if (form === "ray") assert.match(problems.join(), /not ended/);
  });

  live(`a recording .${form} keeps what was written when the disk is full`, async () => {
    const folder = temporary();
    await command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
    try {
      const path = `${folder}/x.${form}`;
      const noise = `head -c 500000 /dev/urandom > ${folder}/most; cat /etc/hostname`;
      const loop = `while [ -e ${folder}/most ]; do head -c 200 /dev/urandom; done`;
      const script = `{ ${noise}; ${loop}; } > /dev/null`;
      const child = spawn(["record", "-o", path, "--", "sh", "-c", script]);
      await child.stdin.close();
      await child.status;
      await Deno.remove(`${folder}/most`);
      const { code, err, out } = await ended(child);
      assert.deepEqual([code, out], [1, ""]);
      const lines = err.split("\n").filter((line) => line.startsWith("exeray"));
      assert.deepEqual(lines, [
        `exeray: Cannot write "${path}": no space left on device (What was written until then ` +
        `is in the file)`,
      ]);
      const { reports } = await replayedBut(path, /not ended|Line is not JSON/);
      assert.ok(JSON.stringify(reports).includes("/etc/hostname"));
    } finally {
      await command("umount", "-l", folder);
    }
  });
}

live("a session that cannot record on tells whoever reads it, and nobody else", async () => {
  const folder = temporary();
  await command("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder);
  const full = { name: "SensorError", code: "output", message: /no space left/ };
  const noise = "for i in $(seq 2000); do head -c 2000 /dev/urandom; done > /dev/null";
  // It waits until run has been answered, which would be told otherwise.
  const loop = ["sh", "-c", `while ! [ -e ${folder}/go ]; do sleep 0.1; done; ${noise}`];
  try {
    {
      await using session = await openSession();
      const events = session.events({ capture: "calls" });
      const moves = session.transitions();
      await session.record(`${folder}/x.ndjson`);
      const child = await session.run(loop);
      await Deno.writeTextFile(`${folder}/go`, "");
      await assert.rejects(Array.fromAsync(events), full);
      await assert.rejects(Array.fromAsync(moves), full);
      await assert.rejects(session.states(), full);
      child.kill("SIGKILL");
      await child.status;
      // What is told above is not thrown again here, where it would hide an error of the script.
    }
    for (const name of ["go", "x.ndjson"]) await Deno.remove(`${folder}/${name}`);
    const unheard = async () => {
      await using session = await openSession();
      await session.record(`${folder}/y.ndjson`);
      const child = await session.run(loop);
      await Deno.writeTextFile(`${folder}/go`, "");
      await child.status;
    };
    await assert.rejects(unheard(), full, "what nobody was told is thrown at the end");
  } finally {
    await command("umount", "-l", folder);
  }
});

async function replayedBut(path: string, expected: RegExp) {
  const problems: string[] = [];
  const reports = await Array.fromAsync(
    replay([path], { policies: POLICIES, onMalformed: ({ message }) => problems.push(message) }),
  );
  assert.ok(problems.every((problem) => expected.test(problem)), problems.join("\n"));
  return { reports };
}

/** grown waits until a file is longer than it was, and returns how long it is. */
async function grown(path: string, before: number): Promise<number> {
  for (;;) {
    const size = await Deno.stat(path).then(({ size }) => size, () => 0);
    if (size > before) return size;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function command(name: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(name, { args, cwd: ROOT }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}
