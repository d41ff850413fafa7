import assert from "node:assert/strict";
import { FLAG } from "../../engine/layout.ts";
import { interest, live, program, temporary, Watch } from "./harness.ts";

const X64 = Deno.build.arch === "x86_64";

live("every way to open is seen when a program uses each of them", async () => {
  using watch = new Watch(interest(["openat"]));
  const path = `${temporary()}/file`;
  const { code } = await watch.run([program("opens"), path]);
  assert.equal(code, 7);
  const events = watch.events("openat", "enter").filter(({ args }) => args["pathname"] === path);
  const at = { pathname: path, dirfd: -100 };
  assert.deepEqual(events.map(({ syscall, args }) => [syscall, args]), [
    ["openat", { ...at, flags: 0, mode: 0 }],
    ["openat2", { pathname: path, dirfd: 77, flags: 0o101, mode: 0o640 }],
    ...X64
      ? [
        ["open", { ...at, flags: 0o1002, mode: 0o600 }],
        ["creat", { ...at, flags: 0o1101, mode: 0o604 }],
      ]
      : [],
  ]);
  const results = watch.events("openat", "exit").filter(({ args }) => args["pathname"] === path);
  assert.deepEqual(results.map(({ ret }) => ret), X64 ? [-2, 3, 4, 5] : [-2, 3]);
});

