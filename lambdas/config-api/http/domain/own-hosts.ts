import { portOf } from "../../../shared/domain/destination-rules.ts";

/** Where this installation of Ringback itself answers. */
export interface OwnHosts {
  /**
   * Id of the HTTP API, the first label of its host names:
   * `<id>.execute-api.<region>.amazonaws.com`, `-fips` or not.
   */
  readonly apiId: string;
  /** Host names, with a port unless it is the scheme's own: `api.example.com`, `127.0.0.1:4566`. */
  readonly authorities: readonly string[];
}

/** Second label of the host names of HTTP APIs. https://docs.aws.amazon.com/general/latest/gr/apigateway.html */
const GATEWAY = /^execute-api(?:-fips)?$/u;

/**
 * Whether a URL leads to this installation itself, however its host is written: letter case, a dot
 * at the end, percent and IDN forms and those of IPv4 addresses are what the URL parser makes one
 * of. Another port is another server.
 */
export function isOwnUrl(text: string, { apiId, authorities }: OwnHosts): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  const host = withoutDot(url.hostname);
  const [id, service = ""] = host.split(".");
  if (apiId !== "" && id === apiId.toLowerCase() && GATEWAY.test(service)) return true;
  const port = portOf(url.protocol, url.port);
  return authorities.some((authority) => {
    const own = URL.parse(`https://${authority}`);
    if (own === null || withoutDot(own.hostname) !== host) return false;
    return own.port === "" ? port === 443 || port === 80 : port === Number(own.port);
  });
}

function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/u, "");
}
