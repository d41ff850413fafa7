import assert from "node:assert/strict";
import fc from "fast-check";
import { KINDS } from "../../../compiler/kinds/kinds.ts";
import type { EventData, EventValue } from "../../../engine/report.ts";
import { headerIn, writeEvent, writeHeader } from "../../../sensor/ndjson/ndjson.ts";
import { LINE_MAX } from "../../../sensor/records/lines.ts";
import { lines, read } from "./support.ts";

const OPEN = { ts: 1, pid: 5, kind: "openat", args: { pathname: "/x" } };

Deno.test("NdjsonReader reads the line that the format shows", () => {
  const line =
    `{"ts":1500000,"pid":4242,"tid":4243,"ppid":4000,"comm":"sh","uid":0,"kind":"openat","syscall":"openat","args":{"pathname":"/etc/shadow","dirfd":-100,"flags":0,"mode":0},"ret":3}`;
  const { events, problems } = read(`${line}\n`);
  assert.deepEqual(problems, []);
  assert.equal(events.map(writeEvent)[0], line);
});

Deno.test("NdjsonReader fills in what a line leaves out", () => {
  assert.deepEqual(read(lines({ ts: 0, pid: 7, kind: "unlink" })).events, [
    { ts: 0, pid: 7, tid: 7, kind: "unlink", syscall: "unlink", args: {} },
  ]);
});

Deno.test("NdjsonReader takes constants, octals and aliases", () => {
  const args = { path: "/x", flags: "O_RDWR|O_CREAT", mode: "0644", dirfd: "AT_FDCWD" };
  assert.deepEqual(read(lines({ ...OPEN, args })).events[0]?.args, {
    pathname: "/x",
    dirfd: -100,
    flags: 0o102,
    mode: 0o644,
  });
});

Deno.test("NdjsonReader takes IPv4 and IPv6 addresses", () => {
  for (const ip of ["10.0.0.1", "2001:db8::1", "::ffff:1.2.3.4"]) {
    const args = { fd: 3, family: "AF_INET6", ip, port: 443 };
    const [event] = read(lines({ ts: 1, pid: 1, kind: "connect", args })).events;
    assert.deepEqual(event?.args, { ...args, family: 10 });
  }
});

Deno.test("NdjsonReader splits args where there is no argv", () => {
  const execve = { ts: 1, pid: 1, kind: "execve", args: { args: "ls -l /" } };
  assert.deepEqual(read(lines(execve)).events[0]?.args, { argv: ["ls", "-l", "/"] });
  const both = { ...execve, args: { args: "ignored", argv: ["a b", ""] } };
  assert.deepEqual(read(lines(both)).events[0]?.args, { argv: ["a b", ""] });
});

Deno.test("NdjsonReader takes a clone's child from what it returned", () => {
  const clone = { ts: 1, pid: 1, kind: "clone", args: { flags: "SIGCHLD" }, ret: 99 };
  assert.deepEqual(read(lines(clone)).events[0]?.args, { flags: 17, child: 99 });
});

Deno.test("NdjsonReader takes calls without a kind of their own, and calls for their kind", () => {
  const { events, problems } = read(lines(
    { ts: 1, pid: 1, kind: "call", syscall: "getcwd", args: { nr: 79, arg0: 16, arg2: -1 } },
    { ts: 2, pid: 1, kind: "getcwd" },
    { ts: 3, pid: 1, kind: "creat" },
    { ts: 4, pid: 1, kind: "call", syscall: "from_the_future" },
    { ts: 5, pid: 1, kind: "call" },
  ));
  assert.deepEqual(problems, []);
  assert.deepEqual(events.map(({ kind, syscall }) => [kind, syscall]), [
    ["call", "getcwd"],
    ["call", "getcwd"],
    ["openat", "creat"],
    ["call", "from_the_future"],
    ["call", undefined],
  ]);
  assert.deepEqual(events[0]?.args, { nr: 79, arg0: 16, arg2: -1 });
});

Deno.test("NdjsonReader keeps 64-bit numbers exact", () => {
  const line =
    `{"ts":1,"pid":1,"kind":"write","args":{"fd":1,"len":9223372036854775807},"ret":-9007199254740993}`;
  const [event] = read(line).events;
  assert.equal(event?.args.len, 9223372036854775807n);
  assert.equal(event?.ret, -9007199254740993n);
  assert.match(writeEvent(event), /"len":9223372036854775807\},"ret":-9007199254740993\}$/);
});

