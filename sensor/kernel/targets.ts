/** The map of watched processes, as user space fills it: `struct target` of bpf/maps.h by pid. */
import { ERRNO, errorName, type Libbpf } from "../native/libbpf.ts";
import { SensorError } from "../errors.ts";

/** TARGET_BYTES is the size of a struct target { u32 root, flags; u64 start, root_start; }. */
export const TARGET_BYTES = 24;

/** TARGET_FLAG is enum target_flag of bpf/maps.h. */
export const TARGET_FLAG = { follow: 1, waitForExec: 2 } as const;

const BPF_ANY = 0n;
const BPF_NOEXIST = 1n;

/** Target is one process that is watched. */
export interface TargetEntry {
  readonly root: number;
  readonly flags: number;
  /** start and rootStart are ns since boot, to 10 ms. */
  readonly start: bigint;
  readonly rootStart: bigint;
}

/** TargetMap reads and writes the map. The BPF program writes it too, at every fork and exit. */
export class TargetMap {
  readonly #libbpf: Libbpf;
  readonly #fd: number;
  readonly #key = new Uint32Array(1);
  readonly #value = new DataView(new ArrayBuffer(TARGET_BYTES));

  constructor(libbpf: Libbpf, fd: number) {
    this.#libbpf = libbpf;
    this.#fd = fd;
  }

  /** get returns the entry of a process, or null. */
  get(pid: number): TargetEntry | null {
    this.#key[0] = pid;
    const value = this.#value;
    const bytes = new Uint8Array(value.buffer);
    if (this.#libbpf.bpf_map_lookup_elem(this.#fd, this.#key, bytes) < 0) return null;
    return {
      root: value.getUint32(0, true),
      flags: value.getUint32(4, true),
      start: value.getBigUint64(8, true),
      rootStart: value.getBigUint64(16, true),
    };
  }

  /** set writes the entry of a process, in place of one that is there. */
  set(pid: number, entry: TargetEntry): void {
    this.#write(pid, entry, BPF_ANY);
  }

  /** add writes the entry of a process that has none, and tells whether it had none. */
  add(pid: number, entry: TargetEntry): boolean {
    return this.#write(pid, entry, BPF_NOEXIST);
  }

  /** delete removes the entry of a process and tells whether there was one. */
  delete(pid: number): boolean {
    this.#key[0] = pid;
    return this.#libbpf.bpf_map_delete_elem(this.#fd, this.#key) >= 0;
  }

  /** pids lists the processes that have an entry now. It may miss some that come while it reads. */
  pids(): readonly number[] {
    const found = new Set<number>();
    const next = new Uint32Array(1);
    let key: Uint32Array<ArrayBuffer> | null = null;
    while (this.#libbpf.bpf_map_get_next_key(this.#fd, key, next) >= 0) {
      const pid = next[0] ?? 0;
      // Where the key was deleted meanwhile the kernel begins again from the start.
      if (found.has(pid) && key !== null && this.get(key[0] ?? 0) !== null) break;
      found.add(pid);
      key = Uint32Array.of(pid);
    }
    return [...found];
  }

  #write(pid: number, entry: TargetEntry, flags: bigint): boolean {
    this.#key[0] = pid;
    this.#value.setUint32(0, entry.root, true);
    this.#value.setUint32(4, entry.flags, true);
    this.#value.setBigUint64(8, entry.start, true);
    this.#value.setBigUint64(16, entry.rootStart, true);
    const value = new Uint8Array(this.#value.buffer);
    const result = this.#libbpf.bpf_map_update_elem(this.#fd, this.#key, value, flags);
    if (result === -ERRNO.EEXIST) return false;
    if (result >= 0) return true;
    throw new SensorError("kernel", `Cannot watch process ${pid}: ${errorName(-result)}`, {
      remedy: result === -ERRNO.E2BIG ? "Detach some targets: the table is full" : null,
    });
  }
}
