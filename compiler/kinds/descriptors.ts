import {
  content,
  fd,
  i32,
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

/** F_DUPFD and F_DUPFD_CLOEXEC of fcntl. Source: linux/fcntl.h. */
const DUPLICATES = [0, 1030] as const;

/** DESCRIPTORS lists the kinds that act on open files, but for write. */
export const DESCRIPTORS: readonly Kind[] = [
  {
    name: "read",
    doc: "reads bytes from a descriptor",
    example: `read { path =~ "^/etc/(shadow|gshadow)$", len > 1K }`,
    fields: [
      fd(0, "descriptor that is read from"),
      number("len", 1, "number of bytes that the program has room for", {
        aliases: ["length", "count"],
      }),
      openPath(1),
      content(0, "first bytes of what was read", { aliases: ["buf"], phase: "exit" }),
    ],
    calls: [
      ...["read", "pread64"].map((name) => ({
        name,
        captures: {
          fd: i32(0),
          content: { as: "buffer", arg: 1, length: 2, filled: true },
          len: u64(2),
          path: opened(0),
        } as const,
      })),
      ...["readv", "preadv", "preadv2"].map((name) => ({
        name,
        captures: {
          fd: i32(0),
          content: { as: "iovec", arg: 1, count: 2, filled: true },
          len: { as: "iovec-length", arg: 1, count: 2 },
          path: opened(0),
        } as const,
      })),
    ],
  },
  {
    name: "close",
    doc: "closes descriptors",
    example: `close { fd in [0, 1, 2] }`,
    fields: [
      fd(0, "descriptor that is closed, of close_range the first"),
      number("last", 1, "last descriptor that close_range closes"),
      openPath(0),
    ],
    calls: [
      { name: "close", captures: { fd: i32(0), path: opened(0) } },
      { name: "close_range", captures: { fd: u32(0), last: u32(1), path: opened(0) } },
    ],
  },
  {
    name: "dup",
    doc: "makes another descriptor of an open file",
    example: `dup { path =~ "^socket:", newfd in [0, 1, 2] }`,
    fields: [
      fd(0, "descriptor that there is"),
      number("newfd", 1, "descriptor that was made, of dup2 and dup3 the one that was asked for", {
        phase: "exit",
      }),
      openPath(0),
    ],
    calls: [
      { name: "dup", captures: { fd: i32(0), newfd: { as: "result" }, path: opened(0) } },
      { name: "dup2", captures: { fd: i32(0), newfd: i32(1), path: opened(0) } },
      { name: "dup3", captures: { fd: i32(0), newfd: i32(1), path: opened(0) } },
      {
        name: "fcntl",
        when: { arg: 1, in: DUPLICATES },
        captures: { fd: i32(0), newfd: { as: "result" }, path: opened(0) },
      },
    ],
  },
  {
    name: "ioctl",
    doc: "commands a device or another open file",
    example: `ioctl { cmd = TIOCSTI }`,
    fields: [
      fd(0, "descriptor of the device"),
      number("cmd", 1, "command; what it means depends on the device", { symbols: "ioctl" }),
      openPath(0),
    ],
    calls: [{ name: "ioctl", captures: { fd: i32(0), cmd: u32(1), path: opened(0) } }],
  },
  {
    name: "dirchange",
    doc: "changes the working directory",
    example: `dirchange { path =~ "^/dev/shm" }`,
    fields: [
      pathname(0, {}),
      fd(0, "descriptor of the directory, for fchdir"),
      text("path", 1, "absolute path of the new working directory, resolved", {
        phase: "exit",
        costly: true,
      }),
    ],
    calls: [
      { name: "chdir", captures: { pathname: string(0), path: { as: "directory-path" } } },
      { name: "fchdir", captures: { fd: i32(0), path: { as: "directory-path" } } },
    ],
  },
];
