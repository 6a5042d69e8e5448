import type { Client, Dispatcher } from "undici";
import HttpClient from "undici/lib/dispatcher/client.js";

/** What the SDK hands over: the part of its HttpRequest that AWS's JSON protocols use. */
type AwsRequest = {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array | undefined;
};

type AwsResponse = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
};

/**
 * A connection that is not accepted after this time is given up; within a region it takes
 * milliseconds.
 */
const CONNECT_TIMEOUT_MS = 2_000;
/**
 * An answer that does not come, or stops coming, for this time: the SDK tries again, well within a
 * function's timeout.
 */
const SILENCE_TIMEOUT_MS = 5_000;
/**
 * AWS's endpoints keep idle connections for 20 s and longer; a TLS handshake costs as much CPU as
 * several calls.
 */
const KEEP_ALIVE_MS = 15_000;
/**
 * Idle connections kept for one endpoint: as many as ten slices of an event, or a page of releases,
 * use at once.
 */
const MOST_IDLE = 50;

/**
 * An HTTP handler for AWS SDK clients on undici: a third less CPU per call than the SDK's own on
 * `node:http` (`bench/deliver.ts`). For operations of AWS's JSON protocols: no streams, no query
 * strings, no aborting. Failures get the names by which the SDK knows that it may try again.
 */
export class AwsHttpHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };
  readonly #idle = new Map<string, Client[]>();
  readonly #silenceTimeoutMs: number;

  constructor(silenceTimeoutMs: number = SILENCE_TIMEOUT_MS) {
    this.#silenceTimeoutMs = silenceTimeoutMs;
  }

  /** Sends one request, one at a time on each connection. */
  handle(request: AwsRequest): Promise<{ response: AwsResponse }> {
    const { protocol, hostname, port, method, path, headers, body = null } = request;
    const origin = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
    const idle = this.#idleOf(origin);
    const client = idle.pop() ?? this.#connect(origin);
    return new Promise((resolve, reject) => {
      const exchange = new AwsExchange((outcome) => {
        if (outcome instanceof Error) {
          reject(outcome);
          return;
        }
        if (idle.length < MOST_IDLE) idle.push(client);
        else setImmediate(() => void client.destroy());
        resolve({ response: outcome });
      });
      client.dispatch({ method, path, headers, body }, exchange);
    });
  }

  /** Closes the idle connections. */
  destroy(): void {
    for (const client of [...this.#idle.values()].flat()) void client.destroy();
    this.#idle.clear();
  }

  /** Asked for by the SDK; there is nothing to change. */
  updateHttpClientConfig(): void {
    // nothing to change
  }

  /** Asked for by the SDK. */
  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  #idleOf(origin: string): Client[] {
    let idle = this.#idle.get(origin);
    if (idle === undefined) {
      idle = [];
      this.#idle.set(origin, idle);
    }
    return idle;
  }

  #connect(origin: string): Client {
    return new HttpClient(origin, {
      allowH2: false,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      headersTimeout: this.#silenceTimeoutMs,
      bodyTimeout: this.#silenceTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
  }
}

/** One call on its way. After an error undici has closed the connection. */
class AwsExchange implements Dispatcher.DispatchHandler {
  readonly #end: (outcome: AwsResponse | Error) => void;
  readonly #chunks: Buffer[] = [];
  #statusCode = 0;
  #headers: Record<string, string> = {};

  constructor(end: (outcome: AwsResponse | Error) => void) {
    this.#end = end;
  }

  onRequestStart(): void {
    // nothing to do, but undici asks for it
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#statusCode = statusCode;
    this.#headers = headers as Record<string, string>; // AWS repeats no header in its JSON protocols
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first = Buffer.alloc(0)] = this.#chunks;
    const body = this.#chunks.length < 2 ? first : Buffer.concat(this.#chunks);
    this.#end({ statusCode: this.#statusCode, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end(named(error));
  }
}

/**
 * The SDK tries again what is called `TimeoutError` or `RequestTimeout`; `ECONNRESET` and its like
 * it knows by code.
 */
function named(error: Error): Error {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "UND_ERR_SOCKET") return Object.assign(error, { name: "RequestTimeout" });
  const isTimeout = /^UND_ERR_.*_TIMEOUT$/.test(code);
  return isTimeout ? Object.assign(error, { name: "TimeoutError" }) : error;
}
