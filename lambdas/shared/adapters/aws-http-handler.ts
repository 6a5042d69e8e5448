import type { Dispatcher } from "undici";
import HttpPool from "undici/lib/dispatcher/pool.js";

/** What the SDK hands over: the part of its HttpRequest that AWS's JSON protocols use. */
type AwsRequest = {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
};

type AwsResponse = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
};

/** Connections to one endpoint: no function makes more calls at once than a batch has records. */
const MOST_CONNECTIONS = 10;
/** A connection that is not accepted after this time is given up; within a region it takes milliseconds. */
const CONNECT_TIMEOUT_MS = 2_000;
/** An answer that does not come, or stops coming, for this time: the SDK then tries again, well within a function's timeout. */
const SILENCE_TIMEOUT_MS = 5_000;
/** AWS's endpoints keep idle connections for 20 s and longer; a TLS handshake costs as much CPU as several calls. */
const KEEP_ALIVE_MS = 15_000;

/**
 * An HTTP handler for AWS SDK clients on undici: a third less CPU per call than the SDK's own on `node:http`
 * (`bench/deliver.ts`). For operations of the JSON protocols: no streams, no query strings. Failures keep the names by
 * which the SDK knows that it may try again.
 */
export class AwsHttpHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };
  readonly #pools = new Map<string, Dispatcher>();

  handle(
    request: AwsRequest,
    { abortSignal }: { abortSignal?: AbortSignal } = {},
  ): Promise<{ response: AwsResponse }> {
    return new Promise((resolve, reject) => {
      if (abortSignal?.aborted === true) {
        reject(abortError());
        return;
      }
      const { method, path, headers, body = null } = request;
      const exchange = new AwsExchange(resolve, reject);
      abortSignal?.addEventListener("abort", () => exchange.abort(), { once: true });
      this.#poolFor(request).dispatch({ method, path, headers, body }, exchange);
    });
  }

  /** Closes all connections. */
  destroy(): void {
    for (const pool of this.#pools.values()) void pool.destroy();
    this.#pools.clear();
  }

  /** Asked for by the SDK; there is nothing to change. */
  updateHttpClientConfig(): void {}

  /** Asked for by the SDK. */
  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  #poolFor({ protocol, hostname, port }: AwsRequest): Dispatcher {
    const origin = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
    let pool = this.#pools.get(origin);
    if (pool === undefined) {
      pool = new HttpPool(origin, {
        connections: MOST_CONNECTIONS,
        allowH2: false,
        connect: { timeout: CONNECT_TIMEOUT_MS },
        headersTimeout: SILENCE_TIMEOUT_MS,
        bodyTimeout: SILENCE_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
      });
      this.#pools.set(origin, pool);
    }
    return pool;
  }
}

/** One call on its way. */
class AwsExchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (result: { response: AwsResponse }) => void;
  readonly #reject: (error: Error) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #isAborted = false;
  #statusCode = 0;
  #headers: Record<string, string> = {};

  constructor(
    resolve: (result: { response: AwsResponse }) => void,
    reject: (error: Error) => void,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  abort(): void {
    this.#isAborted = true;
    this.#reject(abortError());
    this.#controller?.abort(abortError());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isAborted) controller.abort(abortError());
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
    this.#resolve({ response: { statusCode: this.#statusCode, headers: this.#headers, body } });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(named(error));
  }
}

/** The SDK tries again what is called `TimeoutError` or `RequestTimeout`; `ECONNRESET` and its like it knows by code. */
function named(error: Error): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "UND_ERR_SOCKET") return Object.assign(error, { name: "RequestTimeout" });
  if (code?.startsWith("UND_ERR_") === true && code.endsWith("_TIMEOUT")) {
    return Object.assign(error, { name: "TimeoutError" });
  }
  return error;
}

function abortError(): Error {
  return Object.assign(new Error("the request was aborted"), { name: "AbortError" });
}
