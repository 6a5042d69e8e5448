import ipaddr from "ipaddr.js";

/** What a deployment lets Ringback send to, beyond https to globally routable addresses. */
export type DestinationRules = {
  /** Plain http, and with it port 80. */
  readonly allowHttp: boolean;
  /** Address ranges (`10.1.0.0/16`, `::1/128`) that are allowed, though not globally routable. */
  readonly allowedCidrs: readonly string[];
};

/** The verdict on an endpoint URL: the parsed URL, or what is wrong with it and how to mend it. */
export type EndpointUrlCheck =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** Parsed CIDR ranges: see {@link parseCidrs}. */
export type AddressRanges = readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];

/** Longest endpoint URL taken, in characters: what proxies and servers commonly accept. */
const MAX_ENDPOINT_URL_LENGTH = 2048;

const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR("2000::/3"); // RFC 4291 section 2.4: the only part given out
const NAT64_V6 = ipaddr.IPv6.parseCIDR("64:ff9b::/96"); // RFC 6052 section 2.1
const WELL_KNOWN_PORT_END = 1024;

/**
 * Parses `10.0.0.0/8` or `fd00::/8` texts.
 * @throws Error naming the first text that is not a CIDR range
 */
export function parseCidrs(cidrs: readonly string[]): AddressRanges {
  return cidrs.map((cidr) => {
    if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr) && !ipaddr.IPv6.isValidCIDR(cidr)) {
      throw new Error(`"${cidr}" is not a CIDR range; expected one like 10.0.0.0/8 or fd00::/8`);
    }
    return ipaddr.parseCIDR(cidr);
  });
}

/**
 * Why Ringback does not connect to this IP address: the kind of address in words (`private`,
 * `loopback`), or undefined when it may. Tunnelled and translated forms (v4-mapped, local NAT64,
 * 6to4, Teredo) are refused whatever address they hold: nobody needs them to reach a public
 * receiver. A translating resolver (DNS64) puts 64:ff9b::/96 beside the addresses of every name:
 * there the IPv4 address inside is judged, which is to be a global one (RFC 6052, section 3.1),
 * whatever ranges are allowed.
 */
export function addressRefusal(address: string, allowed: AddressRanges): string | undefined {
  if (!isAddress(address)) return "malformed";
  const parsed = ipaddr.parse(address);
  if (allowed.some(([network, bits]) => matches(parsed, network, bits))) return undefined;
  const range = parsed.range();
  if (parsed instanceof ipaddr.IPv6 && parsed.match(NAT64_V6)) {
    const inside = addressRefusal(parsed.toByteArray().slice(-4).join("."), []);
    return inside && `${inside} behind NAT64`;
  }
  if (range !== "unicast") return range.replaceAll(/(?<=[a-z0-9])[A-Z]/g, " $&").toLowerCase();
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_UNICAST_V6)) return "reserved";
  return undefined;
}

/** Why Ringback does not connect with this scheme (`https:`) to this port; undefined: it may. */
export function portRefusal(
  protocol: string,
  port: number,
  allowHttp: boolean,
): { readonly message: string; readonly hint: string } | undefined {
  if (protocol !== "https:" && !(protocol === "http:" && allowHttp)) {
    return { message: `the scheme ${protocol}// is not allowed`, hint: "use https://" };
  }
  if (port === 443 || port >= WELL_KNOWN_PORT_END || (port === 80 && allowHttp)) return undefined;
  return { message: `port ${port} is not allowed`, hint: "use 443, or a port from 1024 up" };
}

/** The port a URL connects to, its scheme's default included. */
export function portOf(protocol: string, port: string): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

/**
 * Judges the text of an endpoint URL before it is stored. It resolves nothing: a name that leads to
 * a refused address is caught at each connection. Messages quote the host at most, never user,
 * password, path or query.
 * @param credentialsHint where user name and password belong instead
 */
export function checkEndpointUrl(
  text: string,
  rules: DestinationRules,
  credentialsHint = "use config.basic_auth_username and _password",
): EndpointUrlCheck {
  if (text.length > MAX_ENDPOINT_URL_LENGTH) {
    return refused(`is longer than ${MAX_ENDPOINT_URL_LENGTH} characters`, "use a shorter URL");
  }
  // The URL parser would drop or turn these silently; what is stored must be what was meant.
  // oxlint-disable-next-line no-control-regex
  if (/[\s\u0000-\u001F\u007F\\]/u.test(text)) {
    return refused("holds a space, backslash or control character", "percent-encode it");
  }
  const url = URL.parse(text);
  if (url === null || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return refused("is not an absolute URL", "use a URL like https://example.com/hooks");
  }
  if (url.username !== "" || url.password !== "") {
    return refused("holds a user name or password", credentialsHint);
  }
  if (text.includes("#")) return refused("holds a fragment", "remove # and what follows it");
  const port = portRefusal(url.protocol, portOf(url.protocol, url.port), rules.allowHttp);
  if (port !== undefined) return refused(port.message, port.hint);
  return checkHost(url, parseCidrs(rules.allowedCidrs)) ?? { ok: true, url };
}

function checkHost(url: URL, allowed: AddressRanges): EndpointUrlCheck | undefined {
  const host = url.hostname.replaceAll(/[[\]]/g, "");
  const isName = !isAddress(host);
  if (isName && host.endsWith(".")) {
    return refused("has a host with a dot at its end", "remove the dot");
  }
  const isLocalhost = host === "localhost" || host.endsWith(".localhost"); // RFC 6761: always loopback
  if (!isName || isLocalhost) {
    const refusal = addressRefusal(isLocalhost ? "127.0.0.1" : host, allowed);
    if (refusal === undefined) return undefined;
    return refused(
      `leads to ${host}, which is not globally routable (${refusal})`,
      "use a publicly reachable host",
    );
  }
  if (
    host.length > 253 ||
    !/^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9_-]{1,63}$/.test(host)
  ) {
    return refused(
      "has a host that is not a full domain name",
      "use a name like hooks.example.com",
    );
  }
  return undefined;
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function matches(
  address: ipaddr.IPv4 | ipaddr.IPv6,
  network: ipaddr.IPv4 | ipaddr.IPv6,
  bits: number,
): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function refused(message: string, hint: string): EndpointUrlCheck {
  return { ok: false, message, hint };
}
