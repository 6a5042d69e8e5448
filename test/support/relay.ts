import { createServer, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";

import { closeServer, listenLocally } from "./local-server.ts";

/** A request that came to the relay. */
export interface RelayedRequest {
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A receiver that hands each request on to the config API, and answers as that does. */
export interface Relay {
  readonly url: string;
  /** What the API said, in the order of its answers. */
  readonly statuses: readonly number[];
  close(): Promise<void>;
}

/** Headers that belong to one connection, or that `fetch` sets itself. */
const OF_CONNECTION = new Set(["host", "connection", "content-length", "transfer-encoding"]);

/**
 * Starts a relay on a port of its own.
 *
 * @param handOn makes the request to the API of the one that came
 */
export async function startRelay(
  apiUrl: string,
  handOn: (request: RelayedRequest) => RelayedRequest,
): Promise<Relay> {
  const statuses: number[] = [];
  const server = createServer(async (incoming, response) => {
    const { path, headers, body } = handOn({
      path: incoming.url ?? "/",
      headers: headersOf(incoming.headers),
      body: (await buffer(incoming)).toString(),
    });
    const { status } = await fetch(`${apiUrl}${path}`, { method: "POST", headers, body });
    statuses.push(status);
    response.writeHead(status).end();
  });
  return { url: await listenLocally(server), statuses, close: () => closeServer(server) };
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
