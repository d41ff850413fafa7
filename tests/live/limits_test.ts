import assert from "node:assert/strict";
import type { EventData } from "../../engine/report.ts";
import { BpfSource } from "../../sensor/kernel/bpf_source.ts";
import { launch } from "../../sensor/processes/launch.ts";
import { interest, live, program, temporary, Watch } from "./harness.ts";

live("lists are whole up to their limits and marked where they are cut", async () => {
  const cases = [
    { count: 3, length: 5, kept: 3, argc: 3, cut: false },
    { count: 0, length: 0, kept: 0, argc: 0, cut: false },
    { count: 128, length: 10, kept: 128, argc: 128, cut: false },
    { count: 129, length: 10, kept: 128, argc: 129, cut: true },
    { count: 1500, length: 1, kept: 128, argc: 1024, cut: true },
    { count: 1, length: 4095, kept: 1, argc: 1, cut: false },
    { count: 1, length: 4096, kept: 1, argc: 1, cut: true },
    { count: 2, length: 4095, kept: 1, argc: 2, cut: true },
    { count: 5, length: 1000, kept: 5, argc: 5, cut: true },
    { count: 16, length: 255, kept: 16, argc: 16, cut: false },
  ];
  for (const { count, length, kept, argc, cut } of cases) {
    using watch = new Watch(interest(["execve"]));
    await watch.run([program("big_list"), `${count}`, `${length}`]);
    for (const { args, truncated } of watch.events("execve").slice(-2)) {
      const argv = args["argv"] as readonly string[];
      const what = `${count} of ${length}`;
      assert.deepEqual(
        [argv.length, args["argc"], truncated?.includes("argv") === true],
        [kept, argc, cut],
        what,
      );
      assert.equal(argv[0] ?? "", "a".repeat(count === 0 ? 0 : Math.min(length, 4095)), what);
      const total = argv.join("").length + argv.length;
      assert.ok(total <= 4096, what);
    }
  }
});

live("paths are whole up to their limit and marked where they are cut", async () => {
  for (const length of [1, 255, 4094, 4095, 4096, 10_000]) {
    using watch = new Watch(interest(["openat"], 1));
    await watch.run([program("long_path"), `${length}`]);
    const { args, truncated } = last(watch.events("openat"));
    assert.equal(args["pathname"], "p".repeat(Math.min(length, 4095)));
    assert.deepEqual(truncated, length > 4095 ? ["pathname"] : undefined);
  }
});

live("the environment is told when a condition asks for it and not otherwise", async () => {
  for (const fields of [[], ["execve.env"]]) {
    using watch = new Watch(interest(["execve"], 3, fields));
    await watch.run([program("big_list"), "1", "1"]);
    for (const { args } of watch.events("execve").slice(-2)) {
      assert.deepEqual(args["env"], fields.length === 0 ? undefined : ["ONLY=this"]);
    }
  }
});

live("a script is told as the call named it when it is executed", async () => {
  using watch = new Watch(interest(["execve"]));
  const script = `${temporary()}/script`;
  await Deno.writeTextFile(script, "#!/bin/sh -e\nexit 0\n");
  await Deno.chmod(script, 0o755);
  await watch.run([script, "argument"]);
  for (const { args } of watch.events("execve")) {
    assert.equal(args["filename"], script);
    assert.deepEqual(args["argv"], [script, "argument"]);
  }
  const exec = watch.seen.find(({ type }) => type === "exec");
  assert.equal(exec?.event.exe, Deno.realPathSync("/bin/sh"));
});

live("a ring buffer larger than can be is refused, not made smaller in silence", () => {
  assert.throws(() => BpfSource.open({ ringBytes: (1 << 30) + 1 }), /larger than 1 GiB$/);
});

live("what is delivered and what is lost add up when the ring is full", async () => {
  const count = 20_000;
  const command = [program("flood"), "/flood", `${count}`];
  // Nobody reads while the command runs.
  using roomy = new Watch(interest(["openat"], 1), { ringBytes: 64 << 20 });
  await roomy.run(command);
  assert.deepEqual(roomy.lost, []);
  const delivered = roomy.events("openat").filter(({ args }) => args["pathname"] === "/flood");
  assert.equal(delivered.length, count);
  using small = new Watch(interest(["openat"], 1), { ringBytes: 4096 });
  await small.run(command);
  assert.ok(small.seen.length > 0 && small.seen.length < 100);
  assert.deepEqual([...new Set(small.lost.map(({ cause }) => cause))], ["ring buffer full"]);
  const lost = small.lost.reduce((sum, one) => sum + one.count, 0);
  assert.equal(small.seen.length + lost, roomy.seen.length);
  // It goes on when there is room again.
  const before = small.seen.length;
  await small.run(["/bin/true"]);
  assert.ok(small.seen.length > before);
});

