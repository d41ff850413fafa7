/** How the sensor's life ends: nothing leaks, nothing stays, nobody disturbs another. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Match } from "../../engine/report.ts";
import { BpfSource } from "../../sensor/kernel/bpf_source.ts";
import { processes } from "../../sensor/processes/processes.ts";
import { openSession } from "../../session/session.ts";
import { interest, live, temporary, Watch } from "./harness.ts";
import { holdings, inKernel, keyOf, targetsOf } from "./kernel_objects.ts";

const ROUNDS = 1000;

/** GROWTH is how much memory may be left over after them: what garbage there is, is collected late. */
const GROWTH = 64 << 20;

live("attaching and detaching over and over leaks nothing from a source", async () => {
  await using sleeper = new Sleeper();
  using watch = new Watch(interest(["openat"]));
  const round = () => {
    watch.source.attach(sleeper.pid);
    assert.deepEqual(watch.source.processes(sleeper.pid), [sleeper.pid]);
    assert.equal(watch.source.detach(sleeper.pid), true);
    watch.drain();
  };
  await leaksNothing(round);
  assert.deepEqual(targetsOf(Deno.pid), []);
});

live("attaching and detaching over and over leaks nothing from a session", async () => {
  await using sleeper = new Sleeper();
  await using session = await openSession();
  await leaksNothing(async () => {
    await session.attach(sleeper.pid);
    assert.equal(await session.detach(sleeper.pid), true);
  });
  assert.deepEqual(await session.targets(), []);
  assert.deepEqual(targetsOf(Deno.pid), []);
});

live("opening and closing sources leaves no descriptor and nothing in the kernel", async () => {
  BpfSource.open().close();
  const before = descriptors();
  const held = new Set<string>();
  for (let round = 0; round < 5; round++) {
    const source = BpfSource.open();
    for (const one of holdings(Deno.pid)) held.add(keyOf(one));
    source.close();
    assert.deepEqual(holdings(Deno.pid), []);
  }
  assert.equal(descriptors(), before);
  assert.ok(held.size >= 5 * 18, `only ${held.size}`);
  await freed([...held]);
});

live("a target that dies while it is attached is gone and its session goes on", async () => {
  await using first = new Sleeper();
  await using second = new Sleeper();
  await using session = await openSession();
  await session.attach(first.pid);
  await first.end();
  await session.idle();
  assert.deepEqual(await session.targets(), []);
  assert.deepEqual(targetsOf(Deno.pid), []);
  await assert.rejects(session.attach(first.pid), {
    name: "SensorError",
    code: "target",
    message: `Cannot attach to process ${first.pid}: there is no such process`,
  });
  assert.equal((await session.attach(second.pid)).pid, second.pid);
});

live("nothing stays watched that ended while its tree was attached", async () => {
  using watch = new Watch(interest([]));
  // As short-lived as can be: some end between being found and being watched.
  const spawner = `while :; do ${"/bin/true & ".repeat(16)} wait; done`;
  for (let round = 0; round < 60; round++) {
    const shell = new Deno.Command("sh", { args: ["-c", spawner], stdin: "null" }).spawn();
    try {
      watch.source.attach(shell.pid);
    } finally {
      shell.kill("SIGKILL");
      await shell.status;
    }
    await watch.until("the end of all", () => watch.source.processes(shell.pid).length === 0);
  }
});

live("a target that is attached twice is refused and stays watched", async () => {
  const folder = temporary();
  await using actor = new Actor();
  await using session = await openSession({ policies: opens(`${folder}/one`) });
  const matches = session.matches();
  await session.attach(actor.pid);
  await assert.rejects(session.attach(actor.pid), {
    name: "SensorError",
    code: "target",
    message: `Cannot attach to process ${actor.pid}: it is attached`,
  });
  assert.deepEqual((await session.targets()).map(({ pid }) => pid), [actor.pid]);
  await actor.act(`: > ${folder}/one`);
  assert.equal((await next(matches)).subject.id, actor.pid);
  assert.equal(await session.detach(actor.pid), true);
  // Each call is told once.
  assert.equal((await session.close()).matches, 1);
});

