import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Machine } from "../../compiler/machine.ts";
import type { EventData, Match } from "../../engine/report.ts";
import { writeEvent, writeHeader } from "../../sensor/ndjson/ndjson.ts";
import { replay } from "../../session/replay.ts";
import { openSession } from "../../session/session.ts";
import { Processes } from "../../engine/processes.ts";
import { KNOWN, TYPE } from "../../engine/layout.ts";
import { RecordView } from "../../engine/record.ts";
import { decodeText } from "../../engine/text.ts";
import { launch } from "../../sensor/processes/launch.ts";
import { executable } from "../../sensor/processes/processes.ts";
import { interest, live, program, temporary, Watch } from "./harness.ts";

const QUIET = { stdout: "null", stderr: "null" } as const;

function machines(text: string): readonly Machine[] {
  const { machines, diagnostics } = compile(text);
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === "error"), []);
  return machines;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

interface Hunt {
  readonly pid: number;
  readonly matches: readonly Match[];
  readonly events: readonly EventData[];
}

/** hunt runs a command under policies and returns what they match, and every event. */
async function hunt(
  policies: readonly Machine[],
  command: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<Hunt> {
  await using session = await openSession({ policies });
  const matches = collect(session.matches());
  const events = collect(session.events({ capture: "phases", lossless: true }));
  const child = await session.run(command, { ...QUIET, ...options });
  await child.status;
  await session.idle();
  await session.close();
  return { pid: child.pid, matches: await matches, events: await events };
}

/** replayed runs policies over events that were recorded. */
async function replayed(
  policies: readonly Machine[],
  events: readonly EventData[],
): Promise<readonly Match[]> {
  const path = `${temporary()}/recording.ndjson`;
  const lines = [writeHeader({ source: "bpf" }), ...events.map(writeEvent)];
  await Deno.writeTextFile(path, lines.map((line) => `${line}\n`).join(""));
  const reports = await collect(replay([path], { policies }));
  return reports.flatMap((report) => report.type === "match" ? [report] : []);
}

function only(matches: readonly Match[], policy: string): EventData {
  const found = matches.filter((match) => match.policy === policy);
  assert.equal(found.length, 1, `matches of ${policy}`);
  const event = found[0]?.steps.at(-1)?.first;
  assert.ok(event !== undefined);
  return event;
}

const GENERATIONS = `
  path "third" by process {
    openat {
      pathname = "/generations/third", comm = "third", exe endswith "/generations",
      parent.pid != 1, parent.comm = "second", parent.exe endswith "/generations",
      parent.cmdline endswith "/generations an argument", parent.uid == 0,
      ancestors[0] endswith "/generations", ancestors[1] endswith "/generations",
      ancestors =~ "/deno$", age < 1h
    }
  }
  path "cat" by process {
    openat {
      pathname = "/generations/cat", comm = "cat", exe =~ "/(cat|coreutils|busybox)$",
      cmdline = "innocent /generations/cat two words", age < 1m, parent.comm = "second"
    }
  }
  path "after setsid" by session { openat { pathname = "/generations/third" } execve {} }
  path "over setsid" by session {
    openat { pathname = "/generations/second" }
    openat { pathname = "/generations/third" }
  }
  path "tree" by tree {
    openat { pathname = "/generations/first", age >= 0 }
    openat { pathname = "/generations/third", not (parent.comm = "first"), container = "" }
    execve { cmdline contains "innocent", ret == 0 }
  }`;

live("a policy knows a process's parent and ancestors when all of them are gone", async () => {
  const policies = machines(GENERATIONS);
  const path = program("generations");
  const { pid, matches, events } = await hunt(policies, [path, "an argument"]);
  assert.deepEqual(
    matches.map(({ policy }) => policy).sort(),
    ["after setsid", "cat", "third", "tree"],
  );
  const third = only(matches, "third");
  const second = events.find(({ args }) => args.pathname === "/generations/second");
  assert.deepEqual(third.parent, {
    pid: second?.pid,
    comm: "second",
    exe: path,
    cmdline: `${path} an argument`,
    uid: 0,
  });
  assert.notEqual(third.ppid, second?.pid, "it has another parent by now");
  assert.deepEqual(third.ancestors?.slice(0, 3), [path, path, Deno.realPathSync(Deno.execPath())]);
  assert.equal(second?.parent?.pid, pid);
  const cat = only(matches, "cat");
  assert.deepEqual(cat.parent, third.parent);
  assert.deepEqual(cat.ancestors, third.ancestors);
  // It was the third before: only an exec in between makes it younger than what has passed since.
  assert.ok((cat.age ?? Infinity) <= cat.ts - third.ts, "an exec makes a process young");
  const bySession = matches.find(({ policy }) => policy === "after setsid");
  assert.deepEqual(bySession?.subject, { by: "session", id: third.pid });
  assert.deepEqual(await replayed(policies, events), matches);
});

for (const form of ["ray", "ndjson", "ndjson.zst"]) {
  live(`a recording .${form} tells a replay what was known of each process`, async () => {
    const policies = machines(GENERATIONS);
    const path = `${temporary()}/recording.${form}`;
    await using session = await openSession({ policies });
    const matches = collect(session.matches());
    await session.record(path);
    const child = await session.run([program("generations"), "an argument"], QUIET);
    await child.status;
    await session.idle();
    await session.close();
    const seen = await matches;
    assert.equal(seen.length, 4);
    const reports = await collect(replay([path], { policies }));
    assert.deepEqual(reports.filter(({ type }) => type === "match"), seen);
  });
}

live("a policy knows the working directory a command is started in", async () => {
  const folder = Deno.realPathSync(temporary());
  const policies = machines(`
    path "here" by process { openat { pathname = "/cwd/here", cwd = "${folder}" } }`);
  const { matches, events } = await hunt(policies, ["sh", "-c", "cat /cwd/here; :"], {
    cwd: folder,
  });
  assert.equal(only(matches, "here").cwd, folder);
  assert.deepEqual(await replayed(policies, events), matches);
});

live("a policy follows a process to another working directory, whatever it calls it", async () => {
  const folder = Deno.realPathSync(temporary());
  Deno.mkdirSync(`${folder}/real`);
  Deno.symlinkSync("real", `${folder}/link`);
  const policies = machines(`
    path "there" by process { openat { pathname = "here", cwd = "${folder}/real" } }
    path "back" by process { openat { pathname = "back", cwd = "${folder}" } }`);
  const script = "cd -P link; cat here; cd -P ..; cat back; :";
  const { matches, events } = await hunt(policies, ["sh", "-c", script], { cwd: folder });
  assert.deepEqual(matches.map(({ policy }) => policy), ["there", "back"]);
  assert.deepEqual(await replayed(policies, events), matches);
});

live("a policy knows processes that ran before they were watched, with their parents", async () => {
  const folder = temporary();
  const wait = `while ! [ -e ${folder}/go ]; do sleep 0.01; done`;
  const before = performance.now();
  const outer = new Deno.Command("sh", {
    args: ["-c", `sh -c '${wait}; : > ${folder}/inner; :' inner; :`],
    stdin: "null",
    cwd: "/",
  }).spawn();
  const started = performance.now();
  try {
    await using session = await openSession({
      policies: machines(`
        path "inner" by process {
          openat {
            pathname endswith "/inner", parent.pid == ${outer.pid}, parent.comm = "sh",
            parent.cmdline contains "sh -c sh -c", ancestors[1] =~ "/deno$",
            cmdline endswith " inner", cwd = "/", container = ""
          }
        }`),
    });
    const matches = session.matches();
    while (await children(outer.pid) === 0) await new Promise((done) => setTimeout(done, 5));
    const attached = performance.now();
    await session.attach(outer.pid);
    await Deno.writeTextFile(`${folder}/go`, "");
    const { value } = await matches.next() as { value: Match };
    const event = value.steps[0]?.first;
    // How long it has run: /proc tells of its start to 10 ms, and the inner one came later.
    const age = (event?.age ?? -1) / 1e6;
    assert.ok(age >= 0 && age <= performance.now() - before + 20, `${age} ms old`);
    assert.ok(attached >= started);
    assert.equal(event?.parent?.exe, Deno.realPathSync("/bin/sh"));
    assert.equal((await outer.status).code, 0);
    await session.idle();
  } finally {
    await Deno.writeTextFile(`${folder}/go`, "");
    await outer.status;
  }
});

async function children(pid: number): Promise<number> {
  const { stdout } = await new Deno.Command("pgrep", { args: ["-cP", `${pid}`] }).output();
  return Number(new TextDecoder().decode(stdout));
}

live("a policy knows every process of the machine when all are watched", async () => {
  const folder = temporary();
  const outer = new Deno.Command("sh", {
    args: ["-c", `while ! [ -e ${folder}/go ]; do sleep 0.01; done; : > ${folder}/all; :`],
    stdin: "null",
  }).spawn();
  try {
    await using session = await openSession({
      policies: machines(`
        path "all" by process {
          openat { pathname = "${folder}/all", cmdline contains "sh -c while", parent.exe =~ "deno" }
        }`),
    });
    const matches = session.matches();
    await session.attachAll();
    await Deno.writeTextFile(`${folder}/go`, "");
    const { value } = await matches.next() as { value: Match };
    assert.deepEqual(value.subject, { by: "process", id: outer.pid });
  } finally {
    await Deno.writeTextFile(`${folder}/go`, "");
    await outer.status;
  }
});

/** GROUPS are where a control group can be made: each hierarchy of version 1, and version 2. */
const GROUPS = ["pids", "freezer", "unified", "systemd", ""].map((name) =>
  `/sys/fs/cgroup/${name}`
);

/**
 * group makes a control group such as a container's, or returns null where that cannot be. `has` is
 * a file by which the hierarchy is known.
 */
function group(id: string, has = "cgroup.procs"): string | null {
  for (const parent of GROUPS) {
    try {
      Deno.statSync(`${parent}/${has}`);
      Deno.mkdirSync(`${parent}/docker-${id}.scope`);
      return `${parent}/docker-${id}.scope`;
    } catch {
      continue;
    }
  }
  return null;
}

live("a policy by container follows a process into it and counts all that are in it", async () => {
  const id = crypto.randomUUID().replaceAll("-", "").repeat(2);
  const path = group(id);
  if (path === null) return console.log("skipped: no control group can be made here");
  const folder = temporary();
  const inside =
    `while ! [ -e ${folder}/go ]; do cat /container/probe; sleep 0.01; done; cat /container/end`;
  const script = `cat /container/probe; echo $$ > ${path}/cgroup.procs; exec sh -c '${inside}; :'`;
  try {
    await using session = await openSession({
      policies: machines(`
        path "twice" by container cooldown 1h {
          openat { pathname = "/container/probe", container = "${id}" }
          openat { pathname = "/container/end" }
        }
        path "probe" by process cooldown 1h {
          openat { pathname = "/container/probe", container = "${id}" }
        }`),
    });
    const matches = session.matches();
    const child = await session.run(["sh", "-c", script], QUIET);
    const { value: probe } = await matches.next() as { value: Match };
    assert.equal(probe.steps[0]?.first.container, id);
    await Deno.writeTextFile(`${folder}/go`, "");
    let match = probe;
    while (match.policy !== "twice") match = (await matches.next() as { value: Match }).value;
    assert.deepEqual(match.subject, { by: "container", id });
    await child.status;
    await session.idle();
  } finally {
    await Deno.writeTextFile(`${folder}/go`, "");
    // A group can be removed once the last process has left it.
    for (let tries = 0; tries < 200; tries++) {
      try {
        Deno.removeSync(path);
        break;
      } catch {
        await new Promise((done) => setTimeout(done, 10));
      }
    }
  }
});

live("where a program runs is known when its process is gone before anybody looks", async () => {
  const id = crypto.getRandomValues(new Uint8Array(32)).toHex();
  const path = group(id, "cgroup.controllers");
  if (path === null) return console.log("skipped: no control group can be made here");
  try {
    using watch = new Watch(interest([]));
    const script = `echo $$ > ${path}/cgroup.procs; cd /usr/bin; exec true`;
    const child = await launch(["sh", "-c", script], {
      attach: (pid) => watch.source.attach(pid, { waitForExec: true }),
    });
    assert.equal((await child.status).code, 0);
    const known = new Processes();
    const view = new RecordView();
    watch.source.drain((bytes, offset, ts) => {
      view.at(bytes, offset, ts);
      if (view.pid !== child.pid || view.type === TYPE.exit) return;
      if (view.type === TYPE.exec) known.exec(view);
      if (view.type === KNOWN) known.know(view);
      known.look(view);
    });
    const { exe, cwd, container } = known.current.state;
    const text = (bytes: Uint8Array | null) => bytes === null ? null : decodeText(bytes);
    assert.deepEqual([text(exe), text(cwd), text(container)], [
      Deno.realPathSync("/usr/bin/true"),
      "/usr/bin",
      id,
    ]);
  } finally {
    Deno.removeSync(path);
  }
});

live(
  "a source reads in /proc what a process runs when the record of its exec was lost",
  async () => {
    const folder = temporary();
    const opens = "i=0; while [ $i -lt 1000 ]; do : < /dev/null; i=$((i+1)); done";
    const script = `while ! [ -e ${folder}/go ]; do sleep 0.01; done; ${opens}; exec sleep 60`;
    const child = new Deno.Command("sh", { args: ["-c", script], stdin: "null" }).spawn();
    try {
      using watch = new Watch(interest(["openat"]), { ringBytes: 4096 });
      watch.source.attach(child.pid);
      const known = new Processes();
      const view = new RecordView();
      const runs = () => {
        watch.source.drain((bytes, offset, ts) => {
          view.at(bytes, offset, ts);
          if (view.type === TYPE.exec) known.exec(view);
          if (view.type === KNOWN) known.know(view);
          if (view.pid === child.pid) known.look(view);
        });
        return decodeText(known.current.state.exe ?? new Uint8Array());
      };
      assert.equal(runs(), Deno.realPathSync("/bin/sh"));
      // Nobody reads while the ring is filled, so that there is no room for the record of the exec.
      await Deno.writeTextFile(`${folder}/go`, "");
      const sleep = Deno.realPathSync("/bin/sleep");
      while (executable(child.pid) !== sleep) await new Promise((done) => setTimeout(done, 5));
      assert.equal(runs(), Deno.realPathSync("/bin/sh"), "the record was lost");
      assert.ok(watch.source.losses().length > 0);
      assert.equal(runs(), sleep);
    } finally {
      child.kill("SIGKILL");
      await child.status;
    }
  },
);
