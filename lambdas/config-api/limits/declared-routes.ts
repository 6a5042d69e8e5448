/** What a route of the gateway is throttled by: like all of them, or as tests are, each of which holds a function for seconds. */
export type RouteThrottle = "requests" | "tests";

/**
 * The routes that are declared to the gateway beside `$default`, by their route key: an HTTP API throttles what is declared,
 * each by itself. So a flood of one of these, or of anything else, leaves the others their own rate.
 */
export const DECLARED_ROUTES: Readonly<Record<string, RouteThrottle>> = {
  "POST /events": "requests",
  "POST /webhooks/{id}/test": "tests",
  // Receivers verify with these, whatever happens to the rest.
  "GET /signing-keys/{kid}": "requests",
  "GET /.well-known/jwks.json": "requests",
  "GET /applications/{application}/{environment}/signing-keys/{kid}": "requests",
  "GET /applications/{application}/{environment}/.well-known/jwks.json": "requests",
  // Everybody may ask for these.
  "GET /health": "requests",
  "GET /openapi.json": "requests",
  "GET /docs": "requests",
};
