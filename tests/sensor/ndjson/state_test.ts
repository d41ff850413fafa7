import assert from "node:assert/strict";
import fc from "fast-check";
import { compile } from "../../../compiler/compile.ts";
import { decode } from "../../../engine/decode.ts";
import { Engine } from "../../../engine/engine.ts";
import { TYPE } from "../../../engine/layout.ts";
import type { EventData, Match } from "../../../engine/report.ts";
import { NdjsonReader, writeEvent } from "../../../sensor/ndjson/ndjson.ts";
import type { Problem } from "../../../sensor/records/reading.ts";
import { lines } from "./support.ts";

interface Replayed {
  readonly events: readonly EventData[];
  readonly matches: readonly Match[];
  readonly problems: readonly Problem[];
}

/** replay runs a policy over a recording and tells what its events carried. */
function replay(recording: string, policy = "path `p` { call {} }".replaceAll("`", '"')): Replayed {
  const events: EventData[] = [];
  const matches: Match[] = [];
  const problems: Problem[] = [];
  const { machines, diagnostics } = compile(policy);
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === "error"), []);
  const engine = new Engine({
    match: (match) => matches.push(match),
    dismissed: () => {},
    suppressed: () => {},
  });
  engine.load(machines);
  const reader = new NdjsonReader((view) => {
    engine.process(view);
    if (view.type === TYPE.call) events.push(decode(view, engine.state));
  }, (problem) => problems.push(problem));
  reader.push(new TextEncoder().encode(recording));
  reader.end();
  return { events, matches, problems };
}

const STATE = {
  exe: "/usr/bin/sleep",
  container: "",
  cmdline: "sleep 1",
  cwd: "/tmp",
  age: 1234,
  parent: { pid: 7, comm: "sh", exe: "/bin/sh", cmdline: "sh -c x", uid: 0 },
  ancestors: ["/bin/sh", "", "/sbin/init"],
};

const EVENT = { ts: 9_000, pid: 10, tid: 10, kind: "unlink", args: { pathname: "/x" } };

Deno.test("NdjsonReader gives an event the state of its process that its line tells", () => {
  const { events, problems } = replay(lines({ ...EVENT, ...STATE }));
  assert.deepEqual(problems, []);
  assert.deepEqual(events, [{ ...STATE, ...EVENT, syscall: "unlink" }]);
});

Deno.test("NdjsonReader reads back the state that writeEvent has written, whatever is in it", () => {
  const text = fc.string({ unit: "binary", maxLength: 12 });
  const part = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
  const uint = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const state = fc.record({
    exe: part(text),
    container: part(text),
    cmdline: part(text),
    cwd: part(text),
    age: part(fc.maxSafeNat()),
    parent: part(fc.record({ pid: part(uint), comm: text, exe: part(text), uid: part(uint) })),
    ancestors: part(fc.array(text.map((each) => each.replaceAll("\0", "")), { maxLength: 4 })),
  });
  fc.assert(fc.property(fc.array(state), (states) => {
    const written = states.map((each, index) => {
      const event = { ts: 2 ** 53 - 1, pid: index, tid: index, ...each, kind: "unlink", args: {} };
      return JSON.parse(JSON.stringify(event)) as EventData;
    });
    const { events } = replay(written.map((each) => `${writeEvent(each)}\n`).join(""));
    assert.deepEqual(events, written.map((each) => ({ ...each, syscall: "unlink" })));
  }));
});

Deno.test("NdjsonReader keeps the state of a process for lines that do not tell it", () => {
  const later = { ...EVENT, ts: 9_500 };
  const { events } = replay(lines({ ...EVENT, ...STATE }, later));
  assert.deepEqual(events[1], { ...STATE, age: 1734, ...later, syscall: "unlink" });
});

Deno.test("NdjsonReader lets a line's own state win over what was known before", () => {
  const now = { ...EVENT, ts: 9_500, exe: "/other", parent: { pid: 1 } };
  const { events } = replay(lines({ ...EVENT, ...STATE }, now));
  assert.equal(events[1]?.exe, "/other");
  assert.deepEqual(events[1]?.parent, { pid: 1 });
});

