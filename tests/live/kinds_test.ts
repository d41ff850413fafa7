import assert from "node:assert/strict";
import { KINDS } from "../../compiler/kinds/kinds.ts";
import type { EventValue } from "../../engine/report.ts";
import { live, program, temporary, Watch } from "./harness.ts";

/** SOME stands for a number that is another one each time. */
const SOME = "some number";

type Row = readonly [syscall: string, args: Readonly<Record<string, EventValue>>];

const BAD = 77;
const four = { family: 2, ip: "127.0.0.1", port: SOME };
const at = { dirfd: -100 };

/** EXPECTED is what programs/kinds.c does, told when each call has returned. */
const EXPECTED: Readonly<Record<string, readonly Row[]>> = {
  read: [
    ["pread64", { fd: 9, len: 300, path: "DIR/read", content: "what is read" }],
    ["preadv", { fd: 9, len: 205, path: "DIR/read", content: "what is read" }],
    ["preadv2", { fd: 9, len: 300, path: "DIR/read", content: "is read" }],
    ["read", { fd: 9, len: 100, path: "DIR/read", content: "" }],
    ["readv", { fd: BAD, len: 205 }],
  ],
  dup: [
    ["dup", { fd: 9, newfd: SOME, path: "DIR/read" }],
    ["dup3", { fd: 9, newfd: 30, path: "DIR/read" }],
    ["fcntl", { fd: 9, newfd: 40, path: "DIR/read" }],
    ["fcntl", { fd: 9, newfd: 50, path: "DIR/read" }],
  ],
  ioctl: [["ioctl", { fd: 9, cmd: 0x5412, path: "DIR/read" }]],
  close: [
    ["close", { fd: 30, path: "DIR/read" }],
    ["close_range", { fd: 40, last: 41, path: "DIR/read" }],
    ["close", { fd: BAD }],
  ],
  socket: [
    ["socket", { family: 1, type: 0o2000001, protocol: 0, fd: SOME }],
    ["socket", { family: 1, type: 1, protocol: 0, fd: SOME }],
    ["socket", { family: 1, type: 1, protocol: 0, fd: SOME }],
    ["socket", { family: 10, type: 1, protocol: 0, fd: SOME }],
    ["socket", { family: 10, type: 1, protocol: 0, fd: SOME }],
    ["socket", { family: 2, type: 2, protocol: 0, fd: SOME }],
    ["socket", { family: 2, type: 2, protocol: 0, fd: SOME }],
  ],
  bind: [
    ["bind", { fd: SOME, family: 1, path: "DIR/sock" }],
    ["bind", { fd: SOME, family: 1, path: "\0client" }],
    ["bind", { fd: SOME, family: 1, path: "\0again" }],
    ["bind", { fd: SOME, family: 10, ip: "::1", port: SOME }],
    ["bind", { fd: SOME, ...four }],
  ],
  listen: [
    ["listen", { fd: SOME, backlog: 5 }],
    ["listen", { fd: SOME, backlog: 1 }],
  ],
  accept: [
    ["accept4", { fd: SOME, family: 1, path: "\0client", flags: 0o2000000 }],
    ["accept", { fd: BAD, flags: 0 }],
    ["accept", { fd: SOME, family: 1, path: "\0again", flags: 0 }],
    ["accept", { fd: SOME, family: 10, ip: "::1", port: SOME, flags: 0 }],
  ],
  sendto: [
    ["sendto", { fd: 61, content: "datagram", len: 8, ...four, flags: 0 }],
    ["sendmsg", { fd: 61, content: "first second", len: 12, ...four, flags: 0 }],
    ["sendmmsg", { fd: 61, content: "first ", len: 6, ...four, flags: 0 }],
    ["sendto", { fd: 61, content: "to peer", len: 7, ...four, flags: 0 }],
    ["sendmsg", { fd: 61, content: "first second", len: 12, ...four, flags: 0 }],
  ],
  recvfrom: [
    ["recvfrom", { fd: 60, content: "datagram", len: 300, ...four, flags: 2 }],
    ["recvfrom", { fd: 60, content: "datagram", len: 300, flags: 0 }],
    ["recvmsg", { fd: 60, content: "first second", len: 205, ...four, flags: 0 }],
    ["recvmmsg", { fd: 60, content: "first ", len: 205, ...four, flags: 0 }],
    ["recvmsg", { fd: BAD, len: 205, flags: 0 }],
  ],
  kill: [
    ["kill", { signal: 9, target: 2_000_000_000 }],
    ["tgkill", { signal: 15, target: 2_000_000_000 }],
    ["pidfd_send_signal", { signal: 1, fd: BAD }],
    ["pidfd_send_signal", { signal: 0, fd: SOME, target: SOME }],
  ],
  setuid: [
    ["setresuid", { uid_to: -1, real_to: -1, saved_to: -1 }],
    ["setfsuid", { uid_to: -1 }],
  ],
  setgid: [["setregid", { gid_to: -1, real_to: -1 }]],
  capset: [[
    "capset",
    { caps: 2 ** 39 + 2 ** 21, permitted: 2 ** 39 + 2 ** 21 + 1, inheritable: 2 },
  ]],
  ptrace: [["ptrace", { request: 0x4206, target: 2_000_000_000 }]],
  process_vm: [["process_vm_readv", { target: 2_000_000_000, len: 100 }]],
  prctl: [["prctl", { option: 15 }]],
  seccomp: [["seccomp", { option: 2, flags: 0 }]],
  mmap: [["mmap", { addr: 0, len: 4096, prot: 1, flags: 2, fd: 9, path: "DIR/read" }]],
  mprotect: [["mprotect", { addr: SOME, len: 4096, prot: 3 }]],
  memfd_create: [["memfd_create", { name: "in memory", flags: 1, fd: SOME }]],
  mount: [
    ["mount", { source: "/nowhere", target: "/no/place", fstype: "tmpfs", flags: 0x1000 }],
    ["move_mount", { source: "from", target: "to", fd: BAD }],
    ["fsopen", { fstype: "no such type" }],
    ["fsconfig", { source: "/dev/none", fd: BAD }],
    ["fsconfig", { fd: BAD }],
  ],
  umount: [["umount2", { target: "/no/place", flags: 2 }]],
  pivot_root: [["pivot_root", { pathname: "/new", target: "/old" }]],
  chroot: [["chroot", { pathname: "/no/root" }]],
  setns: [["setns", { fd: SOME, flags: 0x40000000, path: "mnt:[N]" }]],
  unshare: [["unshare", { flags: 0 }]],
  module: [
    ["init_module", { params: "a=1", len: 0 }],
    ["finit_module", { path: "DIR/read", params: "b=2", fd: 9, flags: 1 }],
    ["delete_module", { name: "no_module", flags: 0x800 }],
  ],
  bpf: [
    ["bpf", { cmd: 0, name: "a_map", type: 1 }],
    ["bpf", { cmd: 5, name: "a_prog", type: 3 }],
    ["bpf", { cmd: 7, path: "/no/object" }],
    ["bpf", { cmd: 8 }],
  ],
  kexec: [
    ["kexec_load", { flags: 2 ** 40 }],
    ["kexec_file_load", { fd: BAD, params: "cmd" }],
  ],
  perf: [["perf_event_open", { type: 2, config: 99, target: -1, cpu: -1, flags: 0 }]],
  keyctl: [
    ["keyctl", { cmd: 999 }],
    ["add_key", { type: "no type", name: "a key" }],
  ],
  io_uring: [
    ["io_uring_setup", { entries: 4, flags: 2 ** 30 }],
    ["io_uring_enter", { fd: BAD, entries: 1, flags: 1 }],
  ],
  dirchange: [
    ["chdir", { pathname: "DIR", path: "DIR" }],
    ["fchdir", { fd: BAD }],
  ],
  link: [["linkat", { oldpath: "l1", newpath: "l2", file: "DIR/l2" }]],
  symlink: [["symlinkat", { oldpath: "s1", newpath: "s2" }]],
  mkdir: [["mkdirat", { pathname: "m1", dirfd: BAD, mode: 0o700 }]],
  mknod: [["mknodat", { pathname: "n1", dirfd: BAD, mode: 0o60600, dev: 0x801 }]],
  truncate: [
    ["truncate", { pathname: "t1", len: 5, path: "DIR/t1" }],
    ["ftruncate", { fd: 9, len: 12, path: "DIR/read" }],
  ],
  chown: [
    ["fchown", { fd: 9, owner: -1, group: -1, path: "DIR/read" }],
    ["fchownat", { ...at, pathname: "c1", owner: 1, group: 2, path: "DIR/c1" }],
  ],
  chmod: [
    ["fchmod", { fd: 9, mode: 0o600, path: "DIR/read" }],
    ["fchmodat", { ...at, pathname: "../c2", mode: 0o600, path: "DIR/../c2" }],
  ],
  setxattr: [
    ["setxattr", { ...at, pathname: "x1", name: "user.one", flags: 1, path: "DIR/x1" }],
    ["fsetxattr", { name: "user.two", fd: BAD, flags: 2 }],
  ],
  unlink: [
    ["unlinkat", { ...at, pathname: "u1", flags: 0, file: "DIR/u1" }],
    ["unlinkat", { dirfd: BAD, pathname: "/u2", flags: 0, file: "/u2" }],
  ],
};

