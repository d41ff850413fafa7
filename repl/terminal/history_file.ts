import { dirname } from "node:path";
import { History } from "./history.ts";

/**
 * openHistory returns the history that is kept in the file at `path`, one JSON string a line, so
 * that an entry of several lines is one line. The file can be read by its owner only: what an
 * analyst hunts for is nobody else's business. A history that cannot be read or written is no
 * reason to refuse a shell, so the problem is told to `onProblem` once and the entries are kept for
 * this session only.
 */
export function openHistory(path: string, onProblem: (error: Error) => void): History {
  let told = false;
  const attempt = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch (error) {
      if (!told) onProblem(error instanceof Error ? error : new Error(String(error)));
      told = true;
      return otherwise;
    }
  };
  return new History(
    attempt(() => load(path), []),
    (entries) => attempt(() => save(path, entries), undefined),
  );
}

function load(path: string): string[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(line);
      return typeof entry === "string" ? [entry] : [];
    } catch {
      // A line that something else wrote is not an entry.
      return [];
    }
  });
}

/** save replaces the file as a whole, so that a shell that is killed leaves the old or the new. */
function save(path: string, entries: readonly string[]): void {
  const folder = dirname(path);
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const part = Deno.makeTempFileSync({ dir: folder, prefix: ".history-" });
  try {
    // A temporary file is made with mode 0600; the rename keeps it.
    Deno.writeTextFileSync(part, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    Deno.chmodSync(part, 0o600);
    Deno.renameSync(part, path);
  } catch (error) {
    Deno.removeSync(part);
    throw error;
  }
}
