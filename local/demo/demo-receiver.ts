import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that the demo receiver got, and how it answered. */
export interface DemoRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly receivedAtMs: number;
  /** HTTP status: 503 the first time on the path that begins with a failure, 204 otherwise. */
  readonly status: number;
}

/** A receiver of webhooks on 127.0.0.1. */
export interface DemoReceiver {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a receiver that hands on every request it gets.
 *
 * @param busyPath its first request is answered 503, as by a receiver that is restarting
 */
export async function startDemoReceiver(
  busyPath: string,
  onRequest: (request: DemoRequest) => void,
): Promise<DemoReceiver> {
  let busy = true;
  const server = createServer(async (request, response) => {
    const receivedAtMs = Date.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url: path = "" } = request;
    const status = busy && path === busyPath ? 503 : 204;
    if (status === 503) busy = false;
    response.writeHead(status).end();
    const body = Buffer.concat(chunks).toString();
    onRequest({ method, path, headers: request.headers, body, receivedAtMs, status });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
