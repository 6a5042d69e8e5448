import {
  type AttemptFailureReason,
  type AttemptResult,
  KEPT_BODY_BYTES,
  KEPT_LOCATION_LENGTH,
} from "../domain/attempt-outcome.ts";
import { defined } from "../domain/defined.ts";
import { ResponseReader } from "./response-reader.ts";

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
