/**
 * Which commands have come to run. A command's process is there before it is that command; what the
 * kernel then tells of it first is that it runs the program, or that it has ended without.
 */

/** Starts knows the commands that have been attached to, until somebody has asked after them. */
export class Starts {
  readonly #pending = new Map<number, (runs: boolean) => void>();
  readonly #answers = new Map<number, Promise<boolean>>();

  /** pending is true while it is not known of some command. */
  get pending(): boolean {
    return this.#pending.size > 0;
  }

  /** expect takes note of a command that will run as process `pid`. */
  expect(pid: number): void {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#pending.set(pid, resolve);
    this.#answers.set(pid, promise);
  }

  /** settle says whether the command of a process runs. Only the first word on it counts. */
  settle(pid: number, runs: boolean): void {
    this.#pending.get(pid)?.(runs);
    this.#pending.delete(pid);
  }

  /** settleAll takes it that all commands run: what was told of them may have been lost. */
  settleAll(): void {
    for (const pid of [...this.#pending.keys()]) this.settle(pid, true);
  }

  /** runs answers, once, whether the command of a process has come to run. */
  async runs(pid: number): Promise<boolean> {
    const answer = this.#answers.get(pid);
    this.#answers.delete(pid);
    return await answer ?? true;
  }
}
