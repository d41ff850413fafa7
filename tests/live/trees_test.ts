import assert from "node:assert/strict";
import { processStat } from "../../sensor/processes/processes.ts";
import { interest, live, program, type Seen, temporary, Watch } from "./harness.ts";

live("every child is seen from its first call on when 200 are forked", async () => {
  using watch = new Watch(interest(["openat", "clone"], 1));
  const folder = temporary();
  const { pid } = await watch.run([program("forks"), folder, "200"]);
  const opened = watch.calls("openat").filter(({ event }) => pathOf(event).startsWith(folder));
  assert.deepEqual(
    opened.map(({ event }) => Number(pathOf(event).slice(folder.length + 1))).sort((a, b) => a - b),
    Array.from({ length: 200 }, (_, index) => index),
  );
  assert.equal(new Set(opened.map(({ event }) => event.pid)).size, 200);
  const roots = new Set(watch.seen.map(({ root, rootStart }) => `${root} ${rootStart}`));
  assert.equal(roots.size, 1);
  assert.equal(watch.seen[0]?.root, pid);
  // The first that is told of a child is that it was made.
  for (const child of new Set(opened.map(({ event }) => event.pid))) {
    assert.equal(watch.seen.find(({ event }) => event.pid === child)?.type, "fork");
  }
  assert.equal(watch.seen.filter(({ type }) => type === "fork").length, 200);
  assert.equal(watch.seen.filter(({ type }) => type === "exit").length, 201);
  assert.deepEqual(watch.lost, []);
});

live("a grandchild stays in the tree when its parent has gone", async () => {
  using watch = new Watch(interest(["openat"], 1));
  const path = `${temporary()}/orphan`;
  const { pid, code } = await watch.run([program("orphan"), path]);
  assert.equal(code, 0);
  const seen = watch.calls("openat").find(({ event }) => pathOf(event) === path);
  assert.equal(seen?.root, pid);
  const fork = watch.seen.find(({ type, event }) =>
    type === "fork" && event.pid === seen?.event.pid
  );
  assert.notEqual(seen?.event.ppid, fork?.event.ppid);
});

for (const way of ["vfork", "spawn", "parent", "daemon"]) {
  live(`a child stays in the tree from its first call on when it is made by ${way}`, async () => {
    using watch = new Watch(interest(["openat"], 1));
    const path = `${temporary()}/file`;
    const { pid, code } = await watch.run([program("kin"), way, path]);
    assert.equal(code, 0);
    const seen = watch.calls("openat").filter(({ event }) => pathOf(event) === path);
    assert.deepEqual(seen.map(({ root }) => root), [pid]);
    const child = seen[0]?.event.pid;
    assert.notEqual(child, pid);
    const first = watch.seen.find(({ event }) => event.pid === child);
    assert.equal(first?.type, "fork");
    if (way === "daemon") assert.equal(seen[0]?.event.ppid, 1);
    if (way === "parent") assert.equal(first?.event.ppid, pid);
  });
}

live("an execve is told with the process's number when a thread makes it", async () => {
  using watch = new Watch(interest(["execve", "openat"]));
  const { pid } = await watch.run([program("thread_exec"), "/bin/cat", "/etc/hostname"]);
  const [enter, exit] = watch.events("execve").slice(-2);
  assert.deepEqual([enter?.pid, enter?.phase], [pid, "enter"]);
  assert.notEqual(enter?.tid, pid);
  assert.deepEqual([exit?.pid, exit?.tid, exit?.phase, exit?.ret], [pid, pid, "exit", 0]);
  assert.deepEqual(exit?.args["argv"], ["/bin/cat", "/etc/hostname"]);
  const last = watch.events("openat", "exit").at(-1);
  assert.equal(last?.args["pathname"], "/etc/hostname");
  assert.equal(watch.seen.filter(({ type }) => type === "exit").length, 1);
});

live("the command's own execve comes first when a command is started", async () => {
  using watch = new Watch(interest(["execve", "openat"]));
  const folder = temporary();
  const { pid } = await watch.run(["true", "a b"], { env: { PATH: `${folder}:/usr/bin:/bin` } });
  const [first, second, third] = watch.seen;
  assert.deepEqual(
    [first?.type, first?.event.kind, first?.event.phase],
    ["call", "execve", "enter"],
  );
  assert.deepEqual(first?.event.args["argv"], ["true", "a b"]);
  assert.equal(first?.event.args["filename"], "/usr/bin/true");
  assert.deepEqual([second?.type, second?.event.exe], ["exec", Deno.realPathSync("/usr/bin/true")]);
  assert.deepEqual([third?.event.phase, third?.event.ret], ["exit", 0]);
  assert.equal(third?.event.comm, "true");
  assert.deepEqual(watch.seen.at(-1)?.type, "exit");
  assert.equal(first?.root, pid);
});

