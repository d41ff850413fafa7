/**
 * The live sensor: the BPF program in the kernel, the processes it watches, and the events that
 * come from there.
 */
import type { Interest } from "../../compiler/interest.ts";
import type { Architecture } from "../../compiler/kinds/kinds.ts";
import { type BpfObject, loadObject, PROGRAMS } from "./bpf_object.ts";
import { type Count, Counters, LOSSES, MISSED, ringsFound, WARNINGS } from "./counters.ts";
import { SensorError } from "../errors.ts";
import { Knowledge, type Origin } from "../processes/knowledge.ts";
import { libbpf, unwrap } from "../native/libbpf.ts";
import { clock, type Mapping, pageSize } from "../native/libc.ts";
import { hasEnded, hasWorker, processes, processStat } from "../processes/processes.ts";
import { RECIPE_BYTES, RECIPES, recipes } from "./recipes.ts";
import type { VisitBytes } from "../records/reading.ts";
import { RingReader } from "./ring.ts";
import { TARGET_FLAG, TargetMap } from "./targets.ts";
import { Waiter } from "./waiter.ts";

/** RING_BYTES is the ring buffer's size by default; RING_MAX what it can be. */
export const RING_BYTES = 16 << 20;
const RING_MAX = 1 << 30;

/** MISSED_EVERY_MS is how often the kernel is asked what it passed over: that takes system calls. */
const MISSED_EVERY_MS = 1000;

/** LEARN_EVERY_MS is how often, at most, /proc is read again after losses. */
const LEARN_EVERY_MS = 5000;

/** Loss is a hole in what was seen. */
export interface Loss extends Count {
  readonly cause: string;
}

/** AttachOptions say how a process is watched. */
export interface AttachOptions {
  /** follow watches the processes that it has started and will start. Default true. */
  readonly follow?: boolean;
  /** waitForExec tells nothing until it runs another program: that execve is the first event. */
  readonly waitForExec?: boolean;
}

/** BpfSource is the live sensor. All of it may be used inside a Worker; one thread uses one. */
export class BpfSource {
  readonly #object: BpfObject;
  readonly #targets: TargetMap;
  readonly #reader: RingReader;
  readonly #waiter: Waiter;
  /** #asleep is struct reader of bpf/maps.h: 1 while the kernel has to wake us. */
  readonly #asleep: Int32Array<ArrayBuffer>;
  readonly #mappings: readonly Mapping[];
  readonly #counters: Counters;
  readonly #roots = new Set<number>();
  readonly #knowledge = new Knowledge();
  /** #notices are warnings that have not been told yet. */
  readonly #notices: string[] = [];
  /** start is the moment that times count from: RFC 3339, in ns. */
  readonly start: string;
  readonly #origin: bigint;
  #missed = 0;
  #missedAsked = 0;
  /** #stale: an exec or a fork may have been lost since /proc was read last, at #learned. */
  #stale = false;
  #learned = -Infinity;
  #closed = false;

