/**
 * What there is at a path, and the route's name for the log, which never has what a caller wrote.
 */
export type Place =
  | { readonly kind: "page"; readonly page: "console" | "docs"; readonly route: string }
  | {
      readonly kind: "page";
      readonly page: "portal";
      readonly route: string;
      readonly linkId: string;
    }
  | { readonly kind: "asset"; readonly route: string; readonly name: string }
  | { readonly kind: "redirect"; readonly route: string; readonly to: string }
  | { readonly kind: "nothing"; readonly route: "none" };

const CONSOLE: Place = { kind: "page", page: "console", route: "/console/" };

const FIXED = new Map<string, Place>([
  // Below a path without a slash the page's relative addresses would lead elsewhere. Not to
  // `console/`: whether a gateway gives that to this function, by `/console/{proxy+}`, differs.
  ["/console", { kind: "redirect", route: "/console", to: "console/index.html" }],
  ["/console/", CONSOLE],
  ["/console/index.html", CONSOLE],
  ["/docs", { kind: "page", page: "docs", route: "/docs" }],
]);

const ASSET = /^\/console\/assets\/(?<name>[^/]+)$/u;
const PORTAL = /^\/portal\/(?<linkId>[^/]+)$/u;

/**
 * Which path gives what. Nothing in it is decoded, and no file is looked for by it: an asset's name
 * is one of those that there are, letter by letter. Whatever one part follows `/portal/` gives the
 * page, so that the answer does not say which links there are.
 *
 * @param path without base path
 */
export function placeAt(path: string): Place {
  const fixed = FIXED.get(path);
  if (fixed !== undefined) return fixed;
  const name = ASSET.exec(path)?.groups?.["name"];
  if (name !== undefined) return { kind: "asset", route: "/console/assets/{name}", name };
  const linkId = PORTAL.exec(path)?.groups?.["linkId"];
  if (linkId !== undefined) return { kind: "page", page: "portal", route: "/portal/{id}", linkId };
  return { kind: "nothing", route: "none" };
}
