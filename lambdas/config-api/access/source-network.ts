import ipaddr from "ipaddr.js";

/**
 * Who stands behind a source address: an IPv4 address, or the /64 of an IPv6 one, which is the
 * least that a single host is given (RFC 6177). IPv4 addresses in the clothes of IPv6 are the
 * former.
 */
export function sourceNetwork(sourceIp: string): string {
  if (!ipaddr.isValid(sourceIp)) return "unknown";
  const address = ipaddr.process(sourceIp);
  return address instanceof ipaddr.IPv6
    ? `${address.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(":")}::/64`
    : address.toString();
}
