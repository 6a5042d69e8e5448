import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import Provider, { type Adapter, errors } from "oidc-provider";

import { closeServer, listenLocally } from "./local-server.ts";

/**
 * Clients that the server knows, for the scope `hooks:write`: one for each way to authenticate.
 * Secrets hold what must be encoded.
 */
export const CLIENTS = {
  basic: { client_id: "ringback:basic", client_secret: "s3cret of the basic client: +%&=/~" },
  body: { client_id: "ringback body", client_secret: "s3cret of the body client: +%&=/~" },
} as const;

/** A resource that it knows (RFC 8707). */
export const RESOURCE = "https://hooks.example.com/?tenant=1";

/** An authorization server (oidc-provider) on 127.0.0.1. */
export interface TokenServer extends AsyncDisposable {
  /** The token endpoint. */
  readonly tokenUrl: string;
  /** Requests to the token endpoint so far. */
  readonly requestCount: () => number;
  /** Their bodies, as far as they have come. */
  readonly bodies: readonly string[];
  /** Answers requests instead of the authorization server, as long as it is set. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Whether an `authorization` header holds a token that is good now. */
  isGood(authorization: string | undefined): Promise<boolean>;
  /** The scope of that token. */
  scopeOf(authorization: string | undefined): Promise<string | undefined>;
  /** Makes all tokens bad that were given so far. */
  revokeAll(): void;
  close(): Promise<void>;
}

/** Starts an authorization server whose tokens live so long. */
export async function startTokenServer(lifetimeSeconds = 3600): Promise<TokenServer> {
  const stored = new Map<string, unknown>();
  let requestCount = 0;
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/token") {
      const at = requestCount;
      requestCount += 1;
      bodies[at] = "";
      request.on("data", (chunk: Buffer) => (bodies[at] += chunk.toString()));
    }
    (tokens.instead ?? provider.callback())(request, response);
  });
  const issuer = await listenLocally(server);
  const provider = new Provider(issuer, configuration(stored, lifetimeSeconds));
  const find = async (authorization = "") => {
    const token = await provider.ClientCredentials.find(authorization.replace(/^Bearer /u, ""));
    return token?.isExpired === false ? token : undefined;
  };
  const close = () => closeServer(server);
  const tokens: TokenServer = {
    tokenUrl: `${issuer}/token`,
    requestCount: () => requestCount,
    bodies,
    instead: undefined,
    isGood: async (authorization) => (await find(authorization)) !== undefined,
    scopeOf: async (authorization) => (await find(authorization))?.scope,
    revokeAll: () => stored.clear(),
    close,
    [Symbol.asyncDispose]: close,
  };
  return tokens;
}

function resourceServer(_context: unknown, resource: string): object {
  if (resource !== RESOURCE) throw new errors.InvalidTarget();
  return { scope: "hooks:write", accessTokenFormat: "opaque" };
}

function configuration(stored: Map<string, unknown>, lifetimeSeconds: number): object {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const adapterOf = (model: string): Adapter => ({
    upsert: async (id, payload) => void stored.set(`${model} ${id}`, payload),
    find: async (id) => stored.get(`${model} ${id}`),
    destroy: async (id) => void stored.delete(`${model} ${id}`),
  });
  const clientOf = (client: object, token_endpoint_auth_method: string) => ({
    ...client,
    token_endpoint_auth_method,
    grant_types: ["client_credentials"],
    redirect_uris: [],
    response_types: [],
    scope: "hooks:write",
  });
  return {
    adapter: adapterOf,
    clients: [
      clientOf(CLIENTS.basic, "client_secret_basic"),
      clientOf(CLIENTS.body, "client_secret_post"),
    ],
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: true, getResourceServerInfo: resourceServer },
    },
    jwks: { keys: [privateKey.export({ format: "jwk" })] },
    cookies: { keys: ["of the tests"] },
    scopes: ["hooks:write", "hooks:read"],
    ttl: { ClientCredentials: lifetimeSeconds },
  };
}
