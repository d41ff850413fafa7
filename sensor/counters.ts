/** What the BPF program counts: holes in what was seen, and things a person should know. */

/** COUNTER is enum counter of bpf/maps.h. */
export const COUNTER = {
  none: 0,
  ringFull: 1,
  pendingFull: 2,
  targetsFull: 3,
  compat: 4,
  ioUring: 5,
} as const;

/** COUNTERS is how many there are. */
export const COUNTERS = 6;

/** LOSSES names, for each counter of something lost, the cause in a person's words. */
export const LOSSES: readonly (readonly [counter: number, cause: string])[] = [
  [COUNTER.ringFull, "ring buffer full"],
  [COUNTER.pendingFull, "too many calls under way at once"],
  [COUNTER.targetsFull, "too many processes watched at once"],
];

/** WARNINGS says, for each counter of something not understood, what that means. */
export const WARNINGS: readonly (readonly [counter: number, say: (count: number) => string])[] = [
  [
    COUNTER.compat,
    (count) =>
      `${
        calls(count)
      } through the 32-bit entry not decoded: only steps that wait for "call" see it`,
  ],
  [
    COUNTER.ioUring,
    (count) => `${calls(count)} of io_uring: what is done through it is not seen`,
  ],
];

/** MISSED is the cause of what the kernel itself passed over. */
export const MISSED = "program passed over by the kernel";

function calls(count: number): string {
  return count === 1 ? "1 call" : `${count} calls`;
}