live("a file name's bytes are exact when they are hostile", async () => {
  using watch = new Watch(interest(["openat"], 1));
  const name = "/tmp/\x1b[31m\x9b\u{202e}\n'\"\\ \xff\xfe";
  const bytes = Uint8Array.from([...new TextEncoder().encode(name), 0xff, 0x80, 0x01]);
  const octal = [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  await watch.run(["sh", "-c", `name=$(printf '${octal}'); : < "$name"`]);
  assert.ok(watch.calls("openat").some(({ bytes: record }) => contains(record, bytes)));
});

live("every way to write is seen when a program uses each of them", async () => {
  using watch = new Watch(interest(["write"]));
  await watch.run([program("writes"), `${temporary()}/file`]);
  const rows = watch.events("write", "exit")
    .filter(({ args }) => args["fd"] === 9)
    .map(({ syscall, args, ret, truncated }) => [
      syscall,
      args["content"],
      args["len"],
      ret,
      truncated !== undefined,
    ]);
  assert.deepEqual(rows, [
    ["write", "plain\0text", 10, 10, false],
    ["write", "m".repeat(256), 1000, 1000, true],
    ["write", "", 0, 0, false],
    ["pwrite64", "at once", 7, 7, false],
    ["writev", "onetwo", 6, 6, false],
    ["pwritev", "onetwo", 6, 6, false],
    ["pwritev2", "onetwo", 6, 6, false],
    ["writev", "x".repeat(64), 200, 200, true],
    ["sendfile", undefined, 2, 2, false],
    ["splice", undefined, 2, 2, false],
    ["copy_file_range", undefined, 2, 2, false],
    ["write", "edge", 100, 4, true],
    ["write", undefined, 100, -14, false],
  ]);
  const last = watch.calls("write", "exit").at(-1);
  assert.equal(last?.flags, FLAG.late | FLAG.unreadable);
});

live("names are seen when a program removes, moves and changes them", async () => {
  using watch = new Watch(interest(["unlink", "rename", "chmod"], 1, ["rename.file"]));
  const folder = temporary();
  await watch.run([program("names")], { cwd: folder });
  const rows = watch.seen.filter(({ type }) => type === "call")
    .map(({ event: { kind, syscall, args } }) => [kind, syscall, args]);
  const at = { dirfd: -100 };
  assert.deepEqual(rows, [
    ...X64
      ? [
        ["unlink", "unlink", { ...at, pathname: "u1", flags: 0 }],
        ["unlink", "rmdir", { ...at, pathname: "u2", flags: 0x200 }],
        ["rename", "rename", { oldpath: "a1", newpath: "b1", file: `${folder}/b1` }],
        ["chmod", "chmod", { ...at, pathname: "c1", mode: 0o4755 }],
      ]
      : [],
    ["unlink", "unlinkat", { ...at, pathname: "u3", flags: 0x200 }],
    ["rename", "renameat", { oldpath: "a2", newpath: "b2", file: `${folder}/b2` }],
    ["rename", "renameat2", { oldpath: "a3", newpath: "b3", file: `${folder}/b3` }],
    ["chmod", "fchmod", { fd: 55, mode: 0o600 }],
    ["chmod", "fchmodat", { ...at, pathname: "c2", mode: 0o644 }],
  ]);
});

live("an address is seen when a socket is connected to it", async () => {
  using watch = new Watch(interest(["connect"], 1));
  await watch.run([program("connects")]);
  const rows = watch.events("connect").map(({ args: { fd: _, ...args } }) => args);
  assert.deepEqual(rows, [
    { family: 2, ip: "127.0.0.1", port: 4444 },
    { family: 10, ip: "::1", port: 1 },
    { family: 1, path: "/tmp/no such socket" },
    { family: 1, path: "\0abstract" },
    {},
  ]);
});

live("arguments on pages not in memory are seen late when the call returns", async () => {
  using watch = new Watch(interest(["openat", "execve"], 3, ["execve.env"]));
  const path = `${temporary()}/absent`;
  await Deno.writeTextFile(path, "/bin/true".padEnd(64, "\0") + "/no/such/program\0");
  await watch.run([program("absent"), path]);
  const opens = watch.calls("openat").slice(-200)
    .filter(({ event, flags }) => event.args["pathname"] === "/bin/true" || flags !== 0)
    .filter(({ event }) => event.args["flags"] === 0);
  assert.deepEqual(
    opens.map(({ event: { args, phase, late }, flags }) => [args["pathname"], phase, late, flags]),
    [
      ["/bin/true", "enter", true, FLAG.late],
      ["/bin/true", "exit", true, FLAG.late],
      [undefined, "enter", true, FLAG.late | FLAG.unreadable],
      [undefined, "exit", true, FLAG.late | FLAG.unreadable],
    ],
  );
  const runs = watch.events("execve").filter(({ late }) => late);
  // The file is not there. Since 6.9 the kernel looks for it first, so that the arguments are never
  // in memory.
  const [major = 0, minor = 0] = Deno.osRelease().split(".").map(Number);
  const refused = major > 6 || minor > 8 ? undefined : ["/bin/true", "second"];
  assert.deepEqual(
    runs.map(({ syscall, phase, args, ret }) => [
      syscall,
      phase,
      args["filename"],
      args["argv"],
      args["argc"],
      args["env"],
      ret,
    ]),
    [
      ["execveat", "enter", "/no/such/program", refused, 2, [], undefined],
      ["execveat", "exit", "/no/such/program", refused, 2, [], -2],
      ["execve", "enter", "/bin/true", ["/bin/true", "second"], 2, [], undefined],
      ["execve", "exit", "/bin/true", ["/bin/true", "second"], 2, [], 0],
    ],
  );
});

live("a late call is told once at the phase that is wanted when only one is", async () => {
  for (const [phase, name] of [[1, "enter"], [2, "exit"]] as const) {
    using watch = new Watch(interest(["openat", "execve"], phase));
    const path = `${temporary()}/absent`;
    await Deno.writeTextFile(path, "/bin/true".padEnd(64, "\0") + "/no/such/program\0");
    await watch.run([program("absent"), path]);
    const late = watch.seen.filter(({ event }) => event.late);
    assert.deepEqual(
      late.map(({ event: { syscall, phase, args } }) => [
        syscall,
        phase,
        args["pathname"] ?? args["filename"],
      ]),
      [
        ["openat", name, "/bin/true"],
        ["openat", name, undefined],
        ["execveat", name, "/no/such/program"],
        ["execve", name, "/bin/true"],
      ],
    );
  }
});

const liveOnX64 = X64 ? live : () => {};

liveOnX64("a 32-bit call is told and not misread when a 64-bit program makes it", async () => {
  using watch = new Watch(interest(["openat"]));
  await watch.run([program("compat"), "/etc/hostname"]);
  const calls = watch.calls("call");
  assert.equal(calls.length, 1);
  assert.equal(calls[0]?.flags, FLAG.compat);
  assert.equal(calls[0]?.event.args["nr"], 5);
  assert.equal(calls[0]?.event.args["arg1"], 0);
  assert.equal(calls[0]?.event.syscall, undefined);
  assert.match(watch.warnings.join(), /^1 call through the 32-bit entry/);
});

live("a warning is given when a target uses io_uring", async () => {
  using watch = new Watch(interest([]));
  await watch.run([program("io_uring")]);
  assert.match(watch.warnings.join(), /^1 call of io_uring/);
});

live("every call is seen when calls without a kind are wanted", async () => {
  using watch = new Watch({ phases: new Map([[0, 2]]), fields: new Set() });
  await watch.run(["/bin/true"]);
  const names = watch.seen.map(({ event }) => event.syscall);
  for (const name of ["brk", "mmap", "openat", "execve"]) assert.ok(names.includes(name), name);
  assert.ok(watch.calls("openat").every(({ event }) => event.phase === "exit"));
});

/** contains tells whether `part` lies somewhere in `whole`. */
function contains(whole: Uint8Array, part: Uint8Array): boolean {
  const hex = (bytes: Uint8Array) => [...bytes].map((byte) => `,${byte}`).join("");
  return hex(whole).includes(`${hex(part)},`);
}
