/**
 * What the gateway gives to the console, by route key: pages, and below them what they load. Each
 * is throttled by itself, as a route of the API is.
 */
export const PAGE_ROUTES: readonly string[] = [
  "/console",
  "/console/{proxy+}",
  "/portal/{proxy+}",
  "/docs",
].flatMap((path) => [`GET ${path}`, `HEAD ${path}`]);