Deno.test("NdjsonReader reports each malformed line with its number and goes on", () => {
  const bad = [
    `{"ts":1,"pid":1,"kind":`,
    `{"ts":1,"pid":1 "kind":1}`,
    `[]`,
    `{"pid":1,"kind":"openat"}`,
    `{"ts":-1,"pid":1,"kind":"openat"}`,
    `{"ts":1.5,"pid":1,"kind":"openat"}`,
    `{"ts":1,"pid":"1","kind":"openat"}`,
    `{"ts":1,"pid":1}`,
    `{"ts":1,"pid":1,"kind":"opennat"}`,
    `{"ts":1,"pid":1,"kind":"openat","phase":"middle"}`,
    `{"ts":1,"pid":1,"kind":"openat","args":[]}`,
    `{"ts":1,"pid":1,"kind":"openat","args":{"flags":"O_NOPE"}}`,
    `{"ts":1,"pid":1,"kind":"openat","args":{"pathname":5}}`,
    `{"ts":1,"pid":1,"kind":"connect","args":{"ip":"10.0.0.0/8"}}`,
    `{"ts":1,"pid":1,"kind":"execve","args":{"argv":"ls"}}`,
    `{"ts":1,"pid":1,"kind":"write","args":{"len":18446744073709551616}}`,
    `{"exeray":1}`,
  ];
  const { events, problems, skipped } = read(`${lines(OPEN)}${bad.join("\n")}\n\n${lines(OPEN)}`);
  assert.equal(events.length, 2);
  assert.equal(skipped, bad.length);
  assert.deepEqual(problems.map(({ line }) => line), bad.map((_, index) => index + 2));
  assert.deepEqual(problems.map(({ message }) => message), [
    "Line is not JSON: it ends too early",
    "Line is not JSON from character 17 on",
    "Line is not a JSON object",
    `"ts" is missing`,
    `"ts" must be an integer of nanoseconds, 0 or more`,
    `"ts" must be an integer of nanoseconds, 0 or more`,
    `"pid" must be an integer from 0 to 4294967295`,
    `"kind" is missing`,
    `There is no kind "opennat"`,
    `"phase" must be "enter" or "exit"`,
    `"args" must be an object`,
    `"flags" has no constant "O_NOPE"`,
    `"pathname" must be a string`,
    `"ip" must be an IP address`,
    `"argv" must be a list of strings`,
    `"len" must be an integer of 64 bits`,
    "A header belongs on the first line",
  ]);
});

Deno.test("NdjsonReader ignores unknown keys, nulls, blank lines, a BOM and carriage returns", () => {
  const text = `\ufeff\r\n  \r\n${JSON.stringify({ ...OPEN, colour: "red", uid: null })}\r\n`;
  const { events, problems } = read(text);
  assert.deepEqual(problems, []);
  assert.deepEqual(Object.keys(events[0] ?? {}), ["ts", "pid", "tid", "kind", "syscall", "args"]);
});

Deno.test("NdjsonReader takes a line that goes back at the latest time, and says so", () => {
  const { events, problems, skipped } = read(lines(
    { ...OPEN, ts: 10 },
    { ...OPEN, ts: 4 },
    { ...OPEN, ts: 10 },
    { ...OPEN, ts: 11, seq: 9 },
    { ...OPEN, ts: 11, seq: 8 },
  ));
  assert.deepEqual(events.map(({ ts }) => ts), [10, 10, 10, 11, 11]);
  assert.deepEqual(problems.map(({ line, skipped }) => [line, skipped]), [[2, false], [5, false]]);
  assert.equal(skipped, 0);
});

Deno.test("NdjsonReader drops a line that is too long and reads the next", () => {
  const long = JSON.stringify({ ...OPEN, comm: "x".repeat(LINE_MAX) });
  for (const cut of [Infinity, 1000, 65536]) {
    const { events, problems } = read(`${lines(OPEN)}${long}\n${lines(OPEN)}`, cut);
    assert.equal(events.length, 2);
    assert.deepEqual(problems.map(({ line, message }) => [line, message]), [
      [2, `Line is longer than ${LINE_MAX} bytes`],
    ]);
  }
});

Deno.test("NdjsonReader reads the same however the bytes are cut", () => {
  const text = lines({ exeray: 1 }, OPEN, { ...OPEN, comm: "ü😀" }, {}, { ...OPEN, ts: 0 });
  fc.assert(fc.property(fc.integer({ min: 1, max: 80 }), (cut) => {
    assert.deepEqual(read(text, cut), read(text));
  }));
});

