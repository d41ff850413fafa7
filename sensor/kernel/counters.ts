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

/** COUNTERS is how many there are, COUNTED_CPUS for how many CPUs each: bpf/maps.h. */
export const COUNTERS = 6;
export const COUNTED_CPUS = 64;

/** Count is how much was counted: in all, and by the number of the CPU it happened on. */
export interface Count {
  readonly count: number;
  readonly cpus: Readonly<Record<number, number>>;
}

/** NOTHING is a count of nothing. */
const NOTHING: Count = { count: 0, cpus: {} };

/** Counters reads what the BPF program counts, in memory that it shares. */
export class Counters {
  /** #cells has the low and high half of each counter; the low ones tell differences. */
  readonly #cells: Uint32Array<ArrayBuffer>;
  readonly #taken = new Uint32Array(COUNTERS * COUNTED_CPUS);

  /** Counters reads `memory`, the counters' map. */
  constructor(memory: ArrayBuffer) {
    this.#cells = new Uint32Array(memory, 0, 2 * COUNTERS * COUNTED_CPUS);
  }

  /** take returns what a counter has counted since it was taken last. */
  take(counter: number): Count {
    let taken = NOTHING;
    for (let cpu = 0; cpu < COUNTED_CPUS; cpu++) {
      const index = cpu * COUNTERS + counter;
      const total = Atomics.load(this.#cells, 2 * index);
      const count = (total - (this.#taken[index] ?? 0)) >>> 0;
      if (count === 0) continue;
      this.#taken[index] = total;
      taken = { count: taken.count + count, cpus: { ...taken.cpus, [cpu]: count } };
    }
    return taken;
  }
}

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

/** RINGS_NAMED is how many processes a warning names. */
const RINGS_NAMED = 5;

/** ringsFound says that processes have an io_uring that the kernel works off by itself. */
export function ringsFound(pids: readonly number[]): string {
  const named = pids.slice(0, RINGS_NAMED).join(", ");
  const more = pids.length > RINGS_NAMED ? ` and ${pids.length - RINGS_NAMED} more` : "";
  const have = pids.length === 1 ? `Process ${named} has` : `Processes ${named}${more} have`;
  return `${have} an io_uring since before the attach: what is done through it is not seen`;
}

/** MISSED is the cause of what the kernel itself passed over. */
export const MISSED = "program passed over by the kernel";

function calls(count: number): string {
  return count === 1 ? "1 call" : `${count} calls`;
}
