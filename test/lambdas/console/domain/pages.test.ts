import { describe, expect, test } from "vitest";

import { pageHeaders } from "../../../../lambdas/console/domain/pages.ts";

/** The directives of a page's policy, by name. */
function policyOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const directives = headers["content-security-policy"]!.split("; ");
  return Object.fromEntries(
    directives.map((directive) => {
      const [name = "", ...values] = directive.split(" ");
      return [name, values.join(" ")];
    }),
  );
}

const OWN_ONLY = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "connect-src": "'self'",
  "img-src": "'self' data:",
  "base-uri": "'none'",
  "form-action": "'none'",
  "require-trusted-types-for": "'script'",
};

test("the console loads its own files only, turns no text into code, and is in no frame", () => {
  const headers = pageHeaders("console");
  expect(policyOf(headers)).toEqual({ ...OWN_ONLY, "frame-ancestors": "'none'" });
  expect(headers).toMatchObject({
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  });
});

test("the API reference has styles of its own making, and loads our own files only", () => {
  const { "require-trusted-types-for": _, ...policy } = OWN_ONLY;
  expect(policyOf(pageHeaders("docs"))).toEqual({
    ...policy,
    "style-src": "'self' 'unsafe-inline'",
    "frame-ancestors": "'none'",
  });
});

describe("the portal", () => {
  test("is shown by the sites of its link, and has no opener policy: they may open it, too", () => {
    const origins = ["https://bank.example", "http://localhost:3000"];
    const headers = pageHeaders("portal", origins);
    expect(policyOf(headers)).toEqual({ ...OWN_ONLY, "frame-ancestors": origins.join(" ") });
    expect(Object.keys(headers)).toEqual(["content-security-policy", "permissions-policy"]);
  });

  test.each([
    "https://a.example; script-src *",
    "https://a.example, https://b.example",
    "https://a.example https://b.example",
    "https://a.example\r\nset-cookie: a=b",
    "https://a.example\n",
    "*",
    "https:",
    "https://*",
    "https://*.shop.example",
    "https://a.example/path",
    "https://user@a.example",
    "data:",
    "'self'",
    "",
  ])("is shown by nobody for %j", (origin) => {
    expect(policyOf(pageHeaders("portal", [origin]))["frame-ancestors"]).toBe("'none'");
    const both = policyOf(pageHeaders("portal", [origin, "https://good.example"]));
    expect(both["frame-ancestors"]).toBe("https://good.example");
  });
});
