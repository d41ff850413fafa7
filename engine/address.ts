/** IP addresses as records carry them: 4 or 16 bytes in network order. */

/** formatAddress writes 4 or 16 bytes as an address in its canonical form (RFC 5952). */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  if (isMapped(bytes)) return `::ffff:${bytes.subarray(12).join(".")}`;
  const groups = Array.from({ length: bytes.length / 2 }, (_, index) =>
    // A group lies inside the bytes: there are half as many groups as bytes.
    bytes[index * 2]! << 8 | bytes[index * 2 + 1]!);
  const [from, to] = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (to - from < 2) return hex.join(":");
  return `${hex.slice(0, from).join(":")}::${hex.slice(to).join(":")}`;
}

/** isMapped tells whether 16 bytes are an IPv4 address in IPv6's clothes, ::ffff:a.b.c.d. */
export function isMapped(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  if (end - start !== 16 || bytes[start + 10] !== 0xff || bytes[start + 11] !== 0xff) return false;
  for (let at = start; at < start + 10; at++) if (bytes[at] !== 0) return false;
  return true;
}

function longestZeros(groups: readonly number[]): readonly [from: number, to: number] {
  let best: readonly [number, number] = [0, 0];
  for (let from = 0; from < groups.length; from++) {
    let to = from;
    while (groups[to] === 0) to++;
    if (to - from > best[1] - best[0]) best = [from, to];
  }
  return best;
}
