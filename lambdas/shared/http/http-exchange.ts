import {
  type AttemptFailureReason,
  type AttemptResult,
  KEPT_BODY_BYTES,
  KEPT_LOCATION_LENGTH,
} from "../domain/attempt-outcome.ts";
import { defined } from "../domain/defined.ts";
import type { HttpRequest } from "./http-sender.ts";
import { ResponseReader } from "./response-reader.ts";

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

/**
 * Where an exchange reports to; `keepAliveMs`: how long the connection may be kept, 0 not at all.
 */
export type ExchangeEnd = (result: AttemptResult, keepAliveMs: number) => void;

/**
 * One request on its way: what comes back, and what becomes of the connection, make one {@link
 * AttemptResult}. The first end counts (answer, failure or deadline); what is reported afterwards
 * is ignored.
 */
export class HttpExchange {
  readonly #end: ExchangeEnd;
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #reader: ResponseReader;
  #hasEnded = false;

  constructor(
    timeoutMs: number,
    now: () => number,
    end: ExchangeEnd,
    keptBytes: number = KEPT_BODY_BYTES,
  ) {
    this.#end = end;
    this.#reader = new ResponseReader(keptBytes);
    this.#now = now;
    this.#startedAtMs = now();
    this.#timer = setTimeout(passDeadline, timeoutMs, this);
  }

  /** Whether nothing more will come of it. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Takes a part of the answer. */
  read(bytes: Buffer): void {
    const reading = this.#reader.read(bytes);
    if (reading === "more") return;
    if (reading === "whole") this.#respond(this.#reader.keepAliveMs);
    else if (reading === "enough") this.#respond(0);
    else this.fail("bad_response", `the answer is not a valid HTTP/1.1 response: ${reading.error}`);
  }

  /**
   * The connection has ended. Of an answer whose head is whole that is the end, too: its status
   * says what the receiver made of the request.
   * @param code of the error that ended it @default - the receiver closed it
   */
  lose(code = "closed"): void {
    if (this.#reader.head !== undefined) this.#respond(0);
    else if (/^ERR_(?:SSL|TLS)_/u.test(code)) {
      this.fail("tls", `the receiver ended the TLS connection (${code})`);
    } else {
      this.fail("connection_lost", `the connection ended before the response did (${code})`);
    }
  }

  /** Ends the exchange without a whole answer, unless it has ended. */
  fail(reason: AttemptFailureReason, message: string): void {
    this.#finish({ kind: "failure", reason, message, ...this.#answered(), ...this.#times() }, 0);
  }

  #respond(keepAliveMs: number): void {
    const { head, bodyHead } = this.#reader;
    if (head === undefined) return;
    const { status, retryAfter } = head;
    const location = head.location?.slice(0, KEPT_LOCATION_LENGTH);
    const answer = { status, bodyHead, retryAfter, ...defined({ location }) };
    this.#finish({ kind: "response", ...answer, ...this.#times() }, keepAliveMs);
  }

  /** What had come when it failed. */
  #answered(): { status?: number; bodyHead?: string } {
    const { status, bodyHead } = this.#reader;
    return defined({ status, bodyHead: bodyHead === "" ? undefined : bodyHead });
  }

  #times(): { startedAtMs: number; durationMs: number } {
    const startedAtMs = this.#startedAtMs;
    return { startedAtMs, durationMs: Math.max(0, this.#now() - startedAtMs) };
  }

  #finish(result: AttemptResult, keepAliveMs: number): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    this.#end(result, keepAliveMs);
  }
}

function passDeadline(exchange: HttpExchange): void {
  exchange.fail("timeout", "no whole response within the timeout");
}
