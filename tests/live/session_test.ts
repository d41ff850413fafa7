import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { EventData, Match } from "../../engine/report.ts";
import { openSession } from "../../session/session.ts";
import { live, program, temporary } from "./harness.ts";

const SHADOW = `
  path "shadow" by tree {
    openat { pathname = "/etc/shadow", ret >= 0 }
    execve { filename =~ "/true$" }
  }`;

/** QUIET keeps what the started programs print out of the tests' output. */
const QUIET = { stdout: "null", stderr: "null" } as const;

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

live("openSession reports a match of a sequence over two processes of a tree", async () => {
  await using session = await openSession({ policies: compile(SHADOW).machines });
  const matches = collect(session.matches());
  const child = await session.run(["sh", "-c", "head -c 0 /etc/shadow; /bin/true; :"], QUIET);
  assert.equal((await child.status).code, 0);
  await session.idle();
  const summary = await session.close();
  const [match, ...others] = await matches;
  assert.equal(others.length, 0);
  assert.deepEqual(match?.subject, { by: "tree", id: child.pid });
  assert.deepEqual(match?.steps.map(({ line, first }) => [line, first.kind]), [
    [3, "openat"],
    [4, "execve"],
  ]);
  assert.equal(summary.matches, 1);
  assert.equal(summary.dropped, 0);
});

live("openSession tells a sample of the moves and loses nothing by it", async () => {
  const machines =
    compile('path "p" by process { openat {} openat {} close { fd = -9 } }').machines;
  await using session = await openSession({ policies: machines });
  const moves = collect(session.transitions({ sample: 10 }));
  const lost = collect(session.reports());
  await session.run([program("flood"), "/etc/hostname", "20000"], QUIET);
  await session.idle();
  const [counters] = await session.policies();
  const standing = counters?.standing.reduce((sum, one) => sum + one, 0);
  assert.equal(standing, counters?.live);
  await session.close();
  const { length } = await moves;
  assert.ok(length > 0 && length < (counters?.begun ?? 0), `${length} moves`);
  assert.deepEqual(await lost, []);
});

live("openSession shows a live run while the sequence is half done", async () => {
  await using session = await openSession({ policies: compile(SHADOW).machines });
  const child = await session.run(["sh", "-c", "head -c 0 /etc/shadow; exec sleep 60"], QUIET);
  const moves = session.transitions();
  let runs = await session.states();
  while (runs.length === 0) {
    await Promise.race([moves.next(), new Promise((resolve) => setTimeout(resolve, 20))]);
    runs = await session.states();
  }
  assert.equal(runs[0]?.policy, "shadow");
  assert.equal(runs[0]?.state, 1);
  assert.deepEqual(runs[0]?.waits, ["execve /true$"]);
  const [target] = await session.targets();
  assert.equal(target?.pid, child.pid);
  assert.match(target?.name ?? "", /^sh -c head/);
  child.kill("SIGKILL");
  await child.status;
  await session.idle();
  assert.deepEqual(await session.states(), [], "a tree that has ended has no runs");
  assert.deepEqual(await session.targets(), []);
});

live("openSession lets the time of a live run pass while nothing happens", async () => {
  const policy = SHADOW.replace("by tree", "by tree within 1h");
  await using session = await openSession({ policies: compile(policy).machines });
  const moves = session.transitions();
  const child = await session.run(["sh", "-c", "head -c 0 /etc/shadow; exec sleep 60"], QUIET);
  await moves.next();
  const left = async () => (await session.states())[0]?.left ?? 0;
  const before = await left();
  while (await left() === before) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.ok(await left() < before);
  child.kill("SIGKILL");
  await child.status;
});

live("openSession judges a policy that is loaded while a process runs", async () => {
  const folder = temporary();
  await using session = await openSession();
  const matches = session.matches();
  const script = `while ! [ -e ${folder}/go ]; do sleep 0.01; done; : > ${folder}/late`;
  const child = await session.run(["sh", "-c", script], QUIET);
  await session.load(compile(`path "late" { openat { pathname endswith "/late" } }`).machines);
  await Deno.writeTextFile(`${folder}/go`, "");
  const { value } = await matches.next() as { value: Match };
  assert.equal(value.policy, "late");
  await child.status;
});

live("openSession attaches to a process that runs already, with its children", async () => {
  const folder = temporary();
  const wait = `while ! [ -e ${folder}/go ]; do sleep 0.01; done`;
  const outer = new Deno.Command("sh", {
    args: ["-c", `sh -c '${wait}; : > ${folder}/inner; :'; :`],
    stdin: "null",
  }).spawn();
  try {
    await using session = await openSession({
      policies: compile(`path "inner" { openat { pathname endswith "/inner" } }`).machines,
    });
    const matches = session.matches();
    const target = await session.attach(outer.pid);
    assert.ok(target.processes >= 1);
    await Deno.writeTextFile(`${folder}/go`, "");
    const { value } = await matches.next() as { value: Match };
    assert.deepEqual(value.subject, { by: "tree", id: outer.pid });
    assert.equal((await outer.status).code, 0);
    await session.idle();
  } finally {
    await outer.status;
  }
});

live("openSession refuses a process that is not there, and goes on", async () => {
  await using session = await openSession({ policies: compile(SHADOW).machines });
  await assert.rejects(session.attach(2 ** 22), {
    name: "SensorError",
    code: "target",
    message: /there is no such process/,
  });
  const child = await session.run(["true"], QUIET);
  assert.equal((await child.status).code, 0);
});

