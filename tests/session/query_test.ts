import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { compile } from "../../compiler/compile.ts";
import { stepAlone } from "../../compiler/alone.ts";
import { kindId } from "../../compiler/kinds/kinds.ts";
import type { Machine } from "../../compiler/machine.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { PHASE } from "../../engine/layout.ts";
import { type State, UNKNOWN } from "../../engine/state.ts";
import { encodeText } from "../../engine/text.ts";
import { EventBuffer } from "../../session/buffer.ts";
import { query } from "../../session/query.ts";

const SHELL: State = {
  ...UNKNOWN,
  exe: encodeText("/bin/sh"),
  cmdline: encodeText("sh -c true"),
  cwd: encodeText("/srv"),
  executed: { hi: 0, lo: 100 },
  parent: { pid: 7, uid: 0, comm: encodeText("sshd"), exe: null, cmdline: null },
  ancestors: encodeText("/usr/sbin/sshd\0"),
};

function open(pathname: string, pid = 42, ts = 1000): ReturnType<RecordBuilder["end"]> {
  return new RecordBuilder().begin(kindId("openat") ?? 0, PHASE.whole).time(ts)
    .header("pid", pid).header("tid", pid).header("root", pid).birth(pid, pid)
    .result(3).text(0, pathname).end();
}

function machine(text: string): Machine {
  const { machines: [first], diagnostics } = compile(text);
  assert.ok(first !== undefined, JSON.stringify(diagnostics));
  return first;
}

function filled(): EventBuffer {
  const buffer = new EventBuffer(100);
  buffer.add(open("/etc/hosts"), SHELL);
  buffer.add(open("/etc/shadow", 42, 2000), SHELL);
  buffer.add(open("/etc/shadow", 43, 3000), UNKNOWN);
  return buffer;
}

const SHADOW = 'path "p" by process { openat { pathname = "/etc/shadow", ret >= 0 } }';

Deno.test("query returns the matches that a policy would have had", async () => {
  const result = await query(filled(), { machines: [machine(SHADOW)] }, "here");
  assert.deepEqual(result.matches.map(({ subject, start }) => [subject.id, start]), [
    [42, 2000],
    [43, 3000],
  ]);
  assert.deepEqual([result.events, result.since, result.until, result.capacity], [
    3,
    1000,
    3000,
    100,
  ]);
  assert.equal(result.policies[0]?.matches, 2);
  assert.deepEqual(result.matches[0]?.steps[0]?.first.parent, { pid: 7, comm: "sshd", uid: 0 });
});

Deno.test("query knows of each process what was known when its first event came", async () => {
  for (
    const condition of [
      'exe = "/bin/sh"',
      'cmdline = "sh -c true"',
      'cwd = "/srv"',
      "age = 900",
      'parent.comm = "sshd"',
      "parent.pid = 7",
      'ancestors has "/usr/sbin/sshd"',
    ]
  ) {
    const text = `path "p" by host { openat { ${condition}, pathname = "/etc/hosts" } }`;
    const result = await query(filled(), { machines: [machine(text)] }, "here");
    assert.equal(result.matches.length, 1, condition);
  }
});

Deno.test("query looks only at the events of the subject that is asked for", async () => {
  const machines = [machine(SHADOW)];
  const subject = { by: "process", id: 43 } as const;
  const result = await query(filled(), { machines, subject }, "here");
  assert.deepEqual(result.matches.map(({ subject }) => subject.id), [43]);
  assert.equal(result.events, 3);
});

Deno.test("query counts all matches and returns the last ones", async () => {
  const buffer = new EventBuffer(5000);
  for (let index = 1; index <= 3000; index++) buffer.add(open("/etc/shadow", 42, index), UNKNOWN);
  const result = await query(buffer, { machines: [machine(SHADOW)], limit: 2 }, "here");
  assert.equal(result.policies[0]?.matches, 3000);
  assert.deepEqual(result.matches.map(({ end }) => end), [2999, 3000]);
  assert.equal(
    (await query(buffer, { machines: [machine(SHADOW)], limit: 0 }, "")).matches.length,
    0,
  );
});

Deno.test("query marks what crosses a hole as tainted", async () => {
  const buffer = new EventBuffer(10);
  buffer.add(open("/a"), UNKNOWN);
  buffer.lost();
  buffer.add(open("/b", 42, 2000), UNKNOWN);
  const text = 'path "p" { openat { pathname = "/a" } openat { pathname = "/b" } }';
  const result = await query(buffer, { machines: [machine(text)] }, "here");
  assert.equal(result.matches[0]?.tainted, true);
});

Deno.test("query answers that there is no buffer", async () => {
  const result = await query(null, { machines: [machine(SHADOW)] }, "here");
  assert.deepEqual([result.capacity, result.events, result.since], [0, 0, null]);
});

Deno.test("stepAlone makes a machine that counts each event of its step", async () => {
  const two = machine('path "p" within 1s { openat {} openat { pathname = "/etc/shadow" } }');
  const machines = [
    stepAlone(two, 0, { name: "first", counted: true }),
    stepAlone(two, 1, { name: "second", counted: true }),
    stepAlone(two, 1),
  ];
  const result = await query(filled(), { machines }, "here");
  assert.deepEqual(
    result.policies.map(({ policy, matches, suppressed }) => [policy, matches, suppressed]),
    [["first", 1, 2], ["second", 1, 1], ["openat /etc/shadow", 2, 0]],
  );
  assert.throws(() => stepAlone(two, 2), RangeError);
});

Deno.test("query tells where runs have ended, and why, when it is asked", async () => {
  const text = `path "p" by process within 1ms {
    openat { pathname = "/etc/hosts" } openat { pathname = "/none" }
  }`;
  const buffer = filled();
  buffer.add(open("/etc/hosts", 42, 3_000_000), UNKNOWN);
  const ask = { machines: [machine(text)] };
  assert.deepEqual((await query(buffer, { ...ask, ends: true }, "here")).ends, [
    { policy: "p", state: 1, cause: "within", count: 1 },
  ]);
  assert.deepEqual((await query(buffer, ask, "here")).ends, []);
});

Deno.test("query ends with what was there when it was asked, however much comes", async () => {
  const buffer = new EventBuffer(400_000);
  for (let index = 1; index <= 60_000; index++) buffer.add(open("/etc/shadow", 42, index), UNKNOWN);
  const answer = query(buffer, { machines: [machine(SHADOW)], limit: 1 }, "here");
  let going = true;
  const more = () => {
    for (let index = 0; index < 500; index++) buffer.add(open("/etc/shadow"), UNKNOWN);
    if (going && buffer.calls < 300_000) setImmediate(more);
  };
  setImmediate(more);
  const { events, until } = await answer;
  going = false;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([events, until], [60_000, 60_000]);
});
