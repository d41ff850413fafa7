/** What the sensor calls in the C library: shared memory, waiting, clocks. */
import { openFirst } from "./dlopen.ts";

const SYMBOLS = {
  // int *__errno_location(void)
  __errno_location: { parameters: [], result: "pointer" },
  // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  // int munmap(void *addr, size_t length)
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
  // int poll(struct pollfd *fds, nfds_t nfds, int timeout)
  poll: { parameters: ["buffer", "usize", "i32"], result: "i32", nonblocking: true },
  // int eventfd(unsigned int initval, int flags)
  eventfd: { parameters: ["u32", "i32"], result: "i32" },
  // ssize_t write(int fd, const void *buf, size_t count)
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  // int open(const char *pathname, int flags, ...)
  open: { parameters: ["buffer", "i32"], result: "i32" },
  // ssize_t read(int fd, void *buf, size_t count)
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  // ssize_t readlink(const char *pathname, char *buf, size_t bufsiz)
  readlink: { parameters: ["buffer", "buffer", "usize"], result: "isize" },
  // DIR *opendir(const char *name)
  opendir: { parameters: ["buffer"], result: "pointer" },
  // struct dirent *readdir(DIR *dirp)
  readdir: { parameters: ["pointer"], result: "pointer" },
  // int closedir(DIR *dirp)
  closedir: { parameters: ["pointer"], result: "i32" },
  // int close(int fd)
  close: { parameters: ["i32"], result: "i32" },
  // int clock_gettime(clockid_t clockid, struct timespec *tp)
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  // long sysconf(int name)
  sysconf: { parameters: ["i32"], result: "i64" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Libc is the C library's functions that the sensor calls. */
export type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** PATHS are where the C library lies: Debian and its kin, Fedora and its kin, Arch. */
const PATHS = [
  `/lib/${Deno.build.arch}-linux-gnu/libc.so.6`,
  "/lib64/libc.so.6",
  "/usr/lib/libc.so.6",
];

const CLOCK = { realtime: 0, monotonic: 1, boottime: 7 } as const;
const SC_PAGESIZE = 30;
const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;
const MAP_FAILED = 0xffff_ffff_ffff_ffffn;

let opened: Libc | undefined;

/** libc returns the C library, opened at the first call and never closed: Deno lives in it. */
export function libc(): Libc {
  opened ??= openFirst(PATHS, SYMBOLS, {
    code: "fault",
    message: "Cannot open the C library",
    remedy: null,
  }).library.symbols;
  return opened;
}

/** lastError returns what the C library's last failed call of this thread left in errno. */
export function lastError(): number {
  const location = libc().__errno_location();
  return location === null ? 0 : new Deno.UnsafePointerView(location).getInt32();
}

/** pageSize returns the size of a page of memory, in bytes. */
export function pageSize(): number {
  return Number(libc().sysconf(SC_PAGESIZE));
}

/** clock reads one of the kernel's clocks, in ns. */
export function clock(name: keyof typeof CLOCK): bigint {
  const time = new BigInt64Array(2);
  libc().clock_gettime(CLOCK[name], time);
  // struct timespec { time_t tv_sec; long tv_nsec; }
  const [seconds = 0n, nanoseconds = 0n] = time;
  return seconds * 1_000_000_000n + nanoseconds;
}

/** cString returns the zero-terminated bytes of `text`. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text + "\0");
}

/** Mapping is memory shared with the kernel. It must not be touched after `unmap`. */
export interface Mapping {
  readonly buffer: ArrayBuffer;
  unmap(): void;
}

/** mapShared maps `length` bytes of a file at `offset`, or returns null and leaves errno. */
export function mapShared(
  fd: number,
  offset: number,
  length: number,
  access: "read" | "write",
): Mapping | null {
  const protection = access === "write" ? PROT_READ | PROT_WRITE : PROT_READ;
  const address = libc().mmap(
    null,
    BigInt(length),
    protection,
    MAP_SHARED,
    fd,
    BigInt(offset),
  );
  if (address === null || BigInt(Deno.UnsafePointer.value(address)) === MAP_FAILED) return null;
  return {
    buffer: Deno.UnsafePointerView.getArrayBuffer(address, length),
    unmap: () => void libc().munmap(address, BigInt(length)),
  };
}
