import type { Socket } from "node:net";

import { type Connect, ConnectFailure } from "./guarded-connector.ts";
import type { HttpExchange, WrittenRequest } from "./http-exchange.ts";

/** One connection to a receiver: one request at a time. */
export class HttpConnection {
  #socket: Socket | undefined;
  #isReady = false;
  #isClosed = false;
  #unsent: WrittenRequest | undefined;
  #exchange: HttpExchange | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #onIdleEnd: () => void = () => undefined;

  constructor(url: URL, connect: Connect) {
    const { protocol, host, port } = url;
    const hostname = url.hostname.replace(/^\[(.*)\]$/u, "$1"); // an IPv6 address
    this.#socket = connect({ protocol, host, hostname, port }, (error, socket) => {
      if (error === null) this.#begin(socket);
      else this.#refuse(error);
    });
  }

  /** Sends a request, as soon as the connection stands. */
  send(request: WrittenRequest, exchange: HttpExchange): void {
    this.#exchange = exchange;
    if (this.#isReady) this.#write(request);
    else this.#unsent = request;
  }

  /** Whether a request may be sent on it. */
  get isOpen(): boolean {
    return !this.#isClosed;
  }

  /** Whether the last request has been sent as a whole: a receiver may answer before. */
  get isSent(): boolean {
    return this.#socket?.writableLength === 0;
  }

  /**
   * Keeps it without a request.
   * @param onEnd told when it has ended meanwhile
   */
  rest(forMs: number, onEnd: () => void): void {
    this.#exchange = undefined;
    this.#onIdleEnd = onEnd;
    this.#socket?.unref();
    this.#idleTimer = setTimeout(endIdle, forMs, this);
    this.#idleTimer.unref();
  }

  /** Ends the rest. */
  wake(): void {
    clearTimeout(this.#idleTimer);
    this.#onIdleEnd = () => undefined;
    this.#socket?.ref();
  }

  /** Ends it in any state, also while it resolves or connects. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#idleTimer);
    this.#socket?.destroy();
  }

  /** Ends it while it rests. */
  endRest(): void {
    this.close();
    this.#onIdleEnd();
  }

  #begin(socket: Socket): void {
    this.#socket = socket;
    this.#isReady = true;
    let code: string | undefined;
    socket.on("error", (error: NodeJS.ErrnoException) => {
      code ??= error.code ?? error.name;
    });
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    socket.on("end", () => {
      if (this.#exchange === undefined) this.endRest();
      else setImmediate(() => socket.destroy()); // not at once: the TLS alert that says why comes after it
    });
    socket.on("close", () => this.#lose(code));
    if (this.#unsent !== undefined) this.#write(this.#unsent);
    this.#unsent = undefined;
  }

  #write({ head, body }: WrittenRequest): void {
    const socket = this.#socket;
    socket?.cork();
    socket?.write(head, "latin1");
    socket?.write(body);
    socket?.uncork();
  }

  /** What comes unasked is no answer to the next request. */
  #take(bytes: Buffer): void {
    if (this.#exchange === undefined) this.endRest();
    else this.#exchange.read(bytes);
  }

  #lose(code?: string): void {
    if (this.#exchange === undefined) this.endRest();
    else this.#exchange.lose(code);
  }

  #refuse(error: Error): void {
    if (error instanceof ConnectFailure) this.#exchange?.fail(error.reason, error.message);
    else this.#exchange?.lose((error as NodeJS.ErrnoException).code);
  }
}

function endIdle(connection: HttpConnection): void {
  connection.endRest();
}