/** ELSEWHERE are the kinds that other live tests hold against the kernel. */
const ELSEWHERE = ["call", "openat", "write", "rename", "execve", "clone", "exit", "connect"];

const ids = [...KINDS.keys()].filter((id) => id > 0);
const fields = new Set(
  KINDS.flatMap((kind) => kind.fields.map((field) => `${kind.name}.${field.name}`)),
);

live("every kind's calls are seen with all their fields when a program makes them", async () => {
  using watch = new Watch({ phases: new Map(ids.map((id) => [id, 2])), fields });
  const folder = temporary();
  const { pid } = await watch.run([program("kinds"), `${folder}/read`, folder]);
  assert.deepEqual(watch.lost, []);
  const calls = watch.seen.filter(({ type }) => type === "call").map(({ event }) => event);
  // What comes before its first write is how programs begin.
  const begin = calls.findIndex(({ kind }) => kind === "write");
  const seen = calls.slice(begin);
  assert.deepEqual(
    KINDS.map(({ name }) => name).filter((name) => !ELSEWHERE.includes(name)).sort(),
    Object.keys(EXPECTED).sort(),
  );
  for (const [kind, rows] of Object.entries(EXPECTED)) {
    const ours = seen.filter((event) => event.kind === kind && event.syscall !== "dup2")
      .map(({ syscall, args }) => [syscall, args] as const);
    assert.equal(ours.length, rows.length, kind);
    for (const [index, [syscall, args]] of rows.entries()) {
      const [name, given = {}] = ours[index] ?? [];
      if (kind === "kill" && args["target"] === SOME) assert.equal(given["target"], pid);
      assert.deepEqual([name, normal(given, args, folder)], [syscall, args], kind);
    }
  }
});

/** normal writes the values that differ from run to run as `like` has them. */
function normal(
  args: Row[1],
  like: Row[1],
  folder: string,
): Readonly<Record<string, EventValue>> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      if (like[name] === SOME && typeof value === "number") return [name, SOME];
      if (typeof value !== "string") return [name, value];
      return [name, value.replace(folder, "DIR").replace(/:\[\d+\]$/, ":[N]")];
    }),
  );
}
