import ipaddr from 'ipaddr.js';

/** A part of the network: `10.0.0.0/8`, `fd00::/8`, or one address. */
export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** @throws with the text when it is neither an address nor an address with a prefix length. */
export function parseNetwork(text: string): Network {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text.trim());
    const address = ipaddr.parse(text.trim());
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch {
    throw new Error(`"${text}" is no network. Write an address and how many of its bits count: 10.0.0.0/8.`);
  }
}

/**
 * Whether an address may not be reached by a user's request: all that are not public by IANA's registries (loopback, private, link-local
 * with the clouds' metadata, shared, multicast, unspecified, reserved, and IPv6 that wraps IPv4), unless the operator allows them.
 */
export function isRefusedAddress(text: string, allowed: readonly Network[]): boolean {
  if (!ipaddr.isValid(text)) return true;
  // An IPv4 address within an IPv6 one counts as what it is.
  const address = ipaddr.process(text);
  if (address.range() === 'unicast') return false;
  return !allowed.some(
    ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
  );
}
