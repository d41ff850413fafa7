import type { Field, Kind } from "./kind.ts";

const AT_FDCWD = -100;

const PATHNAME: Field = {
  name: "pathname",
  aliases: ["path"],
  type: "string",
  at: { in: "bytes", slot: 0 },
  phase: "enter",
  doc: "path as the program passed it: it may be relative, or lead through symlinks",
};

const DIRFD: Field = {
  name: "dirfd",
  type: "number",
  at: { in: "number", slot: 0 },
  phase: "enter",
  symbols: "directory",
  doc: "directory that a relative path starts from; AT_FDCWD is the working directory",
};

const MODE: Field = {
  name: "mode",
  type: "flags",
  at: { in: "number", slot: 2 },
  phase: "enter",
  symbols: "mode",
  octal: true,
  doc: "permission bits, such as 0644",
};

/** FILES lists the kinds that act on files by name or descriptor. */
export const FILES: readonly Kind[] = [
  {
    name: "openat",
    doc: "opens or creates a file",
    example: `openat { pathname =~ "^/etc/(shadow|gshadow)$", ret >= 0 }`,
    fields: [
      PATHNAME,
      DIRFD,
      {
        name: "flags",
        type: "flags",
        at: { in: "number", slot: 1 },
        phase: "enter",
        symbols: "open",
        doc: "access mode and O_ flags; a lone access mode compares only the access mode bits",
      },
      MODE,
    ],
    calls: [
      {
        name: "open",
        captures: {
          dirfd: { as: "constant", value: AT_FDCWD },
          pathname: { as: "string", arg: 0 },
          flags: { as: "u32", arg: 1 },
          mode: { as: "u32", arg: 2 },
        },
      },
      {
        name: "openat",
        captures: {
          dirfd: { as: "i32", arg: 0 },
          pathname: { as: "string", arg: 1 },
          flags: { as: "u32", arg: 2 },
          mode: { as: "u32", arg: 3 },
        },
      },
      {
        // struct open_how { u64 flags; u64 mode; u64 resolve; }
        name: "openat2",
        captures: {
          dirfd: { as: "i32", arg: 0 },
          pathname: { as: "string", arg: 1 },
          flags: { as: "struct", arg: 2, offset: 0, bytes: 8 },
          mode: { as: "struct", arg: 2, offset: 8, bytes: 8 },
        },
      },
      {
        name: "creat",
        captures: {
          dirfd: { as: "constant", value: AT_FDCWD },
          pathname: { as: "string", arg: 0 },
          // creat(2): the same as open with O_CREAT|O_WRONLY|O_TRUNC
          flags: { as: "constant", value: 0o1101 },
          mode: { as: "u32", arg: 1 },
        },
      },
    ],
  },
  {
    name: "write",
    doc: "writes bytes to a descriptor",
    example: `write { content =~ "PRIVATE KEY", len > 1K }`,
    fields: [
      {
        name: "fd",
        type: "number",
        at: { in: "number", slot: 0 },
        phase: "enter",
        doc: "descriptor that is written to",
      },
      {
        name: "content",
        aliases: ["buf"],
        type: "string",
        at: { in: "bytes", slot: 0 },
        phase: "enter",
        doc: "first bytes of what is written",
      },
      {
        name: "len",
        aliases: ["length", "count"],
        type: "number",
        at: { in: "number", slot: 1 },
        phase: "enter",
        doc: "number of bytes that the program asked to write",
      },
    ],
    calls: [
      ...["write", "pwrite64"].map((name) => ({
        name,
        captures: {
          fd: { as: "i32", arg: 0 },
          content: { as: "buffer", arg: 1, length: 2 },
          len: { as: "u64", arg: 2 },
        } as const,
      })),
      ...["writev", "pwritev", "pwritev2"].map((name) => ({
        name,
        captures: {
          fd: { as: "i32", arg: 0 },
          content: { as: "iovec", arg: 1, count: 2 },
          len: { as: "iovec-length", arg: 1, count: 2 },
        } as const,
      })),
    ],
  },
  {
    name: "unlink",
    doc: "removes a name: a file or an empty directory",
    example: `unlink { pathname =~ "^/var/log/" }`,
    fields: [
      PATHNAME,
      DIRFD,
      {
        name: "flags",
        type: "flags",
        at: { in: "number", slot: 1 },
        phase: "enter",
        symbols: "at",
        doc: "AT_REMOVEDIR where a directory is meant",
      },
    ],
    calls: [
      {
        name: "unlink",
        captures: {
          dirfd: { as: "constant", value: AT_FDCWD },
          pathname: { as: "string", arg: 0 },
          flags: { as: "constant", value: 0 },
        },
      },
      {
        name: "unlinkat",
        captures: {
          dirfd: { as: "i32", arg: 0 },
          pathname: { as: "string", arg: 1 },
          flags: { as: "u32", arg: 2 },
        },
      },
      {
        name: "rmdir",
        captures: {
          dirfd: { as: "constant", value: AT_FDCWD },
          pathname: { as: "string", arg: 0 },
          // AT_REMOVEDIR
          flags: { as: "constant", value: 0x200 },
        },
      },
    ],
  },
  {
    name: "rename",
    doc: "moves a name to another",
    example: `rename { newpath =~ "^/etc/cron" }`,
    fields: [
      {
        name: "oldpath",
        type: "string",
        at: { in: "bytes", slot: 0 },
        phase: "enter",
        doc: "name that is moved, as passed",
      },
      {
        name: "newpath",
        type: "string",
        at: { in: "bytes", slot: 1 },
        phase: "enter",
        doc: "name it is moved to, as passed",
      },
    ],
    calls: [
      {
        name: "rename",
        captures: { oldpath: { as: "string", arg: 0 }, newpath: { as: "string", arg: 1 } },
      },
      ...["renameat", "renameat2"].map((name) => ({
        name,
        captures: {
          oldpath: { as: "string", arg: 1 },
          newpath: { as: "string", arg: 3 },
        } as const,
      })),
    ],
  },
  {
    name: "chmod",
    doc: "changes permission bits",
    example: `chmod { mode has S_ISUID }`,
    fields: [
      PATHNAME,
      {
        name: "fd",
        type: "number",
        at: { in: "number", slot: 0 },
        phase: "enter",
        doc: "descriptor of the file, for fchmod",
      },
      MODE,
    ],
    calls: [
      {
        name: "chmod",
        captures: { pathname: { as: "string", arg: 0 }, mode: { as: "u32", arg: 1 } },
      },
      { name: "fchmod", captures: { fd: { as: "i32", arg: 0 }, mode: { as: "u32", arg: 1 } } },
      ...["fchmodat", "fchmodat2"].map((name) => ({
        name,
        captures: {
          pathname: { as: "string", arg: 1 },
          mode: { as: "u32", arg: 2 },
        } as const,
      })),
    ],
  },
];
