import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

/**
 * A receiver on 127.0.0.1 that can misbehave: it sees the bytes of each request and writes what it
 * likes.
 */
export type TcpReceiver = {
  readonly port: number;
  /** The requests as they came, whole, in order. */
  readonly requests: string[];
  /** Connections opened so far. */
  readonly connectionCount: () => number;
  readonly openCount: () => number;
  readonly close: () => Promise<void>;
};

/**
 * Called once a whole request (its body by content-length) has come. `index`: 0 for the first of
 * all.
 */
export type Answer = (socket: Socket, request: string, index: number) => void;

/** Starts a receiver; with `tls`, one that speaks TLS. */
export async function startTcpReceiver(answer: Answer, tls?: TlsOptions): Promise<TcpReceiver> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let connectionCount = 0;
  const onConnection = (socket: Socket): void => {
    connectionCount += 1;
    sockets.add(socket);
    let text = "";
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const length = wholeLength(text);
      if (length === undefined || text.length < length) return;
      const request = text.slice(0, length);
      text = text.slice(length);
      requests.push(request);
      answer(socket, request, requests.length - 1);
    });
  };
  const server: Server =
    tls === undefined ? createServer(onConnection) : createTlsServer(tls, onConnection);
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    connectionCount: () => connectionCount,
    openCount: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** A response with a content-length and nothing special about it. */
export function httpResponse(
  status: number,
  body: string,
  headers: readonly string[] = [],
): string {
  const lines = [`HTTP/1.1 ${status} X`, `content-length: ${Buffer.byteLength(body)}`, ...headers];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

function wholeLength(text: string): number | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const match = /content-length: (\d+)/i.exec(text);
  return headEnd + 4 + Number(match?.[1] ?? 0);
}
