import { expect, test } from "vitest";

import { withoutBasePath } from "../../../../lambdas/shared/domain/base-path.ts";

const HOSTS = [
  "API.example.com/ring",
  "api.example.com:8443/ring/back",
  "b\u00FCcher.example/b",
  "bare.example",
];

test.each([
  ["/ring/console", "api.example.com", "/console"],
  ["/ring/back/console", "api.example.com", "/console"],
  ["/ring/ring/console", "api.example.com", "/ring/console"],
  ["/ring", "api.example.com", "/ring"],
  ["/ringing/console", "api.example.com", "/ringing/console"],
  ["/console", "api.example.com", "/console"],
  ["/b/console", "xn--bcher-kva.example", "/console"],
  ["/ring/console", "other.example.com", "/ring/console"],
  ["/ring/console", "bare.example", "/ring/console"],
  ["/ring/console", "no host", "/ring/console"],
  ["/ring/", "api.example.com", "/"],
])("%s at %s is %s", (path, domainName, own) => {
  expect(withoutBasePath(path, domainName, HOSTS)).toBe(own);
});
