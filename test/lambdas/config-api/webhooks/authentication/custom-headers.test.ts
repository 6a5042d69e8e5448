import { describe, expect, test } from "vitest";

import {
  HEADER_NAME,
  HEADER_VALUE,
  headerError,
} from "../../../../../lambdas/config-api/webhooks/authentication/custom-headers.ts";

describe("headerError", () => {
  test.each([
    "Host",
    "content-type",
    "Content-Length",
    "ringback-delivery",
    "Ringback-Anything",
    "webhook-id",
    "user-agent",
    "JWS-SIGNATURE",
    "X-SIGNATURE",
    "connection",
    "Keep-Alive",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "proxy-authorization",
    "expect",
  ])("keeps %s for Ringback", (name) => {
    expect(headerError(name, undefined)?.message).toContain("cannot be replaced");
  });

  test.each(["apikey", "x-api-key", "X-Ringback", "cookie", "contents", "hosts"])(
    "lets a webhook send %s",
    (name) => {
      expect(headerError(name, "OAuth 2.0")).toBeUndefined();
    },
  );

  test("lets a webhook send authorization, unless Basic authentication owns it", () => {
    expect(headerError("Authorization", undefined)).toBeUndefined();
    expect(headerError("Authorization", "Basic authentication")?.message).toContain("Basic");
  });
});

describe("HEADER_NAME", () => {
  test.each(["apikey", "X-Api-Key", "a!#$%&'*+.^_`|~1"])("takes %s", (name) => {
    expect(HEADER_NAME.test(name)).toBe(true);
  });

  test.each(["", "a b", "a:b", "a\r\nb", "ä", "a(b)", "a/b", 'a"b', "a\u0000"])(
    "refuses %j",
    (name) => {
      expect(HEADER_NAME.test(name)).toBe(false);
    },
  );
});

describe("HEADER_VALUE", () => {
  test.each(["x", "Bearer abc", "a\tb", "ä", "306e38e4-54be-469f-beca-4297129289d6"])(
    "takes %j",
    (value) => {
      expect(HEADER_VALUE.test(value)).toBe(true);
    },
  );

  test.each(["", " x", "x ", "a\nb", "a\r\nx: y", "\u0000", "😀", "\u007f", "\u0085"])(
    "refuses %j",
    (value) => {
      expect(HEADER_VALUE.test(value)).toBe(false);
    },
  );
});
