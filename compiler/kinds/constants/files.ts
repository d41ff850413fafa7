import type { Constant } from "./table.ts";

/**
 * OPEN lists the access modes (the two low bits) and flags of open. Source: asm-generic/fcntl.h,
 * and for arm64 its own asm/fcntl.h, which moves four of them.
 */
export const OPEN: readonly Constant[] = [
  ["O_RDONLY", 0],
  ["O_WRONLY", 1],
  ["O_RDWR", 2],
  ["O_ACCMODE", 3],
  ["O_CREAT", 0o100],
  ["O_EXCL", 0o200],
  ["O_NOCTTY", 0o400],
  ["O_TRUNC", 0o1000],
  ["O_APPEND", 0o2000],
  ["O_NONBLOCK", 0o4000],
  ["O_DSYNC", 0o10000],
  ["O_ASYNC", 0o20000],
  ["O_DIRECT", 0o40000, 0o200000],
  ["O_LARGEFILE", 0o100000, 0o400000],
  ["O_DIRECTORY", 0o200000, 0o40000],
  ["O_NOFOLLOW", 0o400000, 0o100000],
  ["O_NOATIME", 0o1000000],
  ["O_CLOEXEC", 0o2000000],
  ["O_SYNC", 0o4010000],
  ["O_PATH", 0o10000000],
  ["O_TMPFILE", 0o20200000, 0o20040000],
  ["O_NDELAY", 0o4000],
  ["O_RSYNC", 0o4010000],
  ["FASYNC", 0o20000],
];

/** DIRECTORY lists what stands for a directory in place of a descriptor. */
export const DIRECTORY: readonly Constant[] = [
  ["AT_FDCWD", -100],
];

/** AT lists the flags of the -at calls. */
export const AT: readonly Constant[] = [
  ["AT_SYMLINK_NOFOLLOW", 0x100],
  ["AT_REMOVEDIR", 0x200],
  ["AT_SYMLINK_FOLLOW", 0x400],
  ["AT_NO_AUTOMOUNT", 0x800],
  ["AT_EMPTY_PATH", 0x1000],
  ["AT_STATX_FORCE_SYNC", 0x2000],
  ["AT_STATX_DONT_SYNC", 0x4000],
  ["AT_RECURSIVE", 0x8000],
  ["AT_EACCESS", 0x200],
];

/** MODE lists the types of files and the bits of their modes. Source: linux/stat.h. */
export const MODE: readonly Constant[] = [
  ["S_IFSOCK", 0o140000],
  ["S_IFLNK", 0o120000],
  ["S_IFREG", 0o100000],
  ["S_IFBLK", 0o60000],
  ["S_IFDIR", 0o40000],
  ["S_IFCHR", 0o20000],
  ["S_IFIFO", 0o10000],
  ["S_IFMT", 0o170000],
  ["S_ISUID", 0o4000],
  ["S_ISGID", 0o2000],
  ["S_ISVTX", 0o1000],
  ["S_IRWXU", 0o700],
  ["S_IRUSR", 0o400],
  ["S_IWUSR", 0o200],
  ["S_IXUSR", 0o100],
  ["S_IRWXG", 0o70],
  ["S_IRGRP", 0o40],
  ["S_IWGRP", 0o20],
  ["S_IXGRP", 0o10],
  ["S_IRWXO", 0o7],
  ["S_IROTH", 0o4],
  ["S_IWOTH", 0o2],
  ["S_IXOTH", 0o1],
];

/** XATTR lists the flags of setxattr. Source: linux/xattr.h. */
export const XATTR: readonly Constant[] = [
  ["XATTR_CREATE", 1],
  ["XATTR_REPLACE", 2],
];