Deno.test("NdjsonReader makes events or problems of whatever bytes, and never throws", () => {
  const noise = fc.uint8Array({ maxLength: 200 });
  const almost = fc.json().map((json) => new TextEncoder().encode(json));
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("openat", "execve", "connect", "O_RDWR|", "-", "::1", "\udc80", 2 ** 60),
  );
  const names = ["ts", "pid", "kind", "args", "tid", "ret", "phase", "seq", "syscall", "truncated"];
  const fields = KINDS.flatMap((kind) => kind.fields.map(({ name }) => name));
  const event = fc.record({
    ...Object.fromEntries(names.map((name) => [name, value])),
    ts: fc.oneof(fc.nat(), value),
    pid: fc.oneof(fc.nat(), value),
    kind: fc.constantFrom(...KINDS.map(({ name }) => name), "fork", "nothing"),
    args: fc.oneof(fc.dictionary(fc.constantFrom(...fields), value), value),
  }, { requiredKeys: [] }).map((object) => new TextEncoder().encode(JSON.stringify(object)));
  fc.assert(
    fc.property(fc.array(fc.oneof(noise, almost, event), { maxLength: 5 }), (parts) => {
      const text = parts.flatMap((part) => [...part, 10]);
      const count = text.filter((byte) => byte === 10).length;
      const { events, skipped } = read(Uint8Array.from(text));
      assert.equal(events.length + skipped <= count, true);
    }),
    { numRuns: 500 },
  );
});

const text = fc.string({ unit: "binary", maxLength: 12 }).map((all) =>
  all.replaceAll("\0", "") + "\udc80".repeat(all.length % 2)
);
const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
});

Deno.test("writeEvent and NdjsonReader turn any event into a line and back", () => {
  for (const kind of KINDS.slice(1)) {
    const own: Record<string, fc.Arbitrary<EventValue>> = {};
    for (const field of kind.fields) {
      if (field.at.in === "number") own[field.name] = integer;
      if (field.at.in !== "bytes") continue;
      own[field.name] = field.type === "ip"
        ? fc.oneof(fc.ipV4(), fc.constant("2001:db8::f"))
        : field.type === "list"
        ? fc.array(text, { maxLength: 3 })
        : text;
    }
    const event: fc.Arbitrary<EventData> = fc.record({
      ts: fc.nat(),
      pid: fc.nat(),
      tid: fc.nat(),
      ppid: fc.nat(),
      comm: text,
      exe: text,
      uid: fc.nat(),
      euid: fc.nat(),
      gid: fc.nat(),
      session: fc.nat(),
      container: text,
      kind: fc.constant(kind.name),
      syscall: fc.constantFrom(...kind.calls.map(({ name }) => name)),
      phase: fc.constantFrom("enter" as const, "exit" as const),
      args: fc.record(own),
      ret: integer,
      late: fc.constant(true as const),
    }, { requiredKeys: ["ts", "pid", "tid", "kind", "syscall", "args"] });
    fc.assert(
      fc.property(event, (event) => {
        const { events, problems } = read(writeEvent(event));
        assert.deepEqual(problems, []);
        assert.deepEqual(events.map(writeEvent), [writeEvent(event)]);
      }),
      { numRuns: 60 },
    );
  }
});

Deno.test("writeEvent writes bytes that are not UTF-8 as escapes", () => {
  const bytes = Uint8Array.from([
    ...new TextEncoder().encode(`{"ts":1,"pid":1,"kind":"openat","args":{"pathname":"/a`),
    0xff,
    0xfe,
    ...new TextEncoder().encode(`"}}`),
  ]);
  const [event] = read(bytes).events;
  assert.equal(event?.args.pathname, "/a\udcff\udcfe");
  assert.match(writeEvent(event), /"pathname":"\/a\\udcff\\udcfe"/);
});

Deno.test("writeEvent leaves nothing in a line that a terminal would obey, and loses nothing", () => {
  const pathname = "/\x9b31m\u202egnp\u2028\u00a0\ufeff\u{e0041}\x7f宽";
  const [event] = read(lines({ ...OPEN, args: { pathname } })).events;
  assert.ok(event !== undefined);
  const line = writeEvent(event);
  assert.match(
    line,
    /"\/\\u009b31m\\u202egnp\\u2028\\u00a0\\ufeff\\udb40\\udc41\\u007f宽"/,
  );
  assert.equal(read(line).events[0]?.args.pathname, pathname);
});

Deno.test("writeHeader and headerIn agree", () => {
  const header = { start: "2026-11-23T03:00:00.000000000Z", host: "web-1", source: "bpf" };
  const line = writeHeader(header);
  assert.equal(line, `{"exeray":1,"start":"${header.start}","host":"web-1","source":"bpf"}`);
  assert.deepEqual(headerIn(new TextEncoder().encode(`${line}\n{}`)), header);
  const none = { start: null, host: null, source: null };
  assert.deepEqual(headerIn(new TextEncoder().encode(lines(OPEN))), none);
  assert.deepEqual(headerIn(new TextEncoder().encode("{")), none);
});

Deno.test("NdjsonReader says when a recording is of another version", () => {
  assert.deepEqual(
    read(lines({ exeray: 2 }, OPEN)).problems.map(({ line, skipped }) => [line, skipped]),
    [
      [1, false],
    ],
  );
});
