/**
 * Comparisons of addresses, all of them as networks:
 *
 *     ip = "192.0.2.7"             ->  network(192.0.2.7/32)
 *     ip not in $PRIVATE_NETS      ->  network(10.0.0.0/8, ..., negated)
 */
import type { Network, Test } from "../machine.ts";
import type { Comparison } from "./comparison.ts";
import type { StepContext } from "./context.ts";
import { stringOf } from "./literals.ts";
import { scalarsOf } from "./values.ts";

/** networkTest returns the test of a comparison of addresses. */
export function networkTest(comparison: Comparison, context: StepContext): Test | undefined {
  const { report } = context;
  const scalars = scalarsOf(comparison, context);
  if (scalars === undefined) return undefined;
  const operator = comparison.node.operator.name;
  const exact = operator === "=" || operator === "!=";
  const networks: Network[] = [];
  for (const scalar of scalars) {
    const written = scalar.node === "text" ? stringOf(scalar, report) : undefined;
    const network = written === undefined ? undefined : parseNetwork(written);
    if (written === undefined || network === undefined) {
      const shown = written === undefined ? report.source.slice(scalar.at) : written;
      report.error(scalar.at, `"${shown}" is not an address`, {
        hint: `Write "192.0.2.7", "2001:db8::1" or, for a network, "10.0.0.0/8"`,
      });
    } else if (exact && written.includes("/")) {
      report.error(scalar.at, `"${written}" is a network, and "${operator}" compares one address`, {
        hint: `Write "${operator === "=" ? "in" : "not in"}"`,
      });
    } else {
      networks.push(network);
    }
  }
  if (networks.length < scalars.length) return undefined;
  const negate = operator === "!=" || operator === "not in";
  return { is: "network", field: comparison.ref, networks, negate };
}

/** parseNetwork reads an address or ADDRESS/PREFIX; bits behind the prefix are cleared. */
export function parseNetwork(text: string): Network | undefined {
  const [, address, length] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (address === undefined) return undefined;
  const bytes = address.includes(":") ? parseIPv6(address) : parseIPv4(address);
  if (bytes === undefined) return undefined;
  const prefix = length === undefined ? bytes.length * 8 : Number(length);
  if (prefix > bytes.length * 8) return undefined;
  for (let bit = prefix; bit < bytes.length * 8; bit++) {
    const byte = bit >> 3;
    bytes[byte] = (bytes[byte] ?? 0) & ~(0x80 >> (bit & 7));
  }
  return { bytes, prefix };
}

function parseIPv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  if (!parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return Uint8Array.from(parts, Number);
}

function parseIPv6(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] ?? "", true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const gap = 16 - head.length - tail.length;
  if (halves.length === 2 ? gap < 2 : gap !== 0) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(gap).fill(0), ...tail]);
}

/** groups reads `1:2:3`; the last group of an address may be an IPv4 address. */
function groups(text: string, last: boolean): readonly number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && part.includes(".")) {
      const mapped = parseIPv4(part);
      if (mapped === undefined) return undefined;
      bytes.push(...mapped);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) {
      const group = parseInt(part, 16);
      bytes.push(group >> 8, group & 0xff);
    } else {
      return undefined;
    }
  }
  return bytes;
}
