import type { Dispatcher } from "undici";

import {
  type AttemptFailureReason,
  type AttemptResult,
  KEPT_BODY_BYTES,
} from "../domain/attempt-outcome.ts";
import { ConnectFailure } from "./guarded-connector.ts";

/** Bytes of a response body that are read before the connection is cut: what an error page may well have. */
const READ_BODY_BYTES = 65_536;

/** Where an exchange reports to; `isReusable`: the connection may carry another request. */
export type ExchangeEnd = (result: AttemptResult, isReusable: boolean) => void;

/**
 * One request on its way, as undici's handler: turns its callbacks into one {@link AttemptResult}. The first end
 * counts (response, failure or deadline); what undici reports afterwards is ignored.
 */
export class HttpExchange implements Dispatcher.DispatchHandler {
  readonly #end: ExchangeEnd;
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #keptBytes: number;
  #hasEnded = false;
  #status = 0;
  #retryAfter: string | undefined;
  #readBytes = 0;
  #kept: Buffer | undefined;

  constructor(
    timeoutMs: number,
    now: () => number,
    end: ExchangeEnd,
    keptBytes: number = KEPT_BODY_BYTES,
  ) {
    this.#end = end;
    this.#keptBytes = keptBytes;
    this.#now = now;
    this.#startedAtMs = now();
    this.#timer = setTimeout(passDeadline, timeoutMs, this);
  }

  onRequestStart(): void {
    // nothing to do, but undici asks for it
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return; // 103 Early Hints and the like
    this.#status = status;
    const retryAfter = headers["retry-after"];
    this.#retryAfter = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#readBytes < this.#keptBytes) {
      this.#kept = this.#kept === undefined ? chunk : Buffer.concat([this.#kept, chunk]);
    }
    this.#readBytes += chunk.length;
    if (this.#readBytes > READ_BODY_BYTES) this.#respond(false);
  }

  onResponseEnd(): void {
    this.#respond(true);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const [reason, message] = describe(error);
    this.fail(reason, message);
  }

  /** Ends the exchange without a response, unless it has ended. */
  fail(reason: AttemptFailureReason, message: string): void {
    this.#finish({ kind: "failure", reason, message, ...this.#times() }, false);
  }

  #respond(isReusable: boolean): void {
    const bodyHead = this.#kept === undefined ? "" : headText(this.#kept, this.#keptBytes);
    this.#finish(
      {
        kind: "response",
        status: this.#status,
        bodyHead,
        retryAfter: this.#retryAfter,
        ...this.#times(),
      },
      isReusable,
    );
  }

  #times(): { startedAtMs: number; durationMs: number } {
    const startedAtMs = this.#startedAtMs;
    return { startedAtMs, durationMs: Math.max(0, this.#now() - startedAtMs) };
  }

  #finish(result: AttemptResult, isReusable: boolean): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    this.#end(result, isReusable);
  }
}

function passDeadline(exchange: HttpExchange): void {
  exchange.fail("timeout", "no whole response within the timeout");
}

/** So many bytes as text; a character that the cut splits is left out. */
function headText(body: Buffer, keptBytes: number): string {
  if (body.length <= keptBytes) return body.toString("utf8");
  return new TextDecoder().decode(body.subarray(0, keptBytes), { stream: true });
}

function describe(error: Error): [AttemptFailureReason, string] {
  if (error instanceof ConnectFailure) return [error.reason, error.message];
  const { code = error.name } = error as NodeJS.ErrnoException;
  if (code === "UND_ERR_INVALID_ARG" || code === "UND_ERR_NOT_SUPPORTED") {
    return ["bad_configuration", `the request could not be built (${error.message})`];
  }
  if (isBadResponse(error, code)) {
    return ["bad_response", `the answer is not a valid HTTP/1.1 response (${code})`];
  }
  if (/^ERR_(SSL|TLS)_/.test(code)) {
    return ["tls", `the receiver ended the TLS connection (${code})`];
  }
  return ["connection_lost", `the connection ended before the response did (${code})`];
}

function isBadResponse({ name, message }: Error, code: string): boolean {
  return (
    name === "HTTPParserError" ||
    code === "UND_ERR_HEADERS_OVERFLOW" ||
    (code === "UND_ERR_SOCKET" && message.startsWith("bad ")) // an unasked 100 or 101
  );
}
