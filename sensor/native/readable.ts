/** Waiting for input without taking it, so that another program may read it instead. */
import { libc } from "./libc.ts";

const POLLIN = 1;

/** FOR_EVER is poll's way of saying so, in ms. */
const FOR_EVER = -1;

/** readable settles when `fd` has something to read (true), or when its other end is gone. */
export async function readable(fd: number): Promise<boolean> {
  // struct pollfd { int fd; short events; short revents; }
  const poll = new DataView(new ArrayBuffer(8));
  poll.setInt32(0, fd, true);
  poll.setInt16(4, POLLIN, true);
  // Being stopped and continued ends it early.
  while (await libc().poll(new Uint8Array(poll.buffer), 1n, FOR_EVER) < 0);
  // The kernel writes here while it waits, so the memory is looked at once more.
  return (poll.getInt16(6, true) & POLLIN) !== 0;
}
