/**
 * Tests on addresses. An IPv4 address is the same address in IPv6's clothes (::ffff:a.b.c.d), for
 * that is how a program reaches it over an IPv6 socket: both forms are compared as IPv4, in events
 * and in networks.
 */
import type { Network } from "../compiler/machine.ts";
import { isMapped } from "./address.ts";
import type { ByteMatcher } from "./literals.ts";

const MAPPED_BITS = 96;

/** networkMatcher matches an address of 4 or 16 bytes that lies in one of the networks. */
export function networkMatcher(networks: readonly Network[]): ByteMatcher {
  return new NetworkMatcher(networks.map(plain));
}

function plain(network: Network): Network {
  if (network.prefix < MAPPED_BITS || !isMapped(network.bytes)) return network;
  return { bytes: network.bytes.slice(12), prefix: network.prefix - MAPPED_BITS };
}

class NetworkMatcher implements ByteMatcher {
  constructor(private readonly networks: readonly Network[]) {}

  test(bytes: Uint8Array, start: number, end: number): boolean {
    const from = isMapped(bytes, start, end) ? end - 4 : start;
    for (const network of this.networks) {
      if (end - from === network.bytes.length && samePrefix(bytes, from, network)) return true;
      // A network that is wider than all of IPv4's clothes, such as ::/0, has mapped ones in it.
      if (from !== start && network.bytes.length === 16 && samePrefix(bytes, start, network)) {
        return true;
      }
    }
    return false;
  }
}

function samePrefix(bytes: Uint8Array, start: number, { bytes: base, prefix }: Network): boolean {
  const whole = prefix >> 3;
  for (let index = 0; index < whole; index++) {
    if (bytes[start + index] !== base[index]) return false;
  }
  const rest = prefix & 7;
  if (rest === 0) return true;
  const differ = (bytes[start + whole] ?? 0) ^ (base[whole] ?? 0);
  return differ >> (8 - rest) === 0;
}