  private constructor(object: BpfObject, ringBytes: number) {
    this.#object = object;
    const page = pageSize();
    const counters = object.mapMemory("exeray_counters", 0, page, "read");
    const consumer = object.mapMemory("exeray_ring", 0, page, "write");
    const producer = object.mapMemory("exeray_ring", page, page + 2 * ringBytes, "read");
    const reader = object.mapMemory("exeray_reader", 0, page, "write");
    this.#mappings = [counters, consumer, producer, reader];
    this.#asleep = new Int32Array(reader.buffer, 0, 1);
    this.#counters = new Counters(counters.buffer);
    const origin = clock("monotonic");
    this.#origin = origin;
    this.start = rfc3339(clock("realtime"));
    this.#reader = new RingReader({
      consumer: new BigUint64Array(consumer.buffer, 0, 1),
      producer: new BigUint64Array(producer.buffer, 0, 1),
      data: new Uint8Array(producer.buffer, page),
    }, origin);
    this.#targets = new TargetMap(libbpf(), object.map("exeray_targets"));
    this.#waiter = new Waiter(object.map("exeray_ring"));
  }

  /**
   * open loads and attaches the BPF program; nothing is watched yet. `ringBytes` is rounded up to a
   * power of two. It throws a SensorError that says what the machine lacks.
   */
  static open(options: { readonly ringBytes?: number } = {}): BpfSource {
    const ringBytes = ringSize(options.ringBytes ?? RING_BYTES);
    const object = loadObject({ ringBytes });
    try {
      const source = new BpfSource(object, ringBytes);
      source.#writeSettings(false);
      source.setInterest({ phases: new Map(), fields: new Set() });
      for (const { name } of PROGRAMS) object.attach(name);
      return source;
    } catch (error) {
      object.close();
      throw error;
    }
  }

  /** now is the time of an event that would happen now, in ns since the start. */
  now(): number {
    return Number(clock("monotonic") - this.#origin);
  }

  /** setInterest says which calls are wanted, when, and with which of the costly fields. */
  setInterest(interest: Interest): void {
    const bytes = recipes(interest, architecture());
    const fd = this.#object.map("exeray_recipes");
    for (let index = 0; index < RECIPES; index++) {
      const value = bytes.subarray(index * RECIPE_BYTES, (index + 1) * RECIPE_BYTES);
      unwrap(
        libbpf().bpf_map_update_elem(fd, Uint32Array.of(index), value, 0n),
        "tell the BPF program what is wanted",
      );
    }
  }

  /**
   * attach watches a process and, with `follow`, those that it has started and will start. It
   * throws a SensorError where there is no such process, or it is watched already.
   */
  attach(pid: number, options: AttachOptions = {}): void {
    const { follow = true, waitForExec = false } = options;
    const stat = processStat(pid);
    const refuse = (reason: string) => {
      throw new SensorError("target", `Cannot attach to process ${pid}: ${reason}`);
    };
    if (pid === Deno.pid) refuse("it is this program itself");
    if (stat === null || hasEnded(stat)) return refuse("there is no such process");
    const present = this.#targets.get(pid);
    if (present !== null && present.start === stat.start && this.#roots.has(present.root)) {
      refuse(
        present.root === pid ? "it is attached" : `it belongs to the tree of ${present.root}`,
      );
    }
    const flags = (follow ? TARGET_FLAG.follow : 0) |
      (waitForExec ? TARGET_FLAG.waitForExec : 0);
    const entry = { root: pid, flags, start: stat.start, rootStart: stat.start };
    this.#targets.set(pid, entry);
    const tree = new Map<number, Origin>([[pid, entry]]);
    if (follow) this.#adopt(pid, stat.start, flags, tree);
    if (!this.#hold(pid, stat.start)) refuse("there is no such process");
    this.#roots.add(pid);
    this.#learn(tree);
    this.#noticeRings(tree.keys());
  }

  /** attachAll watches every process of the machine but this one. */
  attachAll(): void {
    this.#writeSettings(true);
    const all = processes().filter(({ pid }) => pid !== Deno.pid);
    const origins = all.map(({ pid, start }) =>
      [pid, this.#targets.get(pid) ?? { root: pid, start, rootStart: start }] as const
    );
    this.#learn(origins);
    this.#noticeRings(all.map(({ pid }) => pid));
  }

  /** detach ends the watch on a root and its tree, and tells whether it was attached. */
  detach(pid: number): boolean {
    if (!this.#roots.delete(pid)) return false;
    // A process that is being removed may fork before it is: go on until nothing is left.
    for (let left = this.processes(pid); left.length > 0; left = this.processes(pid)) {
      for (const one of left) this.#targets.delete(one);
    }
    return true;
  }

  /** processes lists the processes of a root's tree that are alive. */
  processes(root: number): readonly number[] {
    return this.#targets.pids().filter((pid) => this.#targets.get(pid)?.root === root);
  }

  /** filled is how much of the ring is taken, from 0 to 1. */
  get filled(): number {
    return this.#closed ? 0 : this.#reader.filled;
  }

  /**
   * drain visits the events that have come, with what is known of their processes, and returns how
   * many. See {@link RingReader.drain}.
   */
  drain(visit: VisitBytes): number {
    if (this.#closed) return 0;
    const known = this.#knowledge.tell(visit);
    return known + this.#reader.drain(this.#knowledge.beside(visit));
  }

  /** wait settles when there is something to drain, after `ms`, or when the source is closed. */
  async wait(ms: number): Promise<void> {
    if (this.#closed) return;
    Atomics.store(this.#asleep, 0, 1);
    // What has come before the kernel saw this wakes nobody.
    if (!this.#reader.ready) await this.#waiter.wait(ms);
    if (!this.#closed) Atomics.store(this.#asleep, 0, 0);
  }

  /**
   * losses tells what was lost since the last call, by cause. What is known of the processes may be
   * wrong then: it is read again.
   */
  losses(): readonly Loss[] {
    if (this.#closed) return [];
    const losses = LOSSES
      .map(([counter, cause]) => ({ cause, ...this.#counters.take(counter) }))
      .filter(({ count }) => count > 0);
    const missed = this.#takeMissed();
    const all = missed > 0 ? [...losses, { cause: MISSED, count: missed, cpus: {} }] : losses;
    if (all.length > 0) this.#stale = true;
    if (this.#stale) this.#learnAgain();
    return all;
  }

  /** warnings tells what a person should know since the last call, one line each. */
  warnings(): readonly string[] {
    if (this.#closed) return [];
    return [
      ...this.#notices.splice(0),
      ...WARNINGS.flatMap(([counter, say]) => {
        const { count } = this.#counters.take(counter);
        return count > 0 ? [say(count)] : [];
      }),
    ];
  }

  /** close takes everything out of the kernel. What has not been drained is gone. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiter.close();
    for (const mapping of this.#mappings) mapping.unmap();
    this.#object.close();
  }

  /**
   * #adopt adds the descendants that exist already, to `tree` too; those that come later the kernel
   * adds.
   */
  #adopt(root: number, rootStart: bigint, flags: number, tree: Map<number, Origin>): void {
    let before: number;
    do {
      before = tree.size;
      for (const { pid, ppid, start } of processes()) {
        if (tree.has(pid) || !tree.has(ppid) || pid === Deno.pid) continue;
        const entry = { root, flags, start, rootStart };
        tree.set(pid, entry);
        if (this.#targets.add(pid, entry)) this.#hold(pid, start);
      }
    } while (tree.size > before);
  }

  /**
   * #hold tells whether a process that was added is still there. One that ended before that would
   * stay in the map for good: the kernel removes a process when it ends.
   */
  #hold(pid: number, start: bigint): boolean {
    const stat = processStat(pid);
    if (stat !== null && stat.start === start && !hasEnded(stat)) return true;
    if (this.#targets.get(pid)?.start === start) this.#targets.delete(pid);
    return false;
  }

  /** #learn reads what there is to know of processes, for the engine to have before their events. */
  #learn(targets: Iterable<readonly [pid: number, target: Origin]>): void {
    const { latest } = this.#reader;
    this.#knowledge.read(targets, latest, this.now() - latest);
  }

  /** #noticeRings warns of processes whose io_uring is fed without a call that could be counted. */
  #noticeRings(pids: Iterable<number>): void {
    const found = [...pids].filter((pid) => {
      const stat = processStat(pid);
      return stat !== null && hasWorker(stat);
    });
    if (found.length > 0) this.#notices.push(ringsFound(found));
  }

  #learnAgain(): void {
    const now = performance.now();
    if (this.#closed || now - this.#learned < LEARN_EVERY_MS) return;
    this.#learned = now;
    this.#stale = false;
    this.#learn(
      this.#targets.pids().flatMap((pid) => {
        const target = this.#targets.get(pid);
        return target === null ? [] : [[pid, target] as const];
      }),
    );
  }

  #writeSettings(all: boolean): void {
    const value = Uint32Array.of(Deno.pid, all ? 1 : 0);
    unwrap(
      libbpf().bpf_map_update_elem(
        this.#object.map("exeray_settings"),
        Uint32Array.of(0),
        value,
        0n,
      ),
      "tell the BPF program whom to watch",
    );
  }

  #takeMissed(): number {
    const now = performance.now();
    if (this.#closed || now - this.#missedAsked < MISSED_EVERY_MS) return 0;
    this.#missedAsked = now;
    const total = this.#object.missed();
    const count = total - this.#missed;
    this.#missed = total;
    return count;
  }
}

function architecture(): Architecture {
  return Deno.build.arch;
}

function ringSize(bytes: number): number {
  if (bytes > RING_MAX) {
    throw new SensorError("kernel", "Cannot make the ring buffer: it is to be larger than 1 GiB", {
      remedy: "Ask for a smaller one",
    });
  }
  let size = pageSize();
  while (size < bytes) size *= 2;
  return size;
}

/** rfc3339 writes ns since 1970 with all their digits. */
function rfc3339(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(ns % 1_000_000_000n).padStart(9, "0")}Z`;
}
