import createClient, { type Client, type Middleware } from "openapi-fetch";

import type { paths, Problem } from "./api-types.ts";

export type * from "./api-types.ts";

/** `GET`, `POST` … with the paths, parameters, bodies and answers of the document. */
export type RingbackClient = Client<paths>;

/** How the API is reached. */
export interface ClientOptions {
  /** Where the API is: what lies before `/webhooks`, a base path included. */
  readonly baseUrl: string;
  /** An API key, or the operator key. @default - only what needs no key can be asked */
  readonly key?: string;
  /** @default - the global one */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * Makes a client. Answers are values: `{ data, response }`, or `{ error, response }` with the
 * problem document; what it rejects with is a fault of the network.
 */
export function makeClient({ baseUrl, key, fetch }: ClientOptions): RingbackClient {
  const client = createClient<paths>({
    baseUrl,
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
    ...(fetch !== undefined && { fetch }),
  });
  client.use(problemsOfOthers);
  return client;
}

/** Gateways and proxies answer without a problem document: one is made of the status. */
const problemsOfOthers: Middleware = {
  onResponse({ response }) {
    const { ok, status, headers } = response;
    if (ok || status < 400 || headers.get("content-type")?.startsWith(PROBLEM) === true) return;
    const made: Problem = {
      type: "about:blank",
      title: response.statusText || `Status ${status}`,
      status,
      detail: "Something between here and Ringback answered this.",
      errors: [],
      request_id: headers.get("apigw-requestid") ?? "",
    };
    return Response.json(made, { status, headers: { "content-type": PROBLEM } });
  },
};

const PROBLEM = "application/problem+json";
