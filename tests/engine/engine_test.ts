/** The engine with machines built by hand: loading, subjects, losses, reports. */
import assert from "node:assert/strict";
import { FLAG } from "../../engine/layout.ts";
import type { Subject } from "../../compiler/machine.ts";
import { edge, equals, type EventSpec, machine, sequence, state, step, watch } from "./support.ts";

const AB = sequence([
  step(2, "openat", equals("pathname", "/a")),
  step(3, "openat", equals("pathname", "/b")),
]);
const by = (subject: Subject) => ({ ...AB, subject });
const at = (ts: number, pathname: string, more: Partial<EventSpec> = {}): EventSpec => {
  return { ts, args: { pathname }, ...more };
};

Deno.test("Engine reports a match with all that it carries, keys in the order of the format", () => {
  const { feed, matches } = watch([{
    ...AB,
    severity: "high",
    annotations: [["attack", "T1"], ["tag", "x"], ["attack", "T2"]],
  }]);
  feed(at(5, "/a"), at(6, "/z"), at(7, "/b"));
  const event = { pid: 10, tid: 10, kind: "openat", syscall: "openat" };
  assert.deepEqual(matches, [{
    type: "match",
    policy: "p",
    severity: "high",
    subject: { by: "process", id: 10 },
    start: 5,
    end: 7,
    blocks: [],
    steps: [
      { line: 2, count: 1, first: { ts: 5, ...event, args: { pathname: "/a" } } },
      { line: 3, count: 1, first: { ts: 7, ...event, args: { pathname: "/b" } } },
    ],
    attack: ["T1", "T2"],
    tag: ["x"],
  }]);
  assert.deepEqual(Object.keys(matches[0] ?? {}), [
    "type",
    "policy",
    "severity",
    "subject",
    "start",
    "end",
    "blocks",
    "steps",
    "attack",
    "tag",
  ]);
});

Deno.test("Engine keeps annotations from taking the place of a match's own keys", () => {
  const { feed, matches } = watch([{
    ...sequence([step(1, "openat")]),
    annotations: [["policy", "evil"], ["__proto__", "x"], ["tainted", "no"]],
  }]);
  feed({ ts: 1 });
  const [match] = matches;
  assert.equal(match?.policy, "p");
  assert.deepEqual(match?.["@policy"], ["evil"]);
  assert.deepEqual(match?.["@tainted"], ["no"]);
  assert.deepEqual(Object.getOwnPropertyDescriptor(match, "__proto__")?.value, ["x"]);
  assert.equal(Object.getPrototypeOf(match), Object.prototype);
});

Deno.test("Engine keeps evidence when the bytes it came from are used again", () => {
  const { feed, matches } = watch([AB]);
  feed(at(1, "/a"), at(2, "/overwritten/by/this"), at(3, "/b"));
  assert.equal(matches[0]?.steps[0]?.first.args.pathname, "/a");
});

Deno.test("Engine compares times exactly where they are beyond 2^53", () => {
  const { engine, feed, matches, transitions } = watch([{ ...AB, within: 1000 }]);
  const start = 1_764_000_000_000_000_001n;
  feed({ ts: start, args: { pathname: "/a" } }, { ts: start + 1000n, args: { pathname: "/b" } });
  feed({ ts: start + 2000n, args: { pathname: "/a" } });
  feed({ ts: start + 3001n, args: { pathname: "/b" } });
  assert.equal(matches.length, 1);
  assert.equal(transitions.at(-1)?.cause, "within");
  assert.deepEqual(engine.runs(), []);
});

Deno.test("Engine keeps runs that are loaded again unchanged, wherever they are written", () => {
  const { engine, feed, matches } = watch([AB]);
  feed(at(1, "/a"));
  const moved = AB.steps.map((each) => {
    return { ...each, span: { ...each.span, line: 40 }, label: "laid out anew" };
  });
  engine.load([{ ...AB, steps: moved, source: "// new", file: "q.policy" }]);
  feed(at(2, "/b"));
  assert.deepEqual(matches.map(({ steps }) => steps.map(({ line }) => line)), [[40, 40]]);
  assert.equal(engine.counters()[0]?.begun, 1);
});

