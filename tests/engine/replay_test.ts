/** Policies over recordings: what a line's pid, ppid and exit mean to the subjects of a policy. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { Engine } from "../../engine/engine.ts";
import { NdjsonReader } from "../../sensor/ndjson/ndjson.ts";

interface Line {
  readonly pid: number;
  readonly ppid?: number;
  readonly kind?: string;
  readonly path?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** matches returns the subject and the last time of each match; lines are 1 ns apart. */
function matches(policy: string, ...lines: readonly Line[]): readonly string[] {
  const { machines } = compile(policy);
  const told: string[] = [];
  const engine = new Engine({
    match: ({ subject, end }) => told.push(`${subject.id} at ${end}`),
    dismissed: () => {},
    suppressed: () => {},
  });
  engine.load(machines);
  const reader = new NdjsonReader((view) => engine.process(view), ({ message }) => {
    throw new Error(message);
  });
  const text = lines.map(({ pid, ppid, kind = "openat", path, more }, ts) =>
    JSON.stringify({
      ts,
      pid,
      ppid,
      kind,
      args: path === undefined ? {} : { pathname: path },
      ...more,
    })
  );
  reader.push(new TextEncoder().encode(text.join("\n")));
  reader.end();
  return told;
}

const AB = (by: string) =>
  `path "p" by ${by} { openat { pathname = "/a" } openat { pathname = "/b" } }`;
const exit = (pid: number): Line => ({ pid, kind: "exit" });
const clone = (pid: number, child: number): Line => ({ pid, kind: "clone", more: { ret: child } });

Deno.test("Engine follows a tree through a recording until its last process has exited", () => {
  const start = [{ pid: 10, ppid: 1 }, { pid: 11, ppid: 10, path: "/a" }];
  assert.deepEqual(matches(AB("tree"), ...start, { pid: 12, ppid: 11, path: "/b" }), ["10 at 2"]);
  assert.deepEqual(matches(AB("tree"), ...start, exit(11), { pid: 12, ppid: 10, path: "/b" }), [
    "10 at 3",
  ]);
  assert.deepEqual(
    matches(AB("tree"), ...start, exit(11), exit(10), { pid: 12, ppid: 10, path: "/b" }),
    [],
  );
});

Deno.test("Engine counts a child among the living before it has done anything", () => {
  assert.deepEqual(
    matches(AB("tree"), { pid: 10, path: "/a" }, clone(10, 11), exit(10), { pid: 11, path: "/b" }),
    ["10 at 3"],
  );
});

Deno.test("Engine takes a pid after its exit for another process", () => {
  assert.deepEqual(matches(AB("process"), { pid: 10, path: "/a" }, { pid: 10, path: "/b" }), [
    "10 at 1",
  ]);
  assert.deepEqual(
    matches(AB("process"), { pid: 10, path: "/a" }, exit(10), { pid: 10, path: "/b" }),
    [],
  );
});

Deno.test("Engine judges an exit before what ends with it", () => {
  const policy = `path "p" by process { openat {} exit { status == 3 } }`;
  const line = { pid: 10, kind: "exit", more: { args: { status: 3 } } };
  assert.deepEqual(matches(policy, { pid: 10 }, line), ["10 at 1"]);
});

Deno.test("Engine keeps one parent's children together though they come and go", () => {
  const child = (pid: number, path: string): Line => ({ pid, ppid: 10, path });
  assert.deepEqual(matches(AB("parent"), child(11, "/a"), exit(11), child(12, "/b")), ["10 at 2"]);
  assert.deepEqual(
    matches(AB("parent"), { pid: 10 }, child(11, "/a"), exit(11), exit(10), child(12, "/b")),
    [],
  );
});