live("openSession refuses a command that cannot be started, and starts nothing", async () => {
  await using session = await openSession();
  await assert.rejects(session.run(["no-such-command-here"]), {
    name: "SensorError",
    code: "command",
  });
});

live("a session's events deliver every write of a program that is read without loss", async () => {
  await using session = await openSession();
  const events = session.events({ capture: "calls", lossless: true });
  const writes: EventData[] = [];
  const reading = (async () => {
    for await (const event of events) if (event.kind === "write") writes.push(event);
  })();
  const child = await session.run([
    "dd",
    "if=/dev/zero",
    "of=/dev/null",
    "bs=1",
    "count=200000",
    "status=none",
  ], QUIET);
  assert.equal((await child.status).code, 0);
  await session.idle();
  const { dropped } = await session.close();
  await reading;
  // What is dropped in the kernel may be another call, or the end of a process.
  const seen = writes.length;
  assert.ok(seen <= 200_000 && seen + dropped >= 200_000, `${seen} seen, ${dropped} dropped`);
  if (dropped === 0) assert.equal(seen, 200_000);
});

live("a session's streams of events deliver each what its own options ask for", async () => {
  await using session = await openSession({ policies: compile(SHADOW).machines });
  const hostname = compile('path "h" { openat { pathname = "/etc/hostname" } }').machines[0];
  assert.ok(hostname !== undefined);
  const all = collect(session.events({ capture: "calls" }));
  const found = collect(session.events({ where: hostname }));
  const needed = collect(session.events());
  const child = await session.run(["cat", "/etc/hostname"], QUIET);
  await child.status;
  await session.idle();
  await session.close();
  const kinds = (events: readonly EventData[]) => new Set(events.map(({ kind }) => kind));
  assert.ok(kinds(await all).isSupersetOf(new Set(["openat", "read", "close"])));
  assert.deepEqual((await found).map(({ args }) => args["pathname"]), ["/etc/hostname"]);
  assert.deepEqual(kinds(await needed), new Set(["openat", "execve"]));
});

live("a session's stream ends when its signal is aborted, and the session goes on", async () => {
  await using session = await openSession({ policies: compile(SHADOW).machines });
  assert.deepEqual(await collect(session.matches({ signal: AbortSignal.timeout(1) })), []);
  const stop = new AbortController();
  const events = session.events({ capture: "calls", signal: stop.signal });
  const child = await session.run(["cat", "/etc/hostname"], QUIET);
  await child.status;
  await session.idle();
  stop.abort();
  assert.ok((await collect(events)).length > 0);
  assert.equal((await session.policies()).length, 1);
});

live("a session's detach ends the watch on one tree and keeps the other", async () => {
  const folder = temporary();
  const script = (name: string) =>
    `while ! [ -e ${folder}/go ]; do sleep 0.01; done; : > ${folder}/seen-${name}; :`;
  await using session = await openSession({
    policies: compile(`path "seen" { openat { pathname contains "/seen-" } }`).machines,
  });
  const matches = collect(session.matches());
  const one = await session.run(["sh", "-c", script("one")], QUIET);
  const two = await session.run(["sh", "-c", script("two")], QUIET);
  assert.equal(await session.detach(one.pid), true);
  assert.equal(await session.detach(one.pid), false);
  await Deno.writeTextFile(`${folder}/go`, "");
  await Promise.all([one.status, two.status]);
  await session.idle();
  await session.close();
  assert.deepEqual((await matches).map(({ subject }) => subject.id), [two.pid]);
});

/** flooded runs two opens with a flood of writes between them, under a ring that is too small. */
async function flooded() {
  const policies = compile(`
    path "flooded" {
      openat { pathname = "/flood/begin" }
      openat { pathname = "/flood/end" }
    }
    path "all" { write {} }
  `).machines;
  await using session = await openSession({ policies, ringBytes: 64 << 10 });
  const reports = collect(session.reports());
  const flood = "dd if=/dev/zero of=/dev/null bs=1 count=100000";
  const script = `cat /flood/begin; sleep 0.3; ${flood}; sleep 0.3; cat /flood/end; :`;
  await (await session.run(["sh", "-c", script], QUIET)).status;
  await session.idle();
  const summary = await session.close();
  const all = await reports;
  const match = all.find((report) => report.type === "match" && report.policy === "flooded");
  return { summary, all, match };
}

live("a session's reports tell of lost events and taint the runs they crossed", async () => {
  let run = await flooded();
  // The two opens may themselves be among what is lost.
  while (run.match === undefined) run = await flooded();
  const { dropped, lost: causes, cpus } = run.summary;
  const sum = (counts: Readonly<Record<string, number>> = {}) =>
    Object.values(counts).reduce((all, count) => all + count, 0);
  const lost = run.all.flatMap((report) => report.type === "lost" ? [report.count] : []);
  assert.ok(dropped > 0, "a small ring must overflow");
  assert.equal(sum(causes), dropped, "every loss has a cause");
  assert.equal(sum(cpus), causes?.["ring buffer full"], "a full ring tells which CPU it failed");
  assert.equal(lost.reduce((sum, count) => sum + count, 0), dropped);
  assert.ok(run.match.type === "match" && run.match.tainted === true);
});
