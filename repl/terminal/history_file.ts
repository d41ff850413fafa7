import { dirname } from "node:path";
import { History, HISTORY_MAX } from "./history.ts";

/**
 * openHistory returns the history that is kept in the file at `path`, one JSON string a line, so
 * that an entry of several lines is one line. Entries are appended, so shells that run side by side
 * keep each other's. The file can be read by its owner only: what an analyst hunts for is nobody
 * else's business. A history that cannot be read or written is no reason to refuse a shell: the
 * problem is told to `onProblem` once, and the entries are kept for this session only.
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
    (entry) => attempt(() => append(path, entry), undefined),
  );
}

function load(path: string): readonly string[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  const lines = text.split("\n").flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(line);
      return typeof entry === "string" ? [entry] : [];
    } catch {
      // A line that something else wrote is not an entry.
      return [];
    }
  });
  if (lines.length > 2 * HISTORY_MAX) replace(path, new History(lines).entries);
  return lines;
}

function append(path: string, entry: string): void {
  Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  Deno.writeTextFileSync(path, lineOf(entry), { append: true, mode: 0o600 });
  // The mode above is only given to a new file.
  Deno.chmodSync(path, 0o600);
}

/** replace writes a file that has grown anew, as a whole: a shell killed meanwhile loses nothing. */
function replace(path: string, entries: readonly string[]): void {
  const part = Deno.makeTempFileSync({ dir: dirname(path), prefix: ".history-" });
  try {
    Deno.writeTextFileSync(part, entries.map(lineOf).join(""));
    Deno.chmodSync(part, 0o600);
    Deno.renameSync(part, path);
  } catch (error) {
    Deno.removeSync(part);
    throw error;
  }
}

function lineOf(entry: string): string {
  return `${JSON.stringify(entry)}\n`;
}
