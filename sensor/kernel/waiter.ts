/** Sleeping until the kernel has written to the ring, without holding up this thread. */
import { libc } from "../native/libc.ts";

const POLLIN = 1;
const EFD_CLOEXEC = 0o2000000;
const EFD_NONBLOCK = 0o4000;

/** Waiter sleeps on the ring's descriptor, and on one of its own by which it can be woken. */
export class Waiter {
  readonly #fds: Uint8Array<ArrayBuffer>;
  readonly #bell: number;
  #asleep: Promise<void> | null = null;
  #closed = false;

  constructor(fd: number) {
    this.#bell = libc().eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    // struct pollfd { int fd; short events; short revents; }[2]
    this.#fds = new Uint8Array(16);
    const view = new DataView(this.#fds.buffer);
    for (const [index, one] of [fd, this.#bell].entries()) {
      view.setInt32(index * 8, one, true);
      view.setInt16(index * 8 + 4, POLLIN, true);
    }
  }

  /** wait settles when the descriptor can be read, after `ms`, or when the waiter is closed. */
  wait(ms: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#asleep ??= this.#sleep(ms);
    return this.#asleep;
  }

  /** close wakes whoever waits and ends the waiter. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    libc().write(this.#bell, BigUint64Array.of(1n), 8n);
    if (this.#asleep === null) libc().close(this.#bell);
  }

  async #sleep(ms: number): Promise<void> {
    try {
      await libc().poll(this.#fds, 2n, ms);
    } finally {
      this.#asleep = null;
      if (this.#closed) libc().close(this.#bell);
    }
  }
}
