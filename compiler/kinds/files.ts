import {
  anyPath,
  AT_FDCWD,
  dirfd,
  i32,
  joined,
  mode,
  opened,
  openPath,
  pathname,
  text,
  u64,
} from "./fields.ts";
import type { Kind } from "./kind.ts";

const PATHNAME = pathname();
const DIRFD = dirfd(0);
const MODE = mode(2);

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
      text("file", 1, "absolute path of what was opened, as the kernel resolved it", {
        phase: "exit",
        costly: true,
      }),
    ],
    calls: [
      {
        name: "open",
        captures: {
          dirfd: { as: "constant", value: AT_FDCWD },
          pathname: { as: "string", arg: 0 },
          flags: { as: "u32", arg: 1 },
          mode: { as: "u32", arg: 2 },
          file: { as: "opened-path" },
        },
      },
      {
        name: "openat",
        captures: {
          dirfd: { as: "i32", arg: 0 },
          pathname: { as: "string", arg: 1 },
          flags: { as: "u32", arg: 2 },
          mode: { as: "u32", arg: 3 },
          file: { as: "opened-path" },
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
          file: { as: "opened-path" },
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
          file: { as: "opened-path" },
        },
      },
      {
        // The file is given by what name_to_handle_at told of it, not by a name.
        name: "open_by_handle_at",
        captures: { flags: { as: "u32", arg: 2 }, file: { as: "opened-path" } },
      },
    ],
  },
  {
    name: "write",
    doc: "writes bytes to a descriptor",
    example: `write { path =~ "^/etc/cron", content contains "curl" }`,
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
      openPath(1),
    ],
    calls: [
      ...["write", "pwrite64"].map((name) => ({
        name,
        captures: {
          fd: { as: "i32", arg: 0 },
          content: { as: "buffer", arg: 1, length: 2 },
          len: { as: "u64", arg: 2 },
          path: opened(0),
        } as const,
      })),
      ...["writev", "pwritev", "pwritev2"].map((name) => ({
        name,
        captures: {
          fd: { as: "i32", arg: 0 },
          content: { as: "iovec", arg: 1, count: 2 },
          len: { as: "iovec-length", arg: 1, count: 2 },
          path: opened(0),
        } as const,
      })),
      // What is written without passing through the program's memory has no content to show.
      { name: "sendfile", captures: { fd: i32(0), len: u64(3), path: opened(0) } },
      ...["splice", "copy_file_range"].map((name) => ({
        name,
        captures: { fd: i32(2), len: u64(4), path: opened(2) },
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
      text("file", 1, "absolute path: the name as passed, behind the directory it starts from", {
        costly: true,
      }),
    ],
    calls: [
      {
        name: "unlink",
        captures: {
          dirfd: { as: "constant", value: AT_FDCWD },
          pathname: { as: "string", arg: 0 },
          file: joined(0),
          flags: { as: "constant", value: 0 },
        },
      },
      {
        name: "unlinkat",
        captures: {
          dirfd: { as: "i32", arg: 0 },
          pathname: { as: "string", arg: 1 },
          file: joined(1, 0),
          flags: { as: "u32", arg: 2 },
        },
      },
      {
        name: "rmdir",
        captures: {
          dirfd: { as: "constant", value: AT_FDCWD },
          pathname: { as: "string", arg: 0 },
          file: joined(0),
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
      pathname(0, {}),
      dirfd(1),
      {
        name: "fd",
        type: "number",
        at: { in: "number", slot: 0 },
        phase: "enter",
        doc: "descriptor of the file, for fchmod",
      },
      MODE,
      anyPath(1),
    ],
    calls: [
      {
        name: "chmod",
        captures: {
          dirfd: { as: "constant", value: AT_FDCWD },
          pathname: { as: "string", arg: 0 },
          mode: { as: "u32", arg: 1 },
          path: joined(0),
        },
      },
      {
        name: "fchmod",
        captures: { fd: { as: "i32", arg: 0 }, mode: { as: "u32", arg: 1 }, path: opened(0) },
      },
      ...["fchmodat", "fchmodat2"].map((name) => ({
        name,
        captures: {
          dirfd: { as: "i32", arg: 0 },
          pathname: { as: "string", arg: 1 },
          mode: { as: "u32", arg: 2 },
          path: joined(1, 0),
        } as const,
      })),
    ],
  },
];
