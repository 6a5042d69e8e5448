import { createServer, type AddressInfo, type Socket } from "node:net";

import { afterEach } from "vitest";

import { type HttpRequest, makeHttpSender } from "../../lambdas/shared/http/http-sender.ts";
import { type Answer, httpResponse, startTcpReceiver, type TcpReceiver } from "./tcp-receiver.ts";

/** Senders that may reach 127.0.0.1, and receivers there; all are closed after each test. */
export function makeSenderTestBed() {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  return {
    makeSender: (settings: Partial<Parameters<typeof makeHttpSender>[0]> = {}) => {
      const sender = makeHttpSender({
        allowHttp: true,
        allowedCidrs: ["127.0.0.0/8"],
        now: Date.now,
        ...settings,
      });
      cleanups.push(sender.close);
      return sender;
    },

    startReceiver: async (answer: Answer): Promise<TcpReceiver> => {
      const receiver = await startTcpReceiver(answer);
      cleanups.push(receiver.close);
      return receiver;
    },

    /** A receiver that does with its connections as it likes, and need not read what comes. */
    startServer: async (onConnection: (socket: Socket) => void): Promise<{ port: number }> => {
      const server = createServer((socket) => {
        socket.on("error", () => socket.destroy());
        onConnection(socket);
      });
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      cleanups.push(() => server.close());
      return { port: (server.address() as AddressInfo).port };
    },
  };
}

/** A small JSON request to this receiver. */
export function post(
  receiver: Pick<TcpReceiver, "port">,
  overrides: Partial<HttpRequest> = {},
): HttpRequest {
  return {
    url: `http://127.0.0.1:${receiver.port}/hooks?a=1`,
    headers: ["content-type", "application/json", "ringback-attempt", "1"],
    body: '{"a":"ü"}',
    timeoutMs: 2_000,
    ...overrides,
  };
}

/** Answers 200 at once. */
export const ok: Answer = (socket) => socket.write(httpResponse(200, "fine"));
