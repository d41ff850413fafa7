import assert from "node:assert/strict";
import fc from "fast-check";
import { compile } from "../../compiler/compile.ts";
import type { Condition } from "../../compiler/machine.ts";
import { Predicates } from "../../engine/predicates.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { kindId } from "../../compiler/kinds/kinds.ts";
import { ANYTHING, equals, type EventSpec, record, sequence, step, watch } from "./support.ts";

/** holds tells whether the engine finds that a condition, as a policy writes it, holds. */
function holds(condition: string, event: Partial<EventSpec>, host?: string): boolean {
  const kind = event.kind ?? "openat";
  const { machines, diagnostics } = compile(`path "p" by process { ${kind} { ${condition} } }`);
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === "error"), []);
  const { feed, matches } = watch(machines, host === undefined ? {} : { host });
  feed({ ts: 1, ...event });
  return matches.length === 1;
}

function check(event: Partial<EventSpec>, expected: Readonly<Record<string, boolean>>): void {
  for (const [condition, wanted] of Object.entries(expected)) {
    assert.equal(holds(condition, event), wanted, condition);
  }
}

Deno.test("Predicates compare numbers exactly in 64 bits", () => {
  const write = (len: bigint) => ({ kind: "write", args: { fd: 1, len } });
  check(write(9007199254740993n), {
    "len == 9007199254740993": true,
    "len == 9007199254740992": false,
    "len > 9007199254740992": true,
    "len >= 9007199254740993": true,
    "len < 9007199254740993": false,
    "len <= 9007199254740993": true,
    "len in [1, 9007199254740993]": true,
    "len not in [1, 9007199254740993]": false,
    "len != 9007199254740993": false,
  });
  check(write(-1n), { "len < 0": true, "len == -1": true, "len > 4294967295": false });
  check(write(0xffffffffn), { "len > 0": true, "len > 4294967294": true, "len == -1": false });
});

Deno.test("Predicates agree with bigints on any pair of numbers", () => {
  const near = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const number = fc.oneof(near, fc.bigInt({ min: -3n, max: 3n }), fc.constant(2n ** 32n));
  const test = (compare: "=" | "<" | "<=" | ">" | ">=", value: bigint): Condition => {
    const field = { name: "len", element: null };
    return { is: "number", field, compare, values: [value], mask: null, negate: false };
  };
  fc.assert(fc.property(number, number, (len, value) => {
    const predicates = new Predicates(null);
    const kind = kindId("write") ?? 0;
    const ask = (compare: "=" | "<" | "<=" | ">" | ">=") => {
      const id = predicates.add(test(compare, value), kind, []);
      const view = record({ ts: 1, kind: "write", args: { len } });
      predicates.begin();
      return predicates.holds(id, view);
    };
    assert.equal(ask("="), len === value);
    assert.equal(ask("<"), len < value);
    assert.equal(ask("<="), len <= value);
    assert.equal(ask(">"), len > value);
    assert.equal(ask(">="), len >= value);
  }));
});

Deno.test("Predicates see bits", () => {
  const open = (flags: number) => ({ args: { pathname: "/x", flags } });
  check(open(0o1101), {
    "flags has O_CREAT": true,
    "flags has O_CREAT|O_APPEND": false,
    "flags any O_CREAT|O_APPEND": true,
    "flags any O_APPEND": false,
    "flags == O_WRONLY": true,
    "flags == O_RDONLY": false,
    "flags != O_RDONLY": true,
  });
  check(open(0), { "flags == O_RDONLY": true, "flags any O_CREAT": false });
});

Deno.test("Predicates compare texts byte for byte", () => {
  check({ args: { pathname: "/etc/Shadow" } }, {
    'pathname = "/etc/Shadow"': true,
    'pathname = "/etc/shadow"': false,
    'pathname != "/etc/shadow"': true,
    'pathname startswith "/etc"': true,
    'pathname startswith "etc"': false,
    'pathname startswith~ "/ETC"': true,
    'pathname endswith "Shadow"': true,
    'pathname endswith "shadow"': false,
    'pathname endswith~ "SHADOW"': true,
    'pathname contains "c/S"': true,
    'pathname contains "c/s"': false,
    'pathname contains~ "C/s"': true,
    'pathname in ["/a", "/etc/Shadow"]': true,
    'pathname not in ["/a", "/etc/Shadow"]': false,
    'pathname =~ "^/etc/(S|g)"': true,
    'pathname !~ "^/etc/(S|g)"': false,
    "pathname =~ /shadow$/i": true,
    'pathname glob "/etc/*"': true,
    'pathname glob "/*"': false,
  });
});