Deno.test("NdjsonReader tells a child's parent where the recording has both", () => {
  const { events } = replay(lines(
    { ts: 1, pid: 1, comm: "nginx", exe: "/usr/sbin/nginx", uid: 33, kind: "openat" },
    { ts: 2, pid: 2, ppid: 1, kind: "openat" },
    { ts: 3, pid: 2, kind: "clone", comm: "worker", uid: 34, args: { child: 3 }, ret: 3 },
    { ts: 4, pid: 1, kind: "exit", syscall: "exit_group" },
    { ts: 5, pid: 3, kind: "openat" },
  ));
  const nginx = { pid: 1, comm: "nginx", exe: "/usr/sbin/nginx", uid: 33 };
  assert.deepEqual(events[1]?.parent, nginx);
  assert.deepEqual(events[4]?.parent, { pid: 2, comm: "worker", exe: "/usr/sbin/nginx", uid: 34 });
  assert.deepEqual(events[4]?.ancestors, ["/usr/sbin/nginx", "/usr/sbin/nginx"]);
});

Deno.test("NdjsonReader takes an execve that returned 0 for what its process runs from then on", () => {
  const execve = (ts: number, filename: string, more: object) => {
    return { ts, pid: 1, kind: "execve", args: { filename, argv: ["x", "-a"] }, ...more };
  };
  const { events } = replay(lines(
    execve(10, "/bin/a", { ret: 0 }),
    { ts: 20, pid: 1, kind: "openat" },
    execve(30, "/bin/b", { ret: -2 }),
    execve(40, "/bin/b", { phase: "enter" }),
    execve(50, "/bin/b", { phase: "exit", ret: 0 }),
    execve(60, "c", { ret: 0 }),
    { ts: 70, pid: 1, kind: "openat" },
  ));
  assert.deepEqual(events.map(({ exe, cmdline, age }) => [exe, cmdline, age]), [
    [undefined, undefined, undefined],
    ["/bin/a", "x -a", 10],
    ["/bin/a", "x -a", 20],
    ["/bin/a", "x -a", 30],
    ["/bin/b", "x -a", 0],
    ["/bin/b", "x -a", 10],
    [undefined, "x -a", 10],
  ]);
});

Deno.test("NdjsonReader refuses a state that is none, and goes on", () => {
  const wrong = [
    { cmdline: 1 },
    { cwd: ["/"] },
    { age: -1 },
    { age: 1.5 },
    { parent: "sh" },
    { parent: { pid: "7" } },
    { parent: { exe: 3 } },
    { ancestors: "/bin/sh" },
    { ancestors: [1] },
  ];
  const { events, problems } = replay(
    lines(...wrong.map((each) => ({ ...EVENT, ...each })), EVENT),
  );
  assert.equal(events.length, 1);
  assert.equal(problems.length, wrong.length);
  for (const { message } of problems) assert.match(message, /^"\w+" must be /);
});

Deno.test("a policy by container takes what the lines tell of the container", () => {
  const policy = `path "p" by container { unlink {} unlink {} }`;
  const at = (ts: number, pid: number, container?: string) => ({ ...EVENT, ts, pid, container });
  const { matches } = replay(
    lines(at(1, 1, "a"), at(2, 2, "b"), at(3, 3, ""), at(4, 3, ""), at(5, 4), at(6, 1)),
    policy,
  );
  assert.deepEqual(matches.map(({ subject, end }) => [subject, end]), [
    [{ by: "container", id: "a" }, 6],
  ]);
});

Deno.test("a policy by session takes what the lines tell of the session", () => {
  const policy = `path "p" by session { unlink {} unlink {} }`;
  const at = (ts: number, pid: number, session?: number) => ({ ...EVENT, ts, pid, session });
  const { matches } = replay(
    lines(at(1, 1, 100), at(2, 2, 200), at(3, 3), at(4, 3), at(5, 4, 200)),
    policy,
  );
  assert.deepEqual(matches.map(({ subject, end }) => [subject, end]), [
    [{ by: "session", id: 200 }, 5],
  ]);
});