live("two sessions match the same process and neither has the other's losses", async () => {
  const folder = temporary();
  await using actor = new Actor();
  const policies = compile(`
    path "opens" by tree { openat { pathname = "${folder}/one" } }
    path "around" by tree {
      openat { pathname = "${folder}/one" }
      write { count = 3 }
      openat { pathname = "${folder}/two" }
    }
  `).machines;
  // What is written fits into the one ring, even if nobody reads it, and never into the other.
  await using roomy = await openSession({ policies, ringBytes: 64 << 20 });
  await using small = await openSession({ policies, ringBytes: 4096 });
  const matches = [roomy.matches(), small.matches()] as const;
  for (const session of [roomy, small]) await session.attach(actor.pid);
  await actor.act(`: > ${folder}/one`);
  for (const one of matches) {
    const { policy, subject } = await next(one);
    assert.deepEqual([policy, subject.id], ["opens", actor.pid]);
  }
  await actor.act("dd if=/dev/zero of=/dev/null bs=3 count=50000 status=none");
  await actor.act(`: > ${folder}/two`);
  const around = await next(matches[0]);
  assert.deepEqual([around.policy, around.tainted], ["around", undefined]);
  const [whole, holed] = [await roomy.close(), await small.close()];
  assert.equal(whole.dropped, 0);
  assert.ok(holed.dropped > 0, "a ring of one page must overflow");
});

live("nothing stays in the kernel when a run that watches a process is killed", async () => {
  await using sleeper = new Sleeper();
  const before = inKernel();
  const task = new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "exeray", "run", "policies/shadow_read", "--pid", `${sleeper.pid}`],
    cwd: new URL("../..", import.meta.url),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const shell = await until("the shell watches", () =>
    // deno task may run it as a child of its own, or of a shell.
    family(task.pid).find((pid) => targetsOf(pid).includes(sleeper.pid)));
  const held = holdings(shell).map(keyOf);
  for (const what of ["prog", "link"]) {
    assert.equal(held.filter((key) => key.startsWith(what)).length, 5, what);
  }
  assert.ok(held.filter((key) => key.startsWith("map")).length >= 8);
  const during = inKernel();
  assert.ok(held.every((key) => during.has(key) && !before.has(key)));
  Deno.kill(shell, "SIGKILL");
  assert.notEqual((await task.status).code, 0);
  await freed(held);
});

/** freed waits for the kernel to free what was held, when no CPU can still be running it. */
async function freed(held: readonly string[]): Promise<void> {
  await until("the kernel has freed it", () => {
    const left = inKernel();
    return held.every((key) => !left.has(key)) || undefined;
  });
}

/** leaksNothing compares descriptors and memory before and after many rounds. */
async function leaksNothing(round: () => Promise<void> | void): Promise<void> {
  // What is opened and allocated once is no leak.
  for (let index = 0; index < 50; index++) await round();
  const open = descriptors();
  const { rss } = Deno.memoryUsage();
  for (let index = 0; index < ROUNDS; index++) await round();
  assert.equal(descriptors(), open);
  const grown = Deno.memoryUsage().rss - rss;
  assert.ok(grown < GROWTH, `${grown} bytes more`);
}

function descriptors(): number {
  return [...Deno.readDirSync("/proc/self/fd")].length;
}

function opens(path: string) {
  return compile(`path "opens" by tree { openat { pathname = "${path}" } }`).machines;
}

async function next(matches: AsyncIterator<Match>): Promise<Match> {
  const { value, done } = await matches.next();
  assert.ok(!done, "the session has ended");
  return value;
}

/** family lists a process and its descendants. */
function family(pid: number): readonly number[] {
  const found = [pid];
  const all = processes();
  for (const one of found) {
    found.push(...all.filter(({ ppid }) => ppid === one).map((child) => child.pid));
  }
  return found;
}

async function until<T>(what: string, found: () => T | undefined): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const value = found();
    if (value !== undefined) return value;
    assert.ok(Date.now() < deadline, `Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Sleeper is a process that does nothing. */
class Sleeper implements AsyncDisposable {
  readonly #child = new Deno.Command("sleep", { args: ["600"], stdin: "null" }).spawn();
  readonly pid = this.#child.pid;
  #ended = false;

  async end(): Promise<void> {
    if (!this.#ended) this.#child.kill("SIGKILL");
    this.#ended = true;
    await this.#child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

/** Actor is a shell that does what it is told, and says when it has done it. */
class Actor implements AsyncDisposable {
  readonly #child = new Deno.Command("sh", {
    args: ["-c", 'while read -r step; do eval "$step"; echo done; done'],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  readonly pid = this.#child.pid;
  readonly #input = this.#child.stdin.getWriter();
  readonly #output = this.#child.stdout.getReader();

  async act(step: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${step}\n`));
    const { value } = await this.#output.read();
    assert.equal(new TextDecoder().decode(value), "done\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await this.#output.cancel();
    await this.#child.status;
  }
}
