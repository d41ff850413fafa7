import assert from "node:assert/strict";
import fc from "fast-check";
import { decode } from "../../../engine/decode.ts";
import { TYPE } from "../../../engine/layout.ts";
import type { EventData } from "../../../engine/report.ts";
import type { Problem } from "../../../sensor/records/reading.ts";
import { openRecording } from "../../../sensor/recordings/recording.ts";
import { StraceReader, straceStart } from "../../../sensor/strace/strace.ts";
import { parseArgs } from "../../../sensor/strace/values.ts";

const LOG = await Deno.readFile(new URL("../logs/small.strace", import.meta.url));

function read(bytes: Uint8Array, cut = Infinity) {
  const events: EventData[] = [];
  const lives: string[] = [];
  const problems: Problem[] = [];
  const reader = new StraceReader(
    (view) => {
      if (view.type === TYPE.call) events.push(decode(view));
      else if (view.type === TYPE.fork) lives.push(`fork ${view.pid} of ${view.root}`);
      else if (view.type === TYPE.exit) lives.push(`exit ${view.pid} of ${view.root}`);
    },
    (problem) => problems.push(problem),
    straceStart(bytes)?.ns ?? 0n,
  );
  for (let at = 0; at < bytes.length; at += cut) reader.push(bytes.subarray(at, at + cut));
  reader.end();
  return { events, lives, problems, counts: [reader.events, reader.skipped] };
}

/** one reads a log of one line. */
function one(line: string): EventData | undefined {
  return read(new TextEncoder().encode(`1700000000.000000 ${line}\n`)).events[0];
}

Deno.test("StraceReader reads calls, their arguments and what they returned", () => {
  const { events, problems, counts } = read(LOG);
  const rows = events.map(({ pid, tid, syscall, args, ret, truncated }) => {
    const own = Object.entries(args).filter(([name]) => !/^(arg\d|nr|argc)$/.test(name));
    return [`${pid}/${tid} ${syscall}`, Object.fromEntries(own), ret, truncated?.join()];
  });
  assert.deepEqual(rows, [
    [
      "100/100 execve",
      {
        filename: "/bin/sh",
        argv: ["sh", "-c", 'a\tb"\\ \udcff'],
        dirfd: -100,
        flags: 0,
      },
      0,
      undefined,
    ],
    [
      "100/100 openat",
      { dirfd: -100, pathname: "/etc/passäwd", flags: 0o2000000 },
      3,
      undefined,
    ],
    ["100/100 openat2", { dirfd: -100, pathname: "x", flags: 0o102, mode: 0o640 }, -2, undefined],
    [
      "100/100 creat",
      { dirfd: -100, pathname: "/tmp/c", flags: 0o1101, mode: 0o600 },
      4,
      undefined,
    ],
    [
      "100/100 write",
      { fd: 1, content: "root:x", len: 4096, path: "/dev/pts/0" },
      4096,
      "content",
    ],
    ["100/100 writev", { fd: 1, content: "abcd", len: 4 }, 4, undefined],
    ["100/100 connect", { fd: 5, family: 10, ip: "2001:db8::1", port: 443 }, -115, undefined],
    ["100/100 connect", { fd: 6, family: 1, path: "\0abs" }, 0, undefined],
    ["100/100 clone3", { flags: 0x10900, child: 101 }, 101, undefined],
    ["100/101 unlink", { dirfd: -100, pathname: "/tmp/c", flags: 0 }, 0, undefined],
    ["102/102 chmod", { dirfd: -100, pathname: "/tmp/d", mode: 0o4755 }, 0, undefined],
    ["100/100 clone", { flags: 0x1000011, child: 102 }, 102, undefined],
    ["100/101 exit", { status: 0 }, undefined, undefined],
    ["102/102 read", { fd: 0 }, undefined, undefined],
    ["100/100 fcntl", {}, 0, undefined],
    ["100/100 getcwd", {}, 6, undefined],
    ["100/100 exit_group", { status: 3 }, undefined, undefined],
  ]);
  assert.deepEqual(events.at(-2)?.kind, "call");
  assert.deepEqual(events.slice(0, 3).map(({ ts }) => ts), [0, 99_000, 199_000]);
  assert.deepEqual(problems.map(({ line, message }) => `${line}: ${message}`), [
    "19: Line is none of strace -ttt",
    "23: Call has no result",
  ]);
  assert.deepEqual(counts, [17, 2]);
});

