import assert from "node:assert/strict";
import fc from "fast-check";
import { CARRIED, KNOWN, OFFSET, SPAN, STATE, TYPE } from "../../engine/layout.ts";
import { kindId } from "../../compiler/kinds/kinds.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { changesFolder } from "../../engine/folders.ts";
import { type Process, Processes } from "../../engine/processes.ts";
import { RecordView } from "../../engine/record.ts";
import type { ProcessData } from "../../engine/report.ts";
import { processData } from "../../engine/state_data.ts";

const builder = new RecordBuilder();

function begin(type: number, ts: number | bigint, pid: number, start = 1): RecordBuilder {
  return builder.begin(0, 0, type).time(ts).birth(start, start).header("pid", pid);
}

function fork(ts: number, maker: number, child: number, more: { start?: number } = {}): RecordView {
  return begin(TYPE.fork, ts, child, more.start).header("ppid", maker).header("uid", 7)
    .number(0, maker).text(SPAN.comm, `comm${maker}`).end();
}

function exec(ts: number, pid: number, exe: string, argv: readonly string[]): RecordView {
  return begin(TYPE.exec, ts, pid).text(0, exe).list(1, argv).text(SPAN.exe, exe).end();
}

/** at is an event at which one looks at a process. */
function at(ts: number | bigint, pid: number, start = 1): RecordView {
  return begin(TYPE.call, ts, pid, start).end();
}

function data(table: Processes, ts: number | bigint, pid: number, start = 1): ProcessData {
  const view = at(ts, pid, start);
  return processData(table.of(view).state, view);
}

function process(table: Processes, pid: number): Process {
  return table.of(at(0, pid));
}

Deno.test("Processes tell a child what its parent was like when the child was made", () => {
  const table = new Processes();
  table.exec(exec(1000, 10, "/bin/sh", ["sh", "-c", "x"]));
  table.fork(fork(2000, 10, 11));
  table.exec(exec(3000, 10, "/bin/true", ["true"]));
  assert.deepEqual(data(table, 5000, 11), {
    exe: "/bin/sh",
    cmdline: "sh -c x",
    age: 4000,
    parent: { pid: 10, comm: "comm10", exe: "/bin/sh", cmdline: "sh -c x", uid: 7 },
    ancestors: ["/bin/sh"],
  });
  assert.deepEqual(data(table, 5000, 10), { exe: "/bin/true", cmdline: "true", age: 2000 });
});

Deno.test("Processes know the ancestors of a process when all of them are gone", () => {
  const table = new Processes();
  table.exec(exec(1, 1, "/a", ["a"]));
  table.fork(fork(2, 1, 2));
  table.exec(exec(3, 2, "/b", ["b"]));
  table.forget(process(table, 1));
  table.fork(fork(4, 2, 3));
  table.exec(exec(5, 3, "/c", ["c"]));
  table.forget(process(table, 2));
  const { parent, ancestors } = data(table, 6, 3);
  assert.deepEqual(ancestors, ["/b", "/a"]);
  assert.equal(parent?.exe, "/b");
  assert.equal(table.size, 1);
});

Deno.test("Processes are others when their pid is used again", () => {
  const table = new Processes();
  table.exec(exec(1, 5, "/old", ["old"]));
  assert.equal(data(table, 2, 5, 99).exe, undefined);
  table.fork(fork(3, 5, 6));
  assert.equal(data(table, 4, 6).parent?.exe, undefined, "5 is another one by now");
  const before = table.of(at(5, 6));
  table.fork(fork(6, 6, 6, { start: 2 }));
  table.forget(before);
  assert.equal(table.size, 2, "the end of the former one does not end the latter");
});

Deno.test("Processes free what they knew of one that has ended", () => {
  const table = new Processes();
  table.exec(exec(1, 1, "/daemon", ["daemon"]));
  // A process that goes on for ever by forking and ending: each life is the parent of the next.
  let pid = 1;
  for (let life = 2; life < 3000; life++) {
    table.fork(fork(life, pid, life));
    table.forget(process(table, pid));
    pid = life;
  }
  assert.equal(table.size, 1);
  assert.equal(data(table, 9999, pid).ancestors?.length, 64);
});

Deno.test("Processes share among children what the parent was like", () => {
  const table = new Processes();
  table.exec(exec(1, 1, "/sh", ["sh"]));
  for (const child of [2, 3]) table.fork(fork(2, 1, child));
  assert.equal(process(table, 2).state.parent, process(table, 3).state.parent);
  table.exec(exec(3, 1, "/sh", ["sh", "again"]));
  table.fork(fork(4, 1, 4));
  assert.notEqual(process(table, 3).state.parent, process(table, 4).state.parent);
});

Deno.test("Processes keep a long program's list of ancestors within bounds", () => {
  const table = new Processes();
  const long = (digit: string) => `/${digit.repeat(4000)}`;
  for (let pid = 1; pid < 9; pid++) {
    table.exec(exec(pid, pid, long(`${pid}`), ["x"]));
    table.fork(fork(pid, pid, pid + 1));
  }
  assert.deepEqual(data(table, 10, 9).ancestors, ["8", "7", "6", "5"].map(long));
});