Deno.test("Engine ends the runs of a policy that is replaced or dropped, and no others", () => {
  const { engine, feed, matches, transitions } = watch([AB, { ...AB, name: "q" }]);
  feed(at(1, "/a"));
  transitions.length = 0;
  engine.load([{ ...AB, within: 100 }]);
  assert.deepEqual(transitions.map(({ policy, cause, from }) => [policy, cause, from]), [[
    "p",
    "reload",
    1,
  ]]);
  feed(at(2, "/b"));
  assert.deepEqual(matches.map(({ policy }) => policy), ["q"]);
  assert.equal(engine.drop("q"), true);
  assert.equal(engine.drop("q"), false);
  feed(at(3, "/a"), at(4, "/b"));
  assert.deepEqual(matches.map(({ policy }) => policy), ["q", "p"]);
  assert.deepEqual(
    engine.counters().map(({ policy, begun, matches }) => [policy, begun, matches]),
    [
      ["p", 1, 1],
    ],
  );
});

Deno.test("Engine does not confuse a policy with the one that had its slot", () => {
  const { engine, feed, matches } = watch([AB]);
  feed(at(1, "/a"));
  engine.drop("p");
  engine.load([{ ...AB, name: "q", cooldown: 1000 }]);
  feed(at(2, "/b"));
  assert.deepEqual(matches, []);
  assert.deepEqual(engine.runs(), []);
});

Deno.test("Engine marks runs that cross a loss as tainted, and only those", () => {
  const { engine, feed, matches } = watch([AB]);
  feed(at(1, "/a"), at(1, "/a", { pid: 11 }));
  engine.lost(3, "ring full", 2);
  assert.deepEqual(engine.runs().map(({ tainted }) => tainted), [true, true]);
  feed(at(3, "/a"), at(4, "/b"), at(4, "/b", { pid: 11 }));
  assert.deepEqual(matches.map(({ subject, tainted }) => [subject.id, tainted]), [
    [10, undefined],
    [11, true],
  ]);
});

Deno.test("Engine tells where runs stand", () => {
  const { engine, feed } = watch([{ ...AB, within: 100 }, { ...AB, name: "q" }]);
  feed(at(5, "/a"), at(25, "/z", { pid: 11 }));
  const [status] = engine.runs("p");
  assert.deepEqual({ ...status, steps: status?.steps.map(({ line }) => line) }, {
    policy: "p",
    subject: { by: "process", id: 10 },
    state: 1,
    stateName: "s1",
    waits: ["openat 3"],
    start: 5,
    since: 5,
    left: 80,
    steps: [2],
    tainted: false,
  });
  assert.equal(engine.runs().length, 2);
  feed(at(105, "/z", { pid: 11 }));
  assert.equal(engine.runs("p")[0]?.left, 0);
  feed(at(106, "/z", { pid: 11 }));
  assert.deepEqual(engine.runs().map(({ policy }) => policy), ["q"]);
  assert.deepEqual(engine.counters().map(({ live }) => live), [0, 1]);
});

Deno.test("Engine counts the runs in each state and lists no more than are asked for", () => {
  const { engine, feed } = watch([AB, { ...AB, name: "q" }]);
  feed(at(5, "/a"), at(6, "/a", { pid: 11 }), at(7, "/a", { pid: 12 }));
  assert.deepEqual(engine.counters().map(({ live, standing }) => [live, standing]), [
    [3, [0, 3]],
    [3, [0, 3]],
  ]);
  assert.deepEqual(engine.runs(undefined, 2).map(({ policy }) => policy), ["p", "p", "q", "q"]);
});

Deno.test("Engine builds transitions only for a sink that wants them", () => {
  const { engine, feed, transitions } = watch([AB]);
  engine.transitions = false;
  feed(at(1, "/a"));
  assert.equal(transitions.length, 0);
  engine.transitions = true;
  feed(at(2, "/b"));
  assert.deepEqual(
    transitions.map(({ cause, from, to, line, ts, event }) => {
      return [cause, from, to, line, ts, event?.args.pathname];
    }),
    [["match", 1, undefined, 3, 2, "/b"]],
  );
});

