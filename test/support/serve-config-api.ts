import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import type { Answered, Asked } from "./config-api-test-bed.ts";
import { closeServer, listenLocally } from "./local-server.ts";

/** Headers that say how a body was sent, and not what it is. */
const OF_TRANSPORT = new Set(["content-length", "content-encoding"]);

/**
 * Serves a test bed's API over HTTP on 127.0.0.1, for programs that others wrote.
 * @returns its address, and how to end it
 */
export async function serveConfigApi(
  ask: (method: string, path: string, asked: Asked) => Promise<Answered>,
): Promise<{ readonly url: string; readonly close: () => void }> {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers: given } = request;
    const body = Buffer.concat((await request.toArray()) as Buffer[]);
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, String(value)]),
    );
    const asked = { headers, ...(body.length > 0 && { body: new Uint8Array(body) }) };
    const answered = await ask(method, url, asked);
    for (const [name, value] of Object.entries(answered.headers)) {
      if (!OF_TRANSPORT.has(name)) response.setHeader(name, value);
    }
    response.writeHead(answered.status).end(answered.text);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A 500 that the document does not know: whoever asks sees why.
      response.writeHead(599).end(String(error));
    });
  });
  return { url: await listenLocally(server), close: () => closeServer(server) };
}