live("times never go back when threads run on every CPU", async () => {
  using watch = new Watch(interest(["openat"], 3));
  const flood = `${program("flood")} /flood 5000`;
  await watch.run(["sh", "-c", `${flood} & ${flood} & ${flood} & wait`]);
  const times = watch.seen.map(({ event }) => event.ts);
  assert.ok(times.length >= 30_000);
  assert.ok(times.every((ts, index) => ts >= (times[index - 1] ?? 0)));
});

live("nothing stays in the kernel when the process that watches is killed", async () => {
  const source = new URL("../../sensor/kernel/bpf_source.ts", import.meta.url).href;
  const holder = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { BpfSource } from "${source}";
       const source = BpfSource.open();
       source.attachAll();
       console.log("open");
       await new Promise((resolve) => setTimeout(resolve, 1e9));`,
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = holder.stdout.getReader();
  await reader.read();
  const held = heldBy(holder.pid);
  assert.equal(held.filter(({ what }) => what === "prog").length, 5);
  assert.ok(held.filter(({ what }) => what === "map").length >= 8);
  assert.ok(held.every(isThere));
  holder.kill("SIGKILL");
  await holder.status;
  await reader.cancel();
  // The kernel frees them when no CPU can still be running them.
  const deadline = Date.now() + 20_000;
  while (held.some(isThere)) {
    assert.ok(Date.now() < deadline, "still in the kernel");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

live("whoever waits is woken when something comes and when the source is closed", async () => {
  const watch = new Watch(interest(["openat"], 1));
  try {
    const long = 60_000;
    // Nobody else drains, however late the waiting begins.
    const child = await launch(["/bin/true"], {
      stdout: "null",
      stderr: "null",
      attach: (pid) => watch.source.attach(pid, { waitForExec: true }),
    });
    await watch.source.wait(long);
    watch.drain();
    assert.ok(watch.seen.length > 0);
    await child.status;
    const waiting = watch.source.wait(long);
    watch.source.close();
    await waiting;
    assert.equal(watch.drain(), 0);
    assert.deepEqual([watch.source.losses(), watch.source.warnings()], [[], []]);
  } finally {
    watch.source.close();
  }
});

live("whoever waits is woken by each of many calls when they come one at a time", async () => {
  using watch = new Watch(interest(["write"], 1));
  const cat = new Deno.Command("cat", { stdin: "piped", stdout: "null" }).spawn();
  const writer = cat.stdin.getWriter();
  try {
    watch.source.attach(cat.pid);
    // One that wakes nobody would be missed for a minute, and the next call is not made before it.
    for (let count = 1; count <= 2000; count++) {
      await writer.write(new Uint8Array(1));
      while (watch.calls("write").length === 0) {
        if (watch.drain() === 0) await watch.source.wait(60_000);
      }
      watch.seen.splice(0);
    }
  } finally {
    await writer.close();
    await cat.status;
  }
});

interface Held {
  readonly what: "prog" | "map";
  readonly id: string;
}

/** heldBy lists the BPF programs and maps that a process has descriptors of. */
function heldBy(pid: number): readonly Held[] {
  const folder = `/proc/${pid}/fdinfo`;
  return [...Deno.readDirSync(folder)].flatMap(({ name }): Held[] => {
    const text = Deno.readTextFileSync(`${folder}/${name}`);
    const map = /^map_id:\s*(\d+)$/m.exec(text)?.[1];
    const prog = /^prog_id:\s*(\d+)$/m.exec(text)?.[1];
    const link = /^link_id:/m.test(text);
    if (map !== undefined) return [{ what: "map", id: map }];
    return prog !== undefined && !link ? [{ what: "prog", id: prog }] : [];
  });
}

function isThere({ what, id }: Held): boolean {
  const { success } = new Deno.Command("bpftool", {
    args: [what, "show", "id", id],
    stdout: "null",
    stderr: "null",
  }).outputSync();
  return success;
}

function last(events: readonly EventData[]): EventData {
  const event = events.at(-1);
  assert.ok(event !== undefined);
  return event;
}
