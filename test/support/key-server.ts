import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves public keys as the config API does: `GET /signing-keys/{kid}`. */
export interface KeyServer {
  readonly url: string;
  /** The kids that were asked for, in their order. */
  readonly asked: readonly string[];
  close(): void;
}

/**
 * Starts a server of public keys.
 *
 * @param keys PEM by kid; one that is no PEM but a number is answered with that status
 */
export async function startKeyServer(
  keys: Readonly<Record<string, string | number>>,
): Promise<KeyServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const kid = /^\/signing-keys\/([^/]+)$/u.exec(request.url ?? "")?.[1] ?? "";
    asked.push(kid);
    const found = keys[kid] ?? 404;
    response.writeHead(typeof found === "number" ? found : 200);
    response.end(typeof found === "number" ? "" : found);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
