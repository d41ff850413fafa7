/** How large recordings are, and so what is worth while for them. */
import { extname } from "node:path";

/** LARGE is from how many bytes of plain lines on it pays to start another thread. */
const LARGE = 128 * 1024 * 1024;

/** DENSE are the endings of compressed files, of which a byte stands for about ten. */
const DENSE: ReadonlySet<string> = new Set([".ray", ".zst", ".gz"]);
const DENSITY = 10;

/** bytesOf returns the size of a file; null for standard input, and what is no file of fixed size. */
export async function bytesOf(path: string): Promise<number | null> {
  if (path === "-") return null;
  // What cannot be looked at cannot be read either, which is told in its turn.
  const stat = await Deno.stat(path).catch(() => null);
  return stat?.isFile === true ? stat.size : null;
}

/** isLarge tells whether it pays to read these recordings in another thread. */
export function isLarge(paths: readonly string[], sizes: readonly (number | null)[]): boolean {
  if (sizes.includes(null)) return false;
  const weights = paths.map((path, index) =>
    (sizes[index] ?? 0) * (DENSE.has(extname(path)) ? DENSITY : 1)
  );
  return weights.reduce((sum, weight) => sum + weight, 0) >= LARGE;
}