Deno.test("Engine judges each phase by the steps that wait for it", () => {
  const enter = sequence([step(1, "openat")], { name: "enter" });
  const exit = sequence([step(1, "openat", undefined, "exit")], { name: "exit" });
  const call = sequence([step(1, "call", undefined, "exit")], { name: "call" });
  const told = (event: Partial<EventSpec>) => {
    const { feed, matches } = watch([enter, exit, call]);
    feed({ ts: 1, ...event });
    return matches.map(({ policy }) => policy);
  };
  assert.deepEqual(told({ phase: "enter" }), ["enter"]);
  assert.deepEqual(told({ phase: "exit" }), ["exit", "call"]);
  assert.deepEqual(told({}), ["enter", "exit", "call"]);
  // A late call comes twice, once for each phase.
  assert.deepEqual(told({ phase: "enter", flags: FLAG.late }), ["enter"]);
  assert.deepEqual(told({ phase: "exit", flags: FLAG.late }), ["exit", "call"]);
  assert.deepEqual(told({ kind: "write" }), ["call"]);
  assert.deepEqual(told({ kind: "call", syscall: "ptrace" }), ["call"]);
  for (const type of ["fork", "exec", "exit"] as const) assert.deepEqual(told({ type }), []);
});

Deno.test("Engine keeps the events of one subject together, and of others apart", () => {
  const cases: readonly (readonly [Subject, Partial<EventSpec>, Partial<EventSpec>, unknown])[] = [
    ["thread", { pid: 1, tid: 2 }, { pid: 1, tid: 2 }, 2],
    ["thread", { pid: 1, tid: 2 }, { pid: 1, tid: 3 }, undefined],
    ["process", { pid: 1, tid: 2 }, { pid: 1, tid: 3 }, 1],
    ["process", { pid: 1 }, { pid: 2 }, undefined],
    ["process", { pid: 1, start: 5 }, { pid: 1, start: 6 }, undefined],
    ["parent", { pid: 1, ppid: 9 }, { pid: 2, ppid: 9 }, 9],
    ["parent", { pid: 1, ppid: 9 }, { pid: 2, ppid: 8 }, undefined],
    ["parent", { pid: 1 }, { pid: 1 }, undefined],
    ["tree", { pid: 1, root: 9 }, { pid: 2, root: 9 }, 9],
    ["tree", { pid: 1, root: 9 }, { pid: 2, root: 9, rootStart: 4 }, undefined],
    ["tree", { pid: 1, root: 9 }, { pid: 2, root: 8 }, undefined],
    ["session", { pid: 1, session: 7 }, { pid: 2, session: 7 }, 7],
    ["session", { pid: 1, session: 7 }, { pid: 2, session: 6 }, undefined],
    ["session", { pid: 1 }, { pid: 1 }, undefined],
    ["container", { pid: 1, container: "c1" }, { pid: 2, container: "c1" }, "c1"],
    ["container", { pid: 1, container: "c1" }, { pid: 2, container: "c2" }, undefined],
    ["container", { pid: 1, container: "" }, { pid: 1, container: "" }, undefined],
    ["user", { pid: 1, uid: 0 }, { pid: 2, uid: 0 }, 0],
    ["user", { pid: 1, uid: 0 }, { pid: 1, uid: 1 }, undefined],
    ["user", { pid: 1 }, { pid: 1 }, undefined],
    ["host", { pid: 1 }, { pid: 2 }, "here"],
    ["host", { pid: 1, host: "a" }, { pid: 2, host: "a" }, "a"],
    ["host", { pid: 1, host: "a" }, { pid: 2, host: "b" }, undefined],
  ];
  for (const [subject, first, second, id] of cases) {
    const { feed, matches } = watch([by(subject)], { host: "here" });
    feed(at(1, "/a", first), at(2, "/b", second));
    assert.deepEqual(
      matches.map((match) => match.subject.id),
      id === undefined ? [] : [id],
      subject,
    );
  }
});