Deno.test("StraceReader keeps trees together, and ends what a signal has killed", () => {
  const { lives } = read(LOG);
  assert.deepEqual(lives, ["fork 102 of 100", "exit 102 of 100", "exit 100 of 100"]);
});

Deno.test("StraceReader tells a call that never returned at its start only", () => {
  const event = one(`openat(AT_FDCWD, "/a", O_RDONLY <unfinished ...>`);
  assert.deepEqual([event?.phase, event?.args["pathname"], event?.ret], ["enter", "/a", undefined]);
});

Deno.test("StraceReader takes every call by its name, known or not", () => {
  assert.deepEqual(one("brk(NULL) = 0x55d0c9a3b000")?.syscall, "brk");
  assert.deepEqual(one("syscall_0x3e7(0x1, 0x2) = -1 ENOSYS (Function not implemented)")?.ret, -38);
});

Deno.test("straceStart tells a log from other recordings", () => {
  const starts = (text: string) => straceStart(new TextEncoder().encode(text))?.text;
  const start = "2023-11-14T22:13:20.000001000Z";
  assert.equal(straceStart(LOG)?.text, start);
  assert.equal(starts("1700000000.000001 brk(NULL) = 0\n"), start);
  assert.equal(starts("[pid  7] 1700000000.000001 brk(NULL) = 0\n"), start);
  for (
    const text of ["", "{}\n", `{"exeray":1}\n`, "1700000000.000001 \n", "12:00:01 brk(NULL) = 0\n"]
  ) {
    assert.equal(starts(text), undefined, text);
  }
});

Deno.test("openRecording knows a log by how it begins", async () => {
  await using recording = await openRecording(
    new URL("../logs/small.strace", import.meta.url).pathname,
  );
  assert.equal(recording.header.source, "strace");
  assert.deepEqual(await recording.read(() => {}), { events: 17, skipped: 2 });
});

Deno.test("StraceReader reads the same however the bytes are cut", () => {
  const whole = read(LOG);
  for (const cut of [1, 7, 100]) assert.deepEqual(read(LOG, cut), whole);
});

Deno.test("StraceReader makes events or problems of whatever a line holds", () => {
  const piece = fc.constantFrom(
    ...'()[]{}<>"\\,=|~@& '.split(""),
    "...",
    "/*",
    "*/",
    "=>",
    "openat(",
    "connect(",
    "sa_family=",
    "htons(",
    "<unfinished ...>",
    "<... openat resumed>",
    ") = 0",
    "+++ exited with 0 +++",
    "0x7f",
    "-1 ENOENT",
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 30 }), { maxLength: 8 }), (lines) => {
      const text = lines.map((line, at) => `${1 + at % 3} 1700000000.000000 ${line.join("")}\n`);
      const { counts } = read(new TextEncoder().encode(text.join("")));
      assert.ok((counts[0] ?? 0) + (counts[1] ?? 0) <= lines.length + 1);
    }),
  );
});

Deno.test("parseArgs takes time linear in the line when brackets are nested or never closed", () => {
  for (
    const unit of [
      "[",
      "{a=",
      "f(",
      '"',
      "<",
      "< ",
      "/*",
      "/* ",
      "a/* ",
      "\\",
      "=>",
      "~[",
      "((",
      ", ",
    ]
  ) {
    parseArgs(unit.repeat(200_000), 0);
  }
});
