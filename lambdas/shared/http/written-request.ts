import type { HttpRequest } from "./http-sender.ts";

/** A request as it is written. */
export interface WrittenRequest {
  /** Latin-1, its blank line included. */
  readonly head: string;
  readonly body: string | Uint8Array;
  /** Whether the connection may be kept for another request. */
  readonly isKept: boolean;
}

/**
 * A receiver may answer a longer body from its head, and close though it announced otherwise; the
 * next request on that connection would be lost.
 */
const LONGEST_KEPT_BYTES = 65_536;

/** RFC 9110, sections 5.6.2 and 5.5. */
const NAME = /^[!#$%&'*+\-.^_`|~\w]+$/u;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/u;

/** What describes the connection and the length of the body is for the sender to say. */
const OWN_NAME =
  /^(?:connection|content-length|expect|host|keep-alive|transfer-encoding|upgrade)$/iu;

/** One POST in the bytes of HTTP/1.1; or why it cannot be written, without values. */
export function writeRequest({
  url: urlText,
  headers,
  body,
}: Pick<HttpRequest, "url" | "headers" | "body">):
  | ({ readonly ok: true; readonly url: URL } & WrittenRequest)
  | { readonly ok: false; readonly message: string } {
  const url = URL.parse(urlText);
  if (url === null || !/^https?:$/u.test(url.protocol)) return refused("the URL is malformed");
  const length = Buffer.byteLength(body);
  const isKept = length <= LONGEST_KEPT_BYTES;
  let head = `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n`;
  head += `connection: ${isKept ? "keep-alive" : "close"}\r\naccept-encoding: identity\r\n`;
  for (let index = 0; index < headers.length; index += 2) {
    const [name = "", value] = [headers[index], headers[index + 1]];
    if (!NAME.test(name) || OWN_NAME.test(name)) return refused("a header's name is not valid");
    if (value === undefined || !VALUE.test(value)) return refused("a header's value is not valid");
    head += `${name}: ${value}\r\n`;
  }
  head += `content-length: ${length}\r\n\r\n`;
  return { ok: true, url, head, body, isKept };
}

function refused(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}
