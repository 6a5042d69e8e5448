import { makeClient, type RingbackClient } from "../../client/client.ts";
import type { Answered, Asked } from "./config-api-test-bed.ts";

/** How a test bed's API is asked. */
type Ask = (method: string, path: string, asked?: Asked) => Promise<Answered>;

/** A fetch that a test bed's API answers. */
export function fetchFromBed(ask: Ask): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const answer = await ask(request.method, `${pathname}${search}`, {
      headers: Object.fromEntries(request.headers),
      ...(text !== "" && { body: text }),
    });
    const { "content-encoding": _, ...headers } = answer.headers;
    const body = answer.status === 204 ? null : answer.text;
    return new Response(body, { status: answer.status, headers });
  };
}

/** The typed client of a test bed's API. */
export function clientOfBed(ask: Ask, key: string): RingbackClient {
  return makeClient({ baseUrl: "https://example.com", key, fetch: fetchFromBed(ask) });
}
