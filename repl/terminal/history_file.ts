import { dirname } from "node:path";
import { History, HISTORY_MAX } from "./history.ts";

/**
 * openHistory returns the history that is kept in the file at `path`, one JSON string a line, so
 * that an entry of several lines is one line, and each entry there once. Entries are put at the end,
 * so shells that run side by side keep each other's. The file can be read by its owner only: what an analyst hunts for is nobody
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

/**
 * append puts an entry at the end of the file. One that is there already moves: the file then stays
 * as long as it is, so that it is written over in one go. The lock keeps other shells out.
 */
function append(path: string, entry: string): void {
  Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  using file = Deno.openSync(path, { create: true, read: true, write: true, mode: 0o600 });
  // The mode above is only given to a new file.
  Deno.chmodSync(path, 0o600);
  file.lockSync(true);
  const bytes = Deno.readFileSync(path);
  const text = new TextDecoder().decode(bytes);
  const line = lineOf(entry);
  const encoder = new TextEncoder();
  // In a file that is not ours all through, offsets would not be where the text has them.
  const ours = encoder.encode(text).length === bytes.length;
  const at = ours ? `\n${text}`.indexOf(`\n${line}`) : -1;
  const from = at < 0 ? bytes.length : encoder.encode(text.slice(0, at)).length;
  file.seekSync(from, Deno.SeekMode.Start);
  writeAll(file, encoder.encode((at < 0 ? "" : text.slice(at + line.length)) + line));
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let left = bytes; left.length > 0;) left = left.subarray(file.writeSync(left));
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