Deno.test("Engine ends a subject with its last process", () => {
  const end = (pid: number, more: Partial<EventSpec> = {}): EventSpec => {
    return { ts: 2, type: "exit", pid, ...more };
  };
  const cases: readonly (readonly [Subject, readonly EventSpec[], boolean])[] = [
    ["process", [end(1)], true],
    ["process", [end(2)], false],
    ["process", [end(1, { start: 9 })], false],
    ["thread", [end(1)], true],
    ["thread", [{ ts: 2, pid: 1, tid: 1, kind: "exit", syscall: "exit" }], true],
    ["thread", [{ ts: 2, pid: 1, tid: 3, kind: "exit", syscall: "exit" }], false],
    ["tree", [end(1)], false],
    ["tree", [end(1), end(2)], true],
    ["tree", [end(1), end(2), end(3)], true],
    ["session", [end(1), end(2)], true],
    ["session", [end(2)], false],
    ["container", [end(1)], true],
    ["parent", [end(1), end(2)], false],
    ["parent", [end(9)], false],
    ["parent", [end(1), end(2), end(9)], true],
    ["parent", [end(9), end(1), end(2)], true],
    ["user", [end(1), end(2), end(9)], false],
    ["host", [end(1), end(2), end(9)], false],
  ];
  for (const [subject, events, ended] of cases) {
    const { engine, feed, transitions } = watch([by(subject)]);
    const common = { root: 9, ppid: 9, session: 4, uid: 0 };
    feed(
      { ts: 0, type: "fork", pid: 9, root: 9 },
      { ts: 1, type: "fork", pid: 2, ...common },
      at(1, "/a", { pid: 1, container: "c", ...common }),
    );
    if (subject === "tree") feed(end(9));
    feed(...events.map((event) => ({ ...common, ...event })));
    assert.equal(engine.runs().length, ended ? 0 : 1, `${subject} ${JSON.stringify(events)}`);
    assert.equal(transitions.at(-1)?.cause, ended ? "subject" : "begin");
  }
});

Deno.test("Engine ends a process whose pid another one has, even if nobody saw it go", () => {
  const { engine, feed, transitions } = watch([AB]);
  feed(at(1, "/a", { start: 5 }), at(2, "/z", { start: 6 }));
  assert.deepEqual(engine.runs(), []);
  assert.equal(transitions.at(-1)?.cause, "subject");
});

Deno.test("Engine ends what ends with a tree that is released", () => {
  const { engine, feed } = watch([by("tree"), { ...by("process"), name: "q" }]);
  feed(at(1, "/a", { pid: 1, root: 9 }), at(1, "/a", { pid: 2, root: 8 }));
  engine.release(9);
  assert.deepEqual(engine.runs().map(({ policy, subject }) => [policy, subject.id]), [["p", 8], [
    "q",
    2,
  ]]);
});

Deno.test("Engine follows a process that changes its session or its parent", () => {
  for (const [subject, part] of [["session", "session"], ["parent", "ppid"]] as const) {
    const { feed, matches } = watch([by(subject)]);
    feed(at(1, "/a", { [part]: 3 }), at(2, "/z", { [part]: 4 }), at(3, "/b", { [part]: 4 }));
    feed(at(4, "/b", { pid: 20, [part]: 3 }));
    // A session ends as its only process leaves it; a parent that was never seen lives on.
    assert.deepEqual(matches.map(({ end }) => end), subject === "session" ? [] : [4]);
  }
});

Deno.test("Engine holds at most one run in a state, whatever comes", () => {
  const steps = [step(1, "openat"), step(2, "openat"), step(3, "write")];
  const machines = [sequence(steps)];
  const { engine, feed } = watch(machines);
  for (let ts = 0; ts < 1000; ts++) feed({ ts });
  assert.equal(engine.runs().length, 2);
});

Deno.test("Engine keeps first, last and count of a step that repeats", () => {
  const loop = machine(
    [step(1, "openat"), step(2, "write")],
    [
      state("start", [edge(0, 1, { repeat: true })]),
      state("more", [edge(1, "match"), edge(0, 1, { repeat: true })]),
    ],
  );
  const { engine, feed, matches } = watch([{ ...loop, subject: "user" }]);
  feed({ ts: 1, uid: 0 });
  const before = engine.runs()[0]?.steps[0]?.count;
  // The first event began the run; the loop's own events begin later ones, which win.
  feed({ ts: 2, uid: 0 }, { ts: 3, uid: 0 }, { ts: 4, uid: 0, kind: "write" });
  assert.equal(before, 1);
  assert.deepEqual(matches.map(({ start, steps }) => [start, steps.map(({ count }) => count)]), [
    [3, [1, 1]],
  ]);
});
