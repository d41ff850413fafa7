/** Noticing that nobody reads what this process writes, also while it has nothing to write. */
import { libc } from "./libc.ts";

const POLLERR = 8;

/** LOOK_MS is how long one look lasts: how late an abort is noticed. */
const LOOK_MS = 1000;

/**
 * readerGone settles, with true, when the other end of the pipe or socket `fd` has been closed, and
 * with false when `signal` is aborted before. On a file or a terminal that never happens.
 */
export async function readerGone(fd: number, signal: AbortSignal): Promise<boolean> {
  // struct pollfd { int fd; short events; short revents; }: errors are told without being asked.
  const poll = new DataView(new ArrayBuffer(8));
  poll.setInt32(0, fd, true);
  while (!signal.aborted) {
    const ready = await libc().poll(new Uint8Array(poll.buffer), 1n, LOOK_MS);
    if (ready > 0) return (poll.getInt16(6, true) & POLLERR) !== 0;
  }
  return false;
}