live("who makes a call is told when it is made", async () => {
  using watch = new Watch(interest(["exit"], 1));
  const sleep = new Deno.Command("sh", { args: ["-c", "read line; exit 3"], stdin: "piped" })
    .spawn();
  const stat = processStat(sleep.pid);
  watch.source.attach(sleep.pid);
  await sleep.stdin.close();
  assert.equal((await sleep.status).code, 3);
  const { event, start } = await watch.until("its end", () => watch.calls("exit")[0]);
  assert.equal(start, stat?.start);
  assert.deepEqual(
    [event.pid, event.ppid, event.uid, event.euid, event.gid, event.comm, event.args["status"]],
    [sleep.pid, Deno.pid, Deno.uid(), Deno.uid(), Deno.gid(), "sh", 3],
  );
  assert.equal(event.session, sessionOf(Deno.pid));
  const end = await watch.until("exit", () => watch.seen.find(({ type }) => type === "exit"));
  assert.equal(end.event.ret, 3 << 8);
});

live("a running tree is watched from attach to detach and no longer", async () => {
  using watch = new Watch(interest(["openat"], 1));
  // A shell inside a shell: the inner one exists before anything is attached.
  const loop = `while read name; do : < "$name"; echo done; done`;
  const tree = new Deno.Command("sh", {
    args: ["-c", `sh -c '${loop}'; true`],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = tree.stdin.getWriter(), output = tree.stdout.getReader();
  const open = async (name: string) => {
    await input.write(new TextEncoder().encode(`${name}\n`));
    await output.read();
  };
  await open("/etc/passwd");
  watch.source.attach(tree.pid);
  assert.throws(
    () => watch.source.attach(tree.pid),
    /Cannot attach to process \d+: it is attached/,
  );
  const inner = watch.source.processes(tree.pid).filter((pid) => pid !== tree.pid);
  assert.equal(inner.length, 1);
  assert.throws(() => watch.source.attach(inner[0] ?? 0), /it belongs to the tree of/);
  await open("/etc/hostname");
  assert.equal(watch.source.detach(tree.pid), true);
  assert.equal(watch.source.detach(tree.pid), false);
  await open("/etc/hosts");
  watch.source.attach(inner[0] ?? 0, { follow: false });
  await open("/etc/group");
  await input.close();
  await output.cancel();
  await tree.status;
  watch.drain();
  assert.deepEqual(
    watch.calls("openat").map(({ event, root }) => [pathOf(event), root]),
    [["/etc/hostname", tree.pid], ["/etc/group", inner[0]]],
  );
});

live("a child is not seen when its parent is not followed", async () => {
  using watch = new Watch(interest(["execve", "openat"], 1));
  const shell = new Deno.Command("sh", {
    args: ["-c", "read line; cat /etc/hostname > /dev/null; : < /etc/hosts"],
    stdin: "piped",
  }).spawn();
  watch.source.attach(shell.pid, { follow: false });
  await shell.stdin.close();
  await shell.status;
  watch.drain();
  assert.ok(watch.calls("openat").some(({ event }) => pathOf(event) === "/etc/hosts"));
  assert.deepEqual(watch.seen.filter(({ event }) => event.pid !== shell.pid), []);
});

live("every process but this one is seen when all are watched", async () => {
  using watch = new Watch(interest(["openat"], 1));
  watch.source.attachAll();
  const path = `${temporary()}/all`;
  await new Deno.Command("sh", { args: ["-c", `: < ${path}`], stderr: "null" }).output();
  try {
    await Deno.open(path);
  } catch {
    // It is not there: that we asked is what must not be seen.
  }
  const seen = await watch.until("the call", () => callsOf(watch, path)[0]);
  assert.equal(seen.root, seen.event.pid);
  assert.equal(callsOf(watch, path).length, 1);
  assert.ok(watch.seen.every(({ event }) => event.pid !== Deno.pid));
});

live("attach is refused when there is no such process", () => {
  using watch = new Watch(interest([]));
  assert.throws(() => watch.source.attach(4_194_304), {
    name: "SensorError",
    code: "target",
    message: "Cannot attach to process 4194304: there is no such process",
  });
  assert.throws(() => watch.source.attach(Deno.pid), /it is this program itself/);
});

function callsOf(watch: Watch, path: string): readonly Seen[] {
  return watch.calls("openat").filter(({ event }) => pathOf(event) === path);
}

function pathOf(event: Seen["event"]): string {
  return String(event.args["pathname"]);
}

function sessionOf(pid: number): number {
  const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[3]);
}
