/** The buffer of a session on this machine's kernel. */
import assert from "node:assert/strict";
import { stepAlone } from "../../compiler/alone.ts";
import { compile } from "../../compiler/compile.ts";
import type { Machine } from "../../compiler/machine.ts";
import type { EventData } from "../../engine/report.ts";
import { openSession } from "../../session/session.ts";
import { live } from "./harness.ts";

const QUIET = { stdout: "null", stderr: "null" } as const;
const SCRIPT = "head -c 0 /etc/shadow; cd /; head -c 0 etc/hostname; /bin/true";

function machine(text: string): Machine {
  const { machines: [first], diagnostics } = compile(text);
  assert.ok(first !== undefined, JSON.stringify(diagnostics));
  return first;
}

const OPENED = machine('path "o" { openat { pathname endswith "hostname", cwd = "/" } }');

live("query finds in the buffer what no loaded policy has asked for", async () => {
  await using session = await openSession({ buffer: 10_000 });
  const child = await session.run(["sh", "-c", SCRIPT], QUIET);
  await child.status;
  await session.idle();
  const text = `path "p" by tree {
    openat { pathname = "/etc/shadow", ret >= 0, comm = "head", parent.comm = "sh" }
    execve { filename endswith "/true", comm = "sh" }
  }`;
  const found = await session.query({ machines: [machine(text), OPENED] });
  assert.deepEqual(found.policies.map(({ policy, matches }) => [policy, matches]), [
    ["p", 1],
    ["o", 1],
  ]);
  assert.equal(found.matches.find(({ policy }) => policy === "p")?.steps.length, 2);
  assert.ok(found.events > 50, String(found.events));
  assert.equal((await session.summary()).matches, 0, "it is no match of the session");
});

live(
  "a session has no buffer unless it is asked for, and keeps what comes when told to",
  async () => {
    await using session = await openSession();
    const run = async () => {
      await (await session.run(["sh", "-c", SCRIPT], QUIET)).status;
      await session.idle();
    };
    await run();
    assert.equal((await session.summary()).events, 0, "nothing is captured without a reason");
    assert.equal((await session.query({ machines: [OPENED] })).capacity, 0);
    await session.keep(5000);
    await run();
    const found = await session.query({ machines: [OPENED] });
    assert.deepEqual([found.capacity, found.policies[0]?.matches], [5000, 1]);
    for (const none of [-1, 0.5, NaN]) {
      await session.keep(none);
      assert.equal((await session.query({ machines: [OPENED] })).capacity, 0);
    }
    await session.keep(5000);
    await run();
    await session.keep(1);
    assert.equal((await session.query({ machines: [OPENED] })).events, 1);
  },
);

live(
  "events shows what fulfils a step: the past of the buffer, then what comes, each once",
  async () => {
    await using session = await openSession({ buffer: 10_000 });
    const run = async () => {
      await (await session.run(["sh", "-c", SCRIPT], QUIET)).status;
      await session.idle();
    };
    await run();
    await run();
    const seen: EventData[] = [];
    const stream = session.events({ where: stepAlone(OPENED, 0), past: 1 });
    const reading = (async () => {
      for await (const event of stream) seen.push(event);
    })();
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    // Whoever else wants something does not make it begin again.
    void session.transitions();
    await run();
    await session.close();
    await reading;
    assert.equal(seen.length, 2, "of the two that were past the last one, and the one that came");
    assert.ok(seen.every(({ cwd, args }) => cwd === "/" && args.pathname === "etc/hostname"));
    assert.ok((seen[0]?.ts ?? 0) < (seen[1]?.ts ?? 0));
  },
);

live("events shows a step of which no policy and no buffer asks for anything", async () => {
  await using session = await openSession();
  const stream = session.events({ where: stepAlone(OPENED, 0) });
  const first = stream.next();
  await (await session.run(["sh", "-c", SCRIPT], QUIET)).status;
  const { value } = await first;
  assert.equal(value?.args.pathname, "etc/hostname");
  await session.idle();
});
