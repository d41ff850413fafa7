/**
 * Which processes of each target are alive, kept from the lifecycle records of the stream itself:
 * when the last one is gone, everything it did has been judged.
 */

/** Families knows the living processes of every root. */
export class Families {
  readonly #alive = new Map<number, Set<number>>();

  /** set starts, or corrects after a loss, the family of a root. */
  set(root: number, pids: Iterable<number>): void {
    this.#alive.set(root, new Set(pids));
  }

  /** born adds a child to its root's family. */
  born(root: number, pid: number): void {
    let family = this.#alive.get(root);
    if (family === undefined) this.#alive.set(root, family = new Set());
    family.add(pid);
  }

  /** died removes a process; a root without processes is forgotten. */
  died(root: number, pid: number): void {
    const family = this.#alive.get(root);
    if (family === undefined) return;
    family.delete(pid);
    if (family.size === 0) this.#alive.delete(root);
  }

  /** forget removes a root and its whole family. */
  forget(root: number): void {
    this.#alive.delete(root);
  }

  /** size is how many processes of a root are alive. */
  size(root: number): number {
    return this.#alive.get(root)?.size ?? 0;
  }

  /** roots lists the roots that have a living process. */
  roots(): readonly number[] {
    return [...this.#alive.keys()];
  }

  /** pids lists all living processes. */
  pids(): readonly number[] {
    return [...this.#alive.values()].flatMap((family) => [...family]);
  }

  /** empty is true when no process of any target is alive. */
  get empty(): boolean {
    return this.#alive.size === 0;
  }
}
