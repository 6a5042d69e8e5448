import { createServer } from "node:http";

import { closeServer, listenLocally } from "./local-server.ts";

const TENANT_PATH = "/applications/acme/production";

/**
 * Serves public keys as the config API does: those of one tenant at its address, those of all at
 * the global one.
 */
export interface KeyServer {
  /** The address of the tenant's keys: `/signing-keys/{kid}` is below it. */
  readonly url: string;
  /** The kids that were asked for, in their order. */
  readonly asked: readonly string[];
  close(): void;
}

/**
 * Starts a server of public keys.
 *
 * @param keys PEM by kid; one that is no PEM but a number is answered with that status
 * @param others keys of other tenants
 */
export async function startKeyServer(
  keys: Readonly<Record<string, string | number>>,
  others: Readonly<Record<string, string>> = {},
): Promise<KeyServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const [, base, kid = ""] = /^(.*)\/signing-keys\/([^/]+)$/u.exec(request.url ?? "") ?? [];
    asked.push(kid);
    const served = base === TENANT_PATH ? keys : base === "" ? { ...keys, ...others } : {};
    const found = served[kid] ?? 404;
    response.writeHead(typeof found === "number" ? found : 200);
    response.end(typeof found === "number" ? "" : found);
  });
  const url = `${await listenLocally(server)}${TENANT_PATH}`;
  return { url, asked, close: () => closeServer(server) };
}
