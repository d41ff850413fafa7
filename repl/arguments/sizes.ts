/** UNITS are powers of 1024, as in policies. */
const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** parseSize reads a number of bytes, such as 4096, 64K, 100M or 1G. */
export function parseSize(word: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,15})([KMG]?)$/i.exec(word) ?? [];
  const size = Number(digits) * (UNITS[unit.toUpperCase()] ?? 0);
  if (digits === "" || size < 1 || !Number.isSafeInteger(size)) {
    throw new Error("a size is a number of bytes, such as 64K, 100M or 1G");
  }
  return size;
}
