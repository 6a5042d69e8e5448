import * as z from "zod";

import type { Route } from "../http/route.ts";

/** Whether a repeated request is recognised by its idempotency key. */
export function isIdempotent({ method, permission }: Route): boolean {
  return method === "POST" && permission !== undefined;
}

/** Whether a body is read, also where a route takes none. */
export function hasBody({ method }: Route): boolean {
  return method !== "GET" && method !== "DELETE";
}

/** Whether it takes a key. */
export function needsKey(route: Route): boolean {
  return route.permission !== undefined;
}

/** Whether its path or query names a thing that may not be there. */
export function hasId({ params, query }: Route): boolean {
  return params !== undefined || (query instanceof z.ZodObject && "webhook_id" in query.shape);
}
