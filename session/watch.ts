/**
 * Policy files that somebody works on: when is a good moment to read them again. Editors replace a
 * file by renaming another one, write it in pieces, and leave files of their own beside it; so any
 * sign of a change only starts a wait for quiet, and what has changed is found by reading.
 */
import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

/** QUIET is how long nothing must happen before the files are worth reading, in ms. */
const QUIET = 150;

/** LONGEST is how long a change is held back while more of them come, in ms. */
const LONGEST = 1000;

/**
 * PolicyWatch watches files, and folders with all that is below them. It watches from its making
 * on, so that whoever reads the files afterwards misses no change. Iterate it once: it yields each
 * time that something may have changed since it last did, and ends when it is closed.
 */
export class PolicyWatch implements AsyncIterable<void>, Disposable {
  readonly #folders: readonly string[];
  /** #above has the folders that roots lie in, with the names that the roots have there. */
  readonly #above: ReadonlyMap<string, ReadonlySet<string>>;
  #watchers: readonly Deno.FsWatcher[];
  #stirred = Promise.withResolvers<void>();
  #latest = 0;
  #closed = false;

  /** It throws what the system does where a path is not there or cannot be watched. */
  constructor(paths: readonly string[]) {
    // A file may be a link: then its text changes elsewhere. A link itself can change too.
    const roots = new Set(paths.flatMap((path) => [resolve(path), Deno.realPathSync(path)]));
    this.#folders = [...roots].filter(isFolder);
    // A root that is replaced takes its own watch with it; the folder above it knows.
    const above = new Map<string, Set<string>>();
    for (const root of roots) {
      const folder = dirname(root);
      above.set(folder, (above.get(folder) ?? new Set()).add(basename(root)));
    }
    this.#above = above;
    this.#watchers = this.#open();
  }

  /** close ends the iteration. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const watcher of this.#watchers) watcher.close();
    this.#stirred.resolve();
  }

  /** It is closed when it goes out of scope. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** It yields when something may have changed and the files have been left alone for a moment. */
  async *[Symbol.asyncIterator](): AsyncGenerator<void, void> {
    for (;;) {
      await this.#stirred.promise;
      const begun = performance.now();
      for (let now = begun; !this.#closed && now < begun + LONGEST; now = performance.now()) {
        const left = this.#latest + QUIET - now;
        if (left <= 0) break;
        await new Promise((done) => setTimeout(done, Math.min(left, begun + LONGEST - now)));
      }
      if (this.#closed) return;
      // From here on a change counts for the next time. What stands where the roots stood is
      // watched anew, because it may be another folder; two watches on a path would share the old.
      this.#stirred = Promise.withResolvers();
      for (const watcher of this.#watchers) watcher.close();
      this.#watchers = this.#open();
      yield;
      if (this.#closed) return;
    }
  }

  #open(): readonly Deno.FsWatcher[] {
    const below = watchFolders(this.#folders, true);
    void this.#listen(
      below,
      ({ kind, paths }) =>
        paths.some((path) =>
          !basename(path).startsWith(".") && (kind !== "modify" || path.endsWith(".policy"))
        ),
    );
    const above = watchFolders([...this.#above.keys()], false);
    void this.#listen(
      above,
      ({ paths }) =>
        paths.some((path) => this.#above.get(dirname(path))?.has(basename(path)) === true),
    );
    return [below, above];
  }

  async #listen(
    watcher: Deno.FsWatcher,
    concerns: (event: Deno.FsEvent) => boolean,
  ): Promise<void> {
    for await (const event of watcher) {
      // Reading is access too, also our own. Without a path something was missed: anything may be.
      if (event.kind === "access" || (event.paths.length > 0 && !concerns(event))) continue;
      this.#latest = performance.now();
      this.#stirred.resolve();
    }
  }
}

/** watchFolders watches those of the folders that are there. */
function watchFolders(folders: readonly string[], recursive: boolean): Deno.FsWatcher {
  try {
    return Deno.watchFs(folders.filter(isFolder), { recursive });
  } catch (error) {
    // One of them went in between.
    if (error instanceof Deno.errors.NotFound) return watchFolders(folders, recursive);
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
