/**
 * What a route of the gateway is throttled by: like all of them; `wide`, where one caller must not
 * use up what all need and the function refuses floods by key and address in a millisecond; or as
 * tests are, each of which holds a function for seconds.
 */
export type RouteThrottle = "requests" | "wide" | "tests";

/** Factor of requests for a `wide` route: 100 callers at the rate of one key are no flood. */
export const WIDE_FACTOR = 10;

/**
 * The routes that are declared to the gateway beside `$default`, by their route key: an HTTP API
 * throttles what is declared, each by itself. So a flood of one of these, or of anything else,
 * leaves the others their own rate.
 */
export const DECLARED_ROUTES: Readonly<Record<string, RouteThrottle>> = {
  "POST /events": "wide",
  "POST /webhooks/{id}/test": "tests",
  // Receivers verify with these, whatever happens to the rest.
  "GET /signing-keys/{kid}": "wide",
  "GET /.well-known/jwks.json": "wide",
  "GET /applications/{application}/{environment}/signing-keys/{kid}": "wide",
  "GET /applications/{application}/{environment}/.well-known/jwks.json": "wide",
  // Guesses must not take the rate of those who have a code, nor theirs the rate of all.
  "POST /portal-links/{id}/exchange": "requests",
  // Everybody may ask for these.
  "GET /health": "requests",
  "GET /openapi.json": "requests",
};