Deno.test("Predicates look at lists by element and as a whole", () => {
  const exec = (argv: readonly string[]) => ({ kind: "execve", args: { filename: "/x", argv } });
  check(exec(["sh", "-c", "id"]), {
    'argv has "-c"': true,
    'argv has "-x"': false,
    'argv[0] = "sh"': true,
    'argv[1] = "sh"': false,
    'argv[3] = "sh"': false,
    'argv[3] != "sh"': false,
    'not (argv[3] = "sh")': true,
    'argv =~ "^i"': true,
    'argv =~ "^c"': false,
    'argv !~ "^c"': true,
    'argv !~ "^i"': false,
    'args = "sh -c id"': true,
    'args =~ "-c id$"': true,
    'args contains "sh id"': false,
    "argc == 3": true,
    "argc > 3": false,
  });
  check(exec([]), { 'argv !~ "x"': true, 'args = ""': true, "argc == 0": true });
  check(exec([""]), { 'argv[0] = ""': true, 'args = ""': true, "argc == 1": true });
  check({ kind: "execve", args: { filename: "/x" } }, {
    'argv !~ "x"': false,
    'args = ""': false,
    "argc == 0": false,
    'not (argv =~ "x")': true,
  });
});

Deno.test("Predicates take the count that is carried before they count", () => {
  const event = { kind: "execve", args: { argv: ["a"], argc: 70 } };
  check(event, { "argc == 70": true, "argc == 1": false });
});

Deno.test("Predicates are false on an absent field, and so are their negations", () => {
  check({ args: {} }, {
    'pathname = "/x"': false,
    'pathname != "/x"': false,
    'pathname !~ "x"': false,
    'pathname not in ["/x"]': false,
    'not (pathname = "/x")': true,
    "ret == 0": false,
    "ret != 0": false,
    "not (ret == 0)": true,
    "uid != 0": false,
    "uid not in [0]": false,
    "flags has O_CREAT": false,
    'comm != "x"': false,
    'container != "x"': false,
  });
});

Deno.test("Predicates combine with and, or, not", () => {
  check({ args: { pathname: "/x", flags: 0 }, uid: 0 }, {
    'pathname = "/x", uid == 0': true,
    'pathname = "/x", uid == 1': false,
    'pathname = "/y" or uid == 0': true,
    'pathname = "/y", uid == 1 or uid == 0': false,
    'not (pathname = "/y" or uid == 1)': true,
    'not pathname = "/y" and uid == 0': true,
  });
});

Deno.test("Predicates know the system call, also one without an id", () => {
  const creat = { syscall: "creat", args: { pathname: "/x" } };
  check(creat, {
    'syscall = "creat"': true,
    'syscall != "creat"': false,
    'syscall in ["open", "creat"]': true,
    'syscall =~ "^open"': false,
  });
  const predicates = new Predicates(null);
  const id = predicates.add(equals("syscall", "from_the_future"), 0, []);
  const unknown = new RecordBuilder().begin(0).text(9, "from_the_future").end();
  predicates.begin();
  assert.equal(predicates.holds(id, unknown), true);
  predicates.begin();
  assert.equal(predicates.holds(id, new RecordBuilder().begin(0).end()), false);
});

Deno.test("Predicates take the engine's host where the event does not say", () => {
  assert.equal(holds('host = "web-1"', {}, "web-1"), true);
  assert.equal(holds('host = "web-1"', { host: "db" }, "web-1"), false);
  assert.equal(holds('host = "db"', { host: "db" }), true);
  assert.equal(holds('host != "db"', {}), false);
});

Deno.test("Predicates give one id to what is asked alike in several policies", () => {
  const predicates = new Predicates(null);
  const openat = kindId("openat") ?? 0;
  const execve = kindId("execve") ?? 0;
  const one = predicates.add(equals("comm", "sh"), openat, []);
  assert.equal(predicates.add(equals("comm", "sh"), execve, []), one);
  const { size } = predicates;
  const both: Condition = { is: "all", of: [equals("comm", "sh"), equals("exe", "/x")] };
  const pair = predicates.add(both, openat, []);
  assert.equal(predicates.add(both, execve, []), pair);
  assert.equal(predicates.size, size + 2);
  const pattern: Condition = {
    is: "pattern",
    field: { name: "comm", element: null },
    pattern: 0,
    negate: false,
  };
  const first = predicates.add(pattern, openat, [{ source: "a", flags: "" }]);
  assert.equal(predicates.add(pattern, openat, [{ source: "a", flags: "" }]), first);
  assert.equal(predicates.add(pattern, openat, [{ source: "b", flags: "" }]) === first, false);
  assert.equal(predicates.add(ANYTHING, openat, []), predicates.add(ANYTHING, execve, []));
});

Deno.test("Predicates ask a question at most once an event", () => {
  const predicates = new Predicates(null);
  const id = predicates.add(equals("comm", "sh"), 0, []);
  const sh = new RecordBuilder().begin(0).text(5, "sh").end();
  const ls = new RecordBuilder().begin(0).text(5, "ls").end();
  predicates.begin();
  assert.equal(predicates.holds(id, sh), true);
  assert.equal(predicates.holds(id, ls), true);
  predicates.begin();
  assert.equal(predicates.holds(id, ls), false);
});

Deno.test("Engine refuses a machine that does not fit the table, and keeps what it has", () => {
  const { engine, feed, matches } = watch([sequence([step(1, "openat")])]);
  const wrong = sequence([step(1, "openat", equals("nothing", "x"))], { name: "q" });
  assert.throws(() => engine.load([wrong]), /"openat" has no field "nothing"/);
  feed({ ts: 1 });
  assert.equal(matches.length, 1);
});
