/**
 * What is watched: the targets, and which processes of their trees are alive. It is kept from the
 * records of forks and exits as they pass, so when the last process of a tree is gone, everything
 * that it did has been judged.
 */
import { Families } from "./families.ts";
import type { Target } from "./types.ts";

/** Watched knows the targets of a session. */
export class Watched {
  readonly #targets = new Map<number, Pick<Target, "name" | "follow">>();
  readonly #families = new Families();
  readonly #onIdle: () => void;
  #waiting: (() => void)[] = [];
  #all = false;

  /** onIdle is called before those are told who wait for {@link whenIdle}. */
  constructor(onIdle: () => void) {
    this.#onIdle = onIdle;
  }

  /** add makes the tree of `pid`, of which `alive` are there, a target, and returns it. */
  add(pid: number, how: Pick<Target, "name" | "follow">, alive: Iterable<number>): Target {
    this.#targets.set(pid, how);
    this.#families.set(pid, alive);
    return this.#target(pid, how);
  }

  /** addAll says that every process of the machine is watched: there is no idleness then. */
  addAll(): void {
    this.#all = true;
  }

  /** has tells whether a process is the root of a target. */
  has(pid: number): boolean {
    return this.#targets.has(pid);
  }

  /** targets lists what is watched. */
  targets(): readonly Target[] {
    return [...this.#targets].map(([pid, how]) => this.#target(pid, how));
  }

  /** processes lists those that are alive in the trees of all targets. */
  processes(): readonly number[] {
    return this.#families.pids();
  }

  /** roots lists the roots of trees in which a process is alive. */
  roots(): readonly number[] {
    return this.#families.roots();
  }

  /** born adds a process to a tree. */
  born(root: number, pid: number): void {
    this.#families.born(root, pid);
  }

  /** died takes a process out of its tree; a target without processes is none any more. */
  died(root: number, pid: number): void {
    this.#families.died(root, pid);
    if (this.#families.size(root) > 0) return;
    this.#targets.delete(root);
    this.settleIdle();
  }

  /** correct says which processes of a tree are alive. */
  correct(root: number, alive: Iterable<number>): void {
    this.#families.set(root, alive);
  }

  /** forget takes out a tree, whoever is alive in it. */
  forget(root: number): void {
    this.#families.forget(root);
    this.#targets.delete(root);
  }

  /** whenIdle settles when no process of a target is left. */
  whenIdle(): Promise<null> {
    return new Promise((resolve) => {
      this.#waiting.push(() => resolve(null));
      this.settleIdle();
    });
  }

  /** settleIdle tells those who wait, if no process of a target is left. */
  settleIdle(): void {
    if (!this.#families.empty || this.#all) return;
    this.#onIdle();
    for (const settle of this.#waiting.splice(0)) settle();
  }

  #target(pid: number, how: Pick<Target, "name" | "follow">): Target {
    return { pid, ...how, processes: this.#families.size(pid) };
  }
}
