/** Targets that are chosen by what they have in common, on this machine. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Match } from "../../engine/report.ts";
import { openSession } from "../../session/session.ts";
import { select } from "../../sensor/processes/selection.ts";
import { live, temporary } from "./harness.ts";

const { machines } = compile(`path "seen" { openat { pathname contains "/seen-" } }`);

/** Shells are shells of one name, which open a file each when they are told to go. */
class Shells implements AsyncDisposable {
  readonly name = `exeray${crypto.randomUUID().slice(0, 6)}`;
  readonly folder = temporary();
  readonly children: Deno.ChildProcess[] = [];

  constructor() {
    Deno.copyFileSync("/bin/sh", `${this.folder}/${this.name}`);
  }

  start(script: string): Deno.ChildProcess {
    const child = new Deno.Command(`${this.folder}/${this.name}`, {
      args: ["-c", `read go; ${script}; :`],
      stdin: "piped",
    }).spawn();
    this.children.push(child);
    return child;
  }

  /** opens is a script that opens a file of this name, which need not be there. */
  opens(name: string): string {
    return `: > ${this.folder}/seen-${name}`;
  }

  /** started waits until each of them is a process of the name. */
  async started(): Promise<void> {
    const found = () => {
      try {
        return select({ name: this.name });
      } catch {
        return [];
      }
    };
    while (this.children.some(({ pid }) => !found().includes(pid))) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async go(): Promise<void> {
    for (const child of this.children) {
      await child.stdin.close().catch(() => {});
      await child.status;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.go();
  }
}

live("attachEvery watches all processes of a name, a child in its parent's tree", async () => {
  await using shells = new Shells();
  const one = shells.start(shells.opens("one"));
  const two = shells.start(`(${shells.opens("two")}) & wait`);
  await shells.started();
  await using session = await openSession({ policies: machines });
  const matches = Array.fromAsync(session.matches());
  const { found, targets } = await session.attachEvery({ name: shells.name });
  assert.deepEqual(found.toSorted(), [one.pid, two.pid].toSorted());
  assert.deepEqual(targets.map(({ pid }) => pid).toSorted(), [one.pid, two.pid].toSorted());
  await shells.go();
  await session.idle();
  await session.close();
  const roots = (await matches).map(({ subject }) => Number(subject.id));
  assert.deepEqual(roots.toSorted(), [one.pid, two.pid].toSorted());
});

live("attachEvery refuses a name that no process has, and one that is too short", async () => {
  await using session = await openSession();
  await assert.rejects(session.attachEvery({ name: "no such name" }), {
    code: "target",
    message: `Cannot find a process named "no such name"`,
  });
  await assert.rejects(session.attachEvery({ container: "ffffffff" }), {
    message: `Cannot find a process in a container "ffffffff"`,
  });
  await assert.rejects(session.attachEvery({ container: "f" }), /at least 4 characters/);
});

live("detach costs the other targets nothing while they are busy", async () => {
  const folder = temporary();
  const { machines } = compile(`path "each" { openat { pathname contains "/each-" } }`);
  await using session = await openSession({ policies: machines });
  const matches: Promise<Match[]> = Array.fromAsync(session.matches());
  const count = 2000;
  const script = `i=0; while [ $i -lt ${count} ]; do : > ${folder}/each-$i; i=$((i+1)); done; :`;
  const quiet = { stdout: "null", stderr: "null" } as const;
  const busy = await session.run(["sh", "-c", script], quiet);
  for (let round = 0; round < 20; round++) {
    const other = await session.run(["sh", "-c", "sleep 60"], quiet);
    assert.equal(await session.detach(other.pid), true);
    other.kill("SIGKILL");
    await other.status;
  }
  await busy.status;
  await session.idle();
  const { dropped } = await session.close();
  const seen = (await matches).filter(({ subject }) => subject.id === busy.pid).length;
  assert.deepEqual([seen, dropped], [count, 0]);
});
