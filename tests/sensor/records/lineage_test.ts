import assert from "node:assert/strict";
import { lines, read } from "../ndjson/support.ts";

const open = (ts: number, pid: number, ppid?: number, tid?: number) => {
  return { ts, pid, kind: "openat", ...(ppid ? { ppid } : {}), ...(tid ? { tid } : {}) };
};
const clone = (ts: number, pid: number, child: number, flags: unknown = 0) => {
  return { ts, pid, kind: "clone", args: { flags, child }, ret: child };
};
const exit = (ts: number, pid: number, syscall = "exit_group", tid = pid) => {
  return { ts, pid, tid, kind: "exit", syscall, args: { status: 0 } };
};

function shape(...events: readonly unknown[]): readonly string[] {
  return read(lines(...events)).placed.map(({ type, pid, root }) => `${type} ${pid} of ${root}`);
}

Deno.test("Lineage puts a process into the tree of a parent that was seen", () => {
  assert.deepEqual(shape(open(1, 10, 1), open(2, 11, 10), open(3, 12, 11), open(4, 13, 99)), [
    "call 10 of 10",
    "fork 11 of 10",
    "call 11 of 10",
    "fork 12 of 10",
    "call 12 of 10",
    "call 13 of 13",
  ]);
});

Deno.test("Lineage knows a clone's child, and its children, before they do anything", () => {
  assert.deepEqual(shape(clone(1, 10, 11), open(2, 12, 11), open(3, 11)), [
    "call 10 of 10",
    "fork 11 of 10",
    "fork 12 of 10",
    "call 12 of 10",
    "call 11 of 10",
  ]);
});

Deno.test("Lineage makes no process of a thread", () => {
  assert.deepEqual(shape(clone(1, 10, 11, "CLONE_THREAD")), ["call 10 of 10"]);
});

Deno.test("Lineage waits for a clone's return", () => {
  assert.deepEqual(shape({ ...clone(1, 10, 11), phase: "enter" }), ["call 10 of 10"]);
  assert.deepEqual(shape({ ts: 1, pid: 10, kind: "clone", ret: -11 }), ["call 10 of 10"]);
});

Deno.test("Lineage knows a child that was faster than the call that made it", () => {
  const { placed } = read(lines(open(1, 10), open(2, 11, 10), clone(3, 10, 11), open(4, 11, 10)));
  assert.deepEqual(placed.map(({ type, pid }) => `${type} ${pid}`), [
    "call 10",
    "fork 11",
    "call 11",
    "call 10",
    "call 11",
  ]);
  assert.equal(placed[2]?.life, placed[4]?.life);
});

Deno.test("Lineage ends a process with exit_group, or the exit of its first thread", () => {
  assert.deepEqual(shape(open(1, 10), exit(2, 10)), [
    "call 10 of 10",
    "call 10 of 10",
    "exit 10 of 10",
  ]);
  assert.deepEqual(shape(exit(1, 10, "exit")), ["call 10 of 10", "exit 10 of 10"]);
  assert.deepEqual(shape(exit(1, 10, "exit", 12)), ["call 10 of 10"]);
  assert.deepEqual(shape(exit(1, 10, "exit_group", 12)), ["call 10 of 10", "exit 10 of 10"]);
});

Deno.test("Lineage takes a pid after an exit for another process", () => {
  const { placed } = read(lines(open(1, 10), exit(2, 10), open(3, 10), open(4, 10)));
  const lives = placed.map(({ life }) => life);
  assert.equal(lives[0], lives[2]);
  assert.notEqual(lives[0], lives[3]);
  assert.equal(lives[3], lives[4]);
});

Deno.test("Lineage leaves threads on their way out to the process that ended", () => {
  const { placed } = read(lines(open(1, 10), exit(2, 10), open(3, 10, undefined, 12)));
  assert.equal(placed[3]?.life, placed[0]?.life);
});

Deno.test("Lineage ends a process whose pid is made anew: a signal had killed it", () => {
  assert.deepEqual(shape(clone(1, 10, 11), clone(2, 10, 11)), [
    "call 10 of 10",
    "fork 11 of 10",
    "call 10 of 10",
    "exit 11 of 10",
    "fork 11 of 10",
  ]);
});

Deno.test("Lineage keeps a tree together when its root has ended", () => {
  assert.deepEqual(shape(open(1, 10), exit(2, 10), open(3, 11, 10)).at(-1), "call 11 of 10");
});
