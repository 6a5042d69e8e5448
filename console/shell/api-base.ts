/**
 * Where the API is, as seen from a page of this origin: one level up from `/console/` and from
 * `/portal/<id>`, whatever lies before that.
 * @param href the page's address
 */
export function apiBase(href: string): string {
  const { origin, pathname } = new URL("..", href);
  return `${origin}${pathname}`.replace(/\/$/u, "");
}