Deno.test("Processes take in what was read of one before its events came", () => {
  const table = new Processes();
  const { numbers, spans } = STATE;
  table.know(
    begin(KNOWN, 1000, 5).number(numbers.age, 400).number(numbers.parentPid, 1)
      .number(numbers.parentUid, 0).text(spans.exe, "/bin/x").text(spans.cmdline, "x y")
      .text(spans.cwd, "/tmp").text(spans.container, "").text(spans.parentComm, "init")
      .text(spans.parentExe, "/sbin/init").text(spans.parentCmdline, "/sbin/init 3")
      .list(spans.ancestors, ["/sbin/init"]).end(),
  );
  assert.deepEqual(data(table, 1100, 5), {
    exe: "/bin/x",
    container: "",
    cmdline: "x y",
    cwd: "/tmp",
    age: 500,
    parent: { pid: 1, comm: "init", exe: "/sbin/init", cmdline: "/sbin/init 3", uid: 0 },
    ancestors: ["/sbin/init"],
  });
  const before = process(table, 5).state;
  table.know(begin(KNOWN, 1100, 5).number(numbers.age, 500).text(spans.exe, "/bin/x").end());
  assert.equal(process(table, 5).state, before, "what is the same is not kept twice");
});

Deno.test("Processes believe what they saw of a fork and an exec more than what is read late", () => {
  const table = new Processes();
  const { numbers, spans } = STATE;
  table.exec(exec(1, 1, "/sh", ["sh"]));
  table.fork(fork(2, 1, 2));
  table.know(
    begin(KNOWN, 9, 2).flags(1).number(numbers.age, 0).number(numbers.parentPid, 4)
      .list(spans.ancestors, ["/other"]).text(spans.cwd, "/tmp").end(),
  );
  const { parent, ancestors, age, cwd } = data(table, 11, 2);
  assert.deepEqual([parent?.pid, ancestors, age, cwd], [1, ["/sh"], 10, "/tmp"]);
});

Deno.test("Processes count a process's age exactly, whatever the time is", () => {
  const time = fc.bigInt({ min: 0n, max: 2n ** 62n });
  fc.assert(fc.property(time, fc.bigInt({ min: 0n, max: 2n ** 52n }), (executed, age) => {
    const table = new Processes();
    table.exec(begin(TYPE.exec, executed, 1).end());
    assert.equal(data(table, executed + age, 1).age, Number(age));
    const known = new Processes();
    known.know(begin(KNOWN, executed, 1).number(STATE.numbers.age, age).end());
    assert.equal(data(known, executed + 5n, 1).age, Number(age + 5n));
  }));
});

Deno.test("a record of what is known has room for all of it", () => {
  const { numbers, spans } = STATE;
  assert.equal(new Set(Object.values(spans)).size, Object.values(spans).length);
  const view = begin(KNOWN, 1, 1).number(numbers.parentUid, 3).end();
  assert.equal(view.carried, CARRIED.number << numbers.parentUid);
  assert.equal(new RecordView().at(view.bytes, 0).low(OFFSET.numbers + numbers.parentUid * 8), 3);
});

Deno.test("Processes do not believe what a process shows of itself later, unless an exec was missed", () => {
  const table = new Processes();
  const { spans } = STATE;
  table.exec(exec(10, 1, "/bin/nc", ["nc", "-l"]));
  const read = (ts: number, exe: string, cmdline: string) =>
    table.know(
      begin(KNOWN, ts, 1).flags(1).text(spans.exe, exe).text(spans.cmdline, cmdline).end(),
    );
  read(20, "/bin/nc", "harmless");
  assert.deepEqual(data(table, 30, 1), { exe: "/bin/nc", cmdline: "nc -l", age: 20 });
  read(40, "/bin/other", "other x");
  assert.deepEqual(data(table, 50, 1), { exe: "/bin/other", cmdline: "other x", age: 10 });
});

Deno.test("Processes follow a process from folder to folder", () => {
  const kind = kindId("dirchange") ?? 0;
  const table = new Processes();
  const chdir = (
    pathname: string,
    more: (record: RecordBuilder) => RecordBuilder = (one) => one,
  ) => {
    const record = builder.begin(kind).time(1).birth(1, 1).header("pid", 1).result(0)
      .text(0, pathname);
    const view = more(record).end();
    table.current = table.of(view);
    assert.equal(changesFolder(view), true);
    table.chdir(view);
    return data(table, 2, 1).cwd;
  };
  assert.equal(chdir("unknown"), undefined);
  assert.equal(chdir("/"), "/");
  assert.equal(chdir(".."), "/");
  assert.equal(chdir("a/./b//c/"), "/a/b/c");
  assert.equal(chdir("../../../../../d"), "/d");
  assert.equal(chdir("/a/b/../d/c/.."), "/a/d");
  assert.equal(chdir("/tmp/../x"), "/x");
  assert.equal(chdir("link", (record) => record.text(1, "/real")), "/real");
  assert.equal(chdir("relative", (record) => record.cut(0)), undefined, "who knows where that is");
});

Deno.test("Processes take a line of a recording that says where its process is at its word", () => {
  const table = new Processes();
  const kind = kindId("dirchange") ?? 0;
  table.know(begin(KNOWN, 5, 1).text(STATE.spans.cwd, "/a/b").end());
  const view = builder.begin(kind).time(5).birth(1, 1).header("pid", 1).result(0).text(0, "b")
    .end();
  table.current = table.of(view);
  table.chdir(view);
  assert.equal(data(table, 6, 1).cwd, "/a/b");
});

Deno.test("changesFolder tells only calls that have succeeded", () => {
  const kind = kindId("dirchange") ?? 0;
  const of = (phase: number, ret: number | null) => {
    const record = builder.begin(kind, phase).time(1);
    return changesFolder((ret === null ? record : record.result(ret)).end());
  };
  assert.deepEqual([of(1, null), of(2, 0), of(3, 0), of(2, -2), of(3, null)], [
    false,
    true,
    true,
    false,
    false,
  ]);
});
