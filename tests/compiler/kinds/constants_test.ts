import assert from "node:assert/strict";
import {
  anySymbol,
  formatSymbol,
  formatSymbols,
  symbolNames,
  symbolValue,
} from "../../../compiler/kinds/constants.ts";
import type { SymbolSet } from "../../../compiler/kinds/kind.ts";
import { noHeaders, numbersFrom, thisArchitecture } from "./headers.ts";

/** Headers that define each set, the kernel's before the C library's. */
const HEADERS: Readonly<Record<SymbolSet, readonly string[]>> = {
  open: ["linux/fcntl.h", "fcntl.h"],
  at: ["linux/fcntl.h"],
  directory: ["linux/fcntl.h"],
  family: ["sys/socket.h"],
  errno: ["asm/errno.h"],
  signal: ["asm/signal.h"],
  clone: ["linux/sched.h", "asm/signal.h"],
  mode: ["linux/stat.h"],
  socket: ["sys/socket.h"],
  protection: ["asm/mman.h"],
  mapping: ["linux/mman.h"],
  memfd: ["linux/memfd.h"],
  mount: ["linux/mount.h"],
  umount: ["sys/mount.h"],
  ptrace: ["linux/ptrace.h"],
  prctl: ["linux/prctl.h"],
  seccomp: ["linux/seccomp.h"],
  capability: ["linux/capability.h"],
  capabilities: ["linux/capability.h"],
  module: ["linux/module.h", "fcntl.h"],
  bpf: ["linux/bpf.h"],
  perf: ["linux/perf_event.h"],
  keyctl: ["linux/keyctl.h"],
  kexec: ["linux/kexec.h"],
  ioctl: ["asm/ioctls.h", "linux/fs.h", "linux/sockios.h"],
  xattr: ["linux/xattr.h"],
  message: ["sys/socket.h"],
};

/** Sets whose constants are enums: the preprocessor does not know them. */
const ENUMS: ReadonlySet<SymbolSet> = new Set(["bpf", "perf"]);

/** What the kernel keeps to itself: no header for programs has it. */
const INTERNAL = [
  "ERESTARTSYS",
  "ERESTARTNOINTR",
  "ERESTARTNOHAND",
  "ENOIOCTLCMD",
  "ERESTART_RESTARTBLOCK",
];

for (const [set, headers] of Object.entries(HEADERS) as [SymbolSet, string[]][]) {
  Deno.test({
    name: `symbolValue agrees with the C headers for every name of ${set}`,
    ignore: noHeaders,
    fn() {
      const names = symbolNames(set);
      const defined = new Map<string, bigint>();
      for (const header of headers.toReversed()) {
        for (const [name, value] of numbersFrom(header, names, [], ENUMS.has(set))) {
          defined.set(name, set === "capabilities" ? 1n << value : value);
        }
      }
      const ours = names.filter((name) => !INTERNAL.includes(name))
        .map((name) => [name, symbolValue(set, name, thisArchitecture)]);
      assert.deepEqual(ours, ours.map(([name]) => [name, defined.get(String(name))]));
    },
  });
}

Deno.test("symbolValue differs by architecture when arm64 moves an open flag", () => {
  const moved = ["O_DIRECTORY", "O_NOFOLLOW", "O_DIRECT", "O_LARGEFILE", "O_TMPFILE"];
  assert.deepEqual(
    symbolNames("open").filter((name) =>
      symbolValue("open", name) !== symbolValue("open", name, "aarch64")
    ).sort(),
    moved.sort(),
  );
  assert.equal(symbolValue("open", "O_DIRECTORY", "aarch64"), 0o40000n);
  assert.equal(symbolValue("open", "O_NOFOLLOW", "aarch64"), 0o100000n);
  assert.equal(symbolValue("open", "O_DIRECT", "aarch64"), 0o200000n);
  assert.equal(symbolValue("open", "O_LARGEFILE", "aarch64"), 0o400000n);
});

Deno.test("symbolValue is undefined when the set has no such name", () => {
  assert.equal(symbolValue("open", "O_NONE"), undefined);
  assert.equal(symbolValue("open", "AF_INET"), undefined);
  assert.equal(symbolValue("open", "toString"), undefined);
});

Deno.test("anySymbol names the set that a constant belongs to", () => {
  assert.deepEqual(anySymbol("AF_INET6"), { set: "family", value: 10n });
  assert.deepEqual(anySymbol("SIGKILL"), { set: "signal", value: 9n });
  assert.deepEqual(anySymbol("CLONE_NEWUSER"), { set: "clone", value: 0x10000000n });
  assert.equal(anySymbol("O_NONE"), undefined);
});

const FORMATTED: readonly (readonly [SymbolSet, bigint, string])[] = [
  ["open", 577n, "O_WRONLY|O_CREAT|O_TRUNC"],
  ["open", 0n, "O_RDONLY"],
  ["open", 0o4010002n, "O_RDWR|O_SYNC"],
  ["open", 0o20200002n, "O_RDWR|O_TMPFILE"],
  ["open", (1n << 40n) | 1n, "O_WRONLY|0x10000000000"],
  ["errno", -2n, "-ENOENT"],
  ["errno", -11n, "-EAGAIN"],
  ["errno", -4000n, "-4000"],
  ["errno", 2n, "2"],
  ["family", 1n, "AF_UNIX"],
  ["family", 99n, "99"],
  ["signal", 9n, "SIGKILL"],
  ["clone", 0x1200011n, "SIGCHLD|CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID"],
  ["clone", 0x80n, "CLONE_NEWTIME"],
  ["clone", 0n, "0"],
  ["mode", 0o104755n, "S_IFREG|04755"],
  ["mode", 0o644n, "0644"],
  ["mode", 0n, "0"],
  ["socket", 0o2000001n, "SOCK_STREAM|SOCK_CLOEXEC"],
  ["socket", 0o2000007n, "SOCK_CLOEXEC|0x7"],
  ["directory", -100n, "AT_FDCWD"],
  ["at", 0x1100n, "AT_SYMLINK_NOFOLLOW|AT_EMPTY_PATH"],
];

for (const [set, value, text] of FORMATTED) {
  Deno.test(`formatSymbols writes ${text} when ${set} is ${value}`, () => {
    assert.equal(formatSymbols(set, value), text);
  });
}

Deno.test("formatSymbols uses the architecture's own flags", () => {
  assert.equal(formatSymbols("open", 0o40000n, "aarch64"), "O_RDONLY|O_DIRECTORY");
  assert.equal(formatSymbols("open", 0o40000n, "x86_64"), "O_RDONLY|O_DIRECT");
});

Deno.test("formatSymbol writes one name or a decimal, never flags", () => {
  assert.equal(formatSymbol("directory", -100n), "AT_FDCWD");
  assert.equal(formatSymbol("directory", 0x100n), "256");
});
