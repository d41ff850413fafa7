import {
  anyPath,
  AT_FDCWD,
  constant,
  dirfd,
  fd,
  flags,
  i32,
  joined,
  mode,
  newFile,
  number,
  opened,
  pathname,
  string,
  text,
  u32,
  u64,
} from "./fields.ts";
import type { Field, Kind } from "./kind.ts";

const OWNER: Field = number("owner", 0, "user id of the new owner; -1 leaves it as it is");
const GROUP: Field = number("group", 1, "group id of the new group; -1 leaves it as it is");

/** NAMES lists the kinds that make names and change what is known of files. */
export const NAMES: readonly Kind[] = [
  {
    name: "link",
    doc: "gives a file another name",
    example: `link { oldpath = "/etc/shadow" }`,
    fields: [
      text("oldpath", 0, "name that there is, as passed"),
      text("newpath", 1, "name that is made, as passed"),
      newFile(2),
    ],
    calls: [
      { name: "link", captures: { oldpath: string(0), newpath: string(1), file: joined(1) } },
      { name: "linkat", captures: { oldpath: string(1), newpath: string(3), file: joined(3, 2) } },
    ],
  },
  {
    name: "symlink",
    doc: "makes a symbolic link",
    example: `symlink { oldpath =~ "^/etc/(passwd|shadow)$", newpath =~ "^/tmp/" }`,
    fields: [
      text("oldpath", 0, "what the link leads to, as passed"),
      text("newpath", 1, "name of the link, as passed"),
      newFile(2),
    ],
    calls: [
      { name: "symlink", captures: { oldpath: string(0), newpath: string(1), file: joined(1) } },
      {
        name: "symlinkat",
        captures: { oldpath: string(0), newpath: string(2), file: joined(2, 1) },
      },
    ],
  },
  {
    name: "mkdir",
    doc: "makes a directory",
    example: `mkdir { pathname =~ "/\\\\.[^/]*$", mode = 0700 }`,
    fields: [pathname(), dirfd(0), mode(1)],
    calls: [
      {
        name: "mkdir",
        captures: { dirfd: constant(AT_FDCWD), pathname: string(0), mode: u32(1) },
      },
      { name: "mkdirat", captures: { dirfd: i32(0), pathname: string(1), mode: u32(2) } },
    ],
  },
  {
    name: "mknod",
    doc: "makes a device file, a named pipe or a socket file",
    example: `mknod { mode has S_IFBLK }`,
    fields: [
      pathname(),
      dirfd(0),
      mode(1),
      number("dev", 2, "number of the device, major and minor in one"),
    ],
    calls: [
      {
        name: "mknod",
        captures: {
          dirfd: constant(AT_FDCWD),
          pathname: string(0),
          mode: u32(1),
          dev: u32(2),
        },
      },
      {
        name: "mknodat",
        captures: { dirfd: i32(0), pathname: string(1), mode: u32(2), dev: u32(3) },
      },
    ],
  },
  {
    name: "truncate",
    doc: "cuts a file to a length",
    example: `truncate { path =~ "^/var/log/", len = 0 }`,
    fields: [
      pathname(0, {}),
      fd(0, "descriptor of the file, for ftruncate"),
      number("len", 1, "new length in bytes", { aliases: ["length"] }),
      anyPath(1),
    ],
    calls: [
      { name: "truncate", captures: { pathname: string(0), len: u64(1), path: joined(0) } },
      { name: "ftruncate", captures: { fd: i32(0), len: u64(1), path: opened(0) } },
    ],
  },
  {
    name: "chown",
    doc: "changes the owner of a file",
    example: `chown { owner = 0, path =~ "^/tmp/" }`,
    fields: [
      pathname(0, {}),
      dirfd(2),
      fd(3, "descriptor of the file, for fchown"),
      OWNER,
      GROUP,
      anyPath(1),
    ],
    calls: [
      ...["chown", "lchown"].map((name) => ({
        name,
        captures: {
          dirfd: constant(AT_FDCWD),
          pathname: string(0),
          owner: i32(1),
          group: i32(2),
          path: joined(0),
        },
      })),
      {
        name: "fchown",
        captures: { fd: i32(0), owner: i32(1), group: i32(2), path: opened(0) },
      },
      {
        name: "fchownat",
        captures: {
          dirfd: i32(0),
          pathname: string(1),
          owner: i32(2),
          group: i32(3),
          path: joined(1, 0),
        },
      },
    ],
  },
  {
    name: "setxattr",
    doc: "sets an extended attribute of a file",
    example: `setxattr { name = "security.capability" }`,
    fields: [
      pathname(0, {}),
      text("name", 1, "name of the attribute, such as security.capability"),
      dirfd(1),
      fd(0, "descriptor of the file, for fsetxattr"),
      flags("flags", 2, "XATTR_CREATE or XATTR_REPLACE", { symbols: "xattr" }),
      anyPath(2),
    ],
    calls: [
      ...["setxattr", "lsetxattr"].map((name) => ({
        name,
        captures: {
          dirfd: constant(AT_FDCWD),
          pathname: string(0),
          name: string(1),
          flags: u32(4),
          path: joined(0),
        },
      })),
      {
        name: "fsetxattr",
        captures: { fd: i32(0), name: string(1), flags: u32(4), path: opened(0) },
      },
      {
        // struct xattr_args { u64 value; u32 size; u32 flags; }
        name: "setxattrat",
        captures: {
          dirfd: i32(0),
          pathname: string(1),
          name: string(3),
          flags: { as: "struct", arg: 4, offset: 12, bytes: 4 },
          path: joined(1, 0),
        },
      },
    ],
  },
];
