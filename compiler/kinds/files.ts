import {
  anyPath,
  AT_FDCWD,
  constant,
  dirfd,
  flags,
  i32,
  joined,
  mode,
  newFile,
  number,
  opened,
  openPath,
  pathname,
  string,
  text,
  u32,
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
      flags(
        "flags",
        1,
        "access mode and O_ flags; a lone access mode compares only the access mode bits",
        { symbols: "open" },
      ),
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
          dirfd: constant(AT_FDCWD),
          pathname: string(0),
          flags: u32(1),
          mode: u32(2),
          file: { as: "opened-path" },
        },
      },
      {
        name: "openat",
        captures: {
          dirfd: i32(0),
          pathname: string(1),
          flags: u32(2),
          mode: u32(3),
          file: { as: "opened-path" },
        },
      },
      {
        // struct open_how { u64 flags; u64 mode; u64 resolve; }
        name: "openat2",
        captures: {
          dirfd: i32(0),
          pathname: string(1),
          flags: { as: "struct", arg: 2, offset: 0, bytes: 8 },
          mode: { as: "struct", arg: 2, offset: 8, bytes: 8 },
          file: { as: "opened-path" },
        },
      },
      {
        name: "creat",
        captures: {
          dirfd: constant(AT_FDCWD),
          pathname: string(0),
          // creat(2): the same as open with O_CREAT|O_WRONLY|O_TRUNC
          flags: constant(0o1101),
          mode: u32(1),
          file: { as: "opened-path" },
        },
      },
      {
        // The file is given by what name_to_handle_at told of it, not by a name.
        name: "open_by_handle_at",
        captures: { flags: u32(2), file: { as: "opened-path" } },
      },
    ],
  },
  {
    name: "write",
    doc: "writes bytes to a descriptor",
    example: `write { path =~ "^/etc/cron", content contains "curl" }`,
    fields: [
      number("fd", 0, "descriptor that is written to"),
      text("content", 0, "first bytes of what is written", { aliases: ["buf"] }),
      number("len", 1, "number of bytes that the program asked to write", {
        aliases: ["length", "count"],
      }),
      openPath(1),
    ],
    calls: [
      ...["write", "pwrite64"].map((name) => ({
        name,
        captures: {
          fd: i32(0),
          content: { as: "buffer", arg: 1, length: 2 },
          len: u64(2),
          path: opened(0),
        } as const,
      })),
      ...["writev", "pwritev", "pwritev2"].map((name) => ({
        name,
        captures: {
          fd: i32(0),
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
      flags("flags", 1, "AT_REMOVEDIR where a directory is meant", { symbols: "at" }),
      text("file", 1, "absolute path: the name as passed, behind the directory it starts from", {
        costly: true,
      }),
    ],
    calls: [
      {
        name: "unlink",
        captures: {
          dirfd: constant(AT_FDCWD),
          pathname: string(0),
          file: joined(0),
          flags: constant(0),
        },
      },
      {
        name: "unlinkat",
        captures: {
          dirfd: i32(0),
          pathname: string(1),
          file: joined(1, 0),
          flags: u32(2),
        },
      },
      {
        name: "rmdir",
        captures: {
          dirfd: constant(AT_FDCWD),
          pathname: string(0),
          file: joined(0),
          // AT_REMOVEDIR
          flags: constant(0x200),
        },
      },
    ],
  },
  {
    name: "rename",
    doc: "moves a name to another",
    example: `rename { newpath =~ "^/etc/cron" }`,
    fields: [
      text("oldpath", 0, "name that is moved, as passed"),
      text("newpath", 1, "name it is moved to, as passed"),
      newFile(2),
    ],
    calls: [
      {
        name: "rename",
        captures: { oldpath: string(0), newpath: string(1), file: joined(1) },
      },
      ...["renameat", "renameat2"].map((name) => ({
        name,
        captures: {
          oldpath: string(1),
          newpath: string(3),
          file: joined(3, 2),
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
      number("fd", 0, "descriptor of the file, for fchmod"),
      MODE,
      anyPath(1),
    ],
    calls: [
      {
        name: "chmod",
        captures: {
          dirfd: constant(AT_FDCWD),
          pathname: string(0),
          mode: u32(1),
          path: joined(0),
        },
      },
      {
        name: "fchmod",
        captures: { fd: i32(0), mode: u32(1), path: opened(0) },
      },
      ...["fchmodat", "fchmodat2"].map((name) => ({
        name,
        captures: {
          dirfd: i32(0),
          pathname: string(1),
          mode: u32(2),
          path: joined(1, 0),
        } as const,
      })),
    ],
  },
];
