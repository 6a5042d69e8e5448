import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  isFrameOrigin,
  portalLinkApplication,
} from "../../../../lambdas/shared/domain/portal-link.ts";

test.each(["acme", "a_b_c", "A-1", "x".repeat(63)])(
  "the id of a link says whose it is: %s",
  (application) => {
    const id = `plk_${application}_0123456789Az`;
    expect(portalLinkApplication(id)).toBe(application);
  },
);

test.each([
  "",
  "plk_acme",
  "plk_acme_0123456789A",
  "plk_acme_0123456789-z",
  "plk__0123456789Az",
  "plk_ac#me_0123456789Az",
  "key_0123456789Az",
  `plk_${"x".repeat(64)}_0123456789Az`,
  "plk_acme_0123456789Az\n",
])("%j is no id of a link", (text) => {
  expect(portalLinkApplication(text)).toBeUndefined();
});

describe("an origin that may frame the portal", () => {
  test.each([
    "https://example.com",
    "https://back-office.example.com:8443",
    "https://a.b.c.d.example",
    "https://intranet",
    "https://192.0.2.1",
    "https://xn--mnchen-3ya.example",
    "http://localhost",
    "http://localhost:5173",
    "http://127.0.0.1:3000",
  ])("is %s", (text) => {
    expect(isFrameOrigin(text)).toBe(true);
  });

  test.each([
    "",
    "null",
    "*",
    "https:",
    "https://",
    "https://*",
    "https://*.example.com",
    "https://example.com/",
    "https://example.com/path",
    "https://example.com?x",
    "https://example.com#x",
    "https://example.com:443",
    "https://example.com:99999",
    "https://example.com:",
    "https://example.com:*",
    "https://Example.com",
    "https://münchen.example",
    "https://example.com.",
    "https://a..example",
    "https://-a.example",
    "https://a_b.example",
    "https://1.2.3",
    "https://[::1]",
    "https://user@example.com",
    "https://user:password@example.com",
    " https://example.com",
    "https://example.com ",
    "https://example.com\n",
    "https://example.com;",
    "https://example.com; script-src *",
    "https://a;b.example",
    "https://a,b.example",
    "https://a'b.example",
    "https://example.com https://other.example",
    "https://example.com\r\nset-cookie: a=b",
    "http://example.com",
    "http://localhost.example.com",
    "http://127.0.0.2",
    "data:text/html,x",
    "file:///",
    "javascript:alert(1)",
    "'self'",
    "'none'",
    `https://${"a".repeat(64)}.example`,
    `https://${"a.".repeat(140)}example`,
  ])("is not %j", (text) => {
    expect(isFrameOrigin(text)).toBe(false);
  });

  test("holds nothing that ends a source, a directive or a header", () => {
    const parts = fc.constantFrom(
      ..."https://|http://|localhost|127.0.0.1|example|.com|:|8443|443|*|;|,| |\n|'|@|/|-|_|%|[|]"
        .split("|")
        .concat("|", "A", "ü", "\u0000"),
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), (pieces) => {
        const text = pieces.join("");
        if (isFrameOrigin(text)) expect(text).toMatch(/^https?:\/\/[a-z0-9.-]+(?::\d+)?$/u);
      }),
    );
  });
});
