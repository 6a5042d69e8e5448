import { describe, expect, test } from "vitest";

import { placeAt } from "../../../../lambdas/console/domain/place.ts";

test.each([
  ["/console", { kind: "redirect", route: "/console", to: "console/index.html" }],
  ["/console/", { kind: "page", page: "console", route: "/console/" }],
  ["/console/index.html", { kind: "page", page: "console", route: "/console/" }],
  ["/docs", { kind: "page", page: "docs", route: "/docs" }],
  [
    "/console/assets/main.4XK2.js",
    { kind: "asset", route: "/console/assets/{name}", name: "main.4XK2.js" },
  ],
  [
    "/portal/plk_acme_0123456789ab",
    { kind: "page", page: "portal", route: "/portal/{id}", linkId: "plk_acme_0123456789ab" },
  ],
])("%s", (path, place) => {
  expect(placeAt(path)).toEqual(place);
});

describe("whatever one part follows /portal/ is a link's page", () => {
  test.each(["x", "..", "%2e%2e", "plk_", "a".repeat(10_000), "\u0000", "é", "__proto__"])(
    "%.20s",
    (linkId) => {
      expect(placeAt(`/portal/${linkId}`)).toMatchObject({ page: "portal", linkId });
    },
  );
});

test.each([
  ...["", "/", "//", "/consoles", "/Console", "/CONSOLE/", "//console", "/console//"],
  ...["/console/index", "/console/x", "/console/assets", "/console/assets/"],
  ...["/console/assets/a/b", "/console/assets/../index.html", "/console/../console"],
  ...[
    "/console%2F",
    "/console/%61ssets/x",
    "/console/assets%2Fx",
    "/console\n",
    "/console/assets/x\n/",
  ],
  ...["/docs/", "/docs/assets/x", "/Docs"],
  ...["/portal", "/portal/", "/portal/a/", "/portal/a/b", "/portal//a", "/portals/a"],
  ...["constructor", "__proto__", `/${"a/".repeat(5000)}`],
])("there is nothing at %.40j", (path) => {
  expect(placeAt(path)).toEqual({ kind: "nothing", route: "none" });
});
