import { describe, expect, test } from "vitest";

import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { APIKEY, BASIC, MINIMAL, fieldErrorsOf } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

describe("POST /webhooks refuses", () => {
  test.each([
    [{ endpoint: undefined }, "endpoint", "is missing"],
    [{ endpoint: "" }, "endpoint", "is empty"],
    [{ endpoint: 7 }, "endpoint", "expected text, got a number"],
    [{ endpoint: "http://example.com/" }, "endpoint", "the scheme http:// is not allowed"],
    [{ endpoint: "example.com" }, "endpoint", "is not an absolute URL"],
    [{ endpoint: "https://u:p@example.com/" }, "endpoint", "holds a user name or password"],
    [
      { endpoint: "https://169.254.169.254/" },
      "endpoint",
      "leads to 169.254.169.254, which is not globally routable (link local)",
    ],
    [
      { endpoint: `https://example.com/${"x".repeat(2048)}` },
      "endpoint",
      "is longer than 2048 characters",
    ],
    [{ events: undefined }, "events", "is missing"],
    [{ events: [] }, "events", "is empty"],
    [{ events: "CARD" }, "events", "expected a list, got text"],
    [{ events: [""] }, "events[0]", "is malformed"],
    [{ events: ["A", "B C"] }, "events[1]", "is malformed"],
    [{ events: ["A", "*"] }, "events", 'has names beside "*"'],
    [{ events: ["A", "A"] }, "events", "has a name twice"],
    [{ events: Array.from({ length: 101 }, (_, i) => `E${i}`) }, "events", "is too long"],
    [{ events: [null] }, "events[0]", "expected text, got null"],
    [{ profile: "other" }, "profile", "is not one of the known values"],
    [{ name: "" }, "name", "is empty"],
    [{ name: "a\u0000b" }, "name", "is malformed"],
    [{ name: "a\u2028b" }, "name", "is malformed"],
    [{ name: null }, "name", "expected text, got null"],
    [{ status: "enabled" }, "status", "is not a known field"],
    [{ attributes: ["a"] }, "attributes[0]", "is not an attribute of these event types"],
    [{ filter: {} }, "filter", "is empty"],
    [{ config: [] }, "config", "expected an object, got a list"],
  ])("%j", async (wrong, field, message) => {
    const answer = await bed.admin("POST", "/webhooks", { ...MINIMAL, ...wrong });
    expect(fieldErrorsOf(answer)).toContain(`${field} ${message}`);
  });

  test.each([
    [{ oauth: {} }, "oauth", "is not a known field"],
    [{ signature: { scheme: "other" } }, "signature.scheme", "is not one of the known values"],
    [{ rate_limit: 5 }, "rate_limit", "expected an object, got a number"],
    [{ rate_limit: {} }, "rate_limit.per_second", "is missing"],
    [{ rate_limit: { per_second: 0 } }, "rate_limit.per_second", "is too small"],
    [{ rate_limit: { per_second: -1 } }, "rate_limit.per_second", "is too small"],
    [{ rate_limit: { per_second: 0.009 } }, "rate_limit.per_second", "is too small"],
    [{ rate_limit: { per_second: 1e9 } }, "rate_limit.per_second", "is too big"],
    [{ rate_limit: { per_second: "10" } }, "rate_limit.per_second", "expected a number, got text"],
    [{ rate_limit: { per_second: null } }, "rate_limit.per_second", "expected a number, got null"],
    [{ rate_limit: { per_second: 1, burst: 5 } }, "rate_limit.burst", "is not a known field"],
    [{ max_in_flight: 0 }, "max_in_flight", "is too small"],
    [{ max_in_flight: -3 }, "max_in_flight", "is too small"],
    [{ max_in_flight: 1.5 }, "max_in_flight", "expected a whole number, got a number"],
    [{ max_in_flight: "20" }, "max_in_flight", "expected a number, got text"],
    [{ max_in_flight: 1e30 }, "max_in_flight", "is too big"],
    [{ timeout_seconds: 0 }, "timeout_seconds", "is too small"],
    [{ timeout_seconds: 31 }, "timeout_seconds", "is too big"],
    [{ timeout_seconds: 1.5 }, "timeout_seconds", "expected a whole number, got a number"],
    [{ retry: {} }, "retry.kind", "is missing"],
    [{ retry: { kind: "x" } }, "retry.kind", "is not one of the known values"],
    [{ retry: { kind: "fixed", attempts: 0 } }, "retry.attempts", "is too small"],
    [
      { retry: { kind: "exponential", initial_seconds: 10, cap_seconds: 5 } },
      "retry.cap_seconds",
      "is below initial_seconds",
    ],
    [{ retry: { kind: "fixed", jitter: 1 } }, "retry.jitter", "is not a known field"],
    [{ basic_auth_username: "u" }, "basic_auth_password", "is missing"],
    [{ basic_auth_password: "p" }, "basic_auth_username", "is missing"],
    [{ ...BASIC, basic_auth_username: "a:b" }, "basic_auth_username", "is malformed"],
    [{ ...BASIC, basic_auth_username: "x".repeat(256) }, "basic_auth_username", "is too long"],
    [{ ...BASIC, basic_auth_password: "a\nb" }, "basic_auth_password", "is malformed"],
    [{ ...BASIC, basic_auth_password: "x".repeat(1025) }, "basic_auth_password", "is too long"],
    [{ custom_headers: {} }, "custom_headers", "expected a list, got an object"],
    [{ custom_headers: [{}] }, "custom_headers[0].header_name", "is missing"],
    [{ custom_headers: [{ header_name: "a" }] }, "custom_headers[0].header_value", "is missing"],
    [
      { custom_headers: [{ header_name: "a b", header_value: "x" }] },
      "custom_headers[0].header_name",
      "is malformed",
    ],
    [
      { custom_headers: [APIKEY, { header_name: "ApiKey", header_value: "x" }] },
      "custom_headers[1].header_name",
      "is given twice",
    ],
    [
      { custom_headers: [{ header_name: "Host", header_value: "x" }] },
      "custom_headers[0].header_name",
      "is a header that cannot be replaced",
    ],
    [
      { ...BASIC, custom_headers: [{ header_name: "Authorization", header_value: "x" }] },
      "custom_headers[0].header_name",
      "is set by Basic authentication",
    ],
    [
      { custom_headers: [{ header_name: "a", header_value: "x\r\ny: z" }] },
      "custom_headers[0].header_value",
      "is malformed",
    ],
    [
      { custom_headers: [{ header_name: "a", header_value: "x".repeat(4097) }] },
      "custom_headers[0].header_value",
      "is too long",
    ],
    [
      {
        custom_headers: Array.from({ length: 21 }, (_, i) => ({
          header_name: `a${i}`,
          header_value: "x",
        })),
      },
      "custom_headers",
      "is too long",
    ],
  ])("the configuration %.120j", async (config, field, message) => {
    const answer = await bed.admin("POST", "/webhooks", { ...MINIMAL, config });
    expect(fieldErrorsOf(answer)).toContain(`config.${field} ${message}`);
  });

  test("credentials, and tells nothing of them", async () => {
    const answer = await bed.admin("POST", "/webhooks", {
      ...MINIMAL,
      config: {
        basic_auth_password: "p4ssw0rd",
        custom_headers: [{ header_name: "a", header_value: "p4ssw0rd\n" }],
      },
    });
    expect(answer.status).toBe(422);
    expect(answer.text + bed.lines.join("")).not.toContain("p4ssw0rd");
  });

  test("unknown fields, and names those it knows", async () => {
    const { body } = await bed.admin("POST", "/webhooks", { ...MINIMAL, endpiont: 1 });
    expect(body.errors).toEqual([
      {
        field: "endpiont",
        message: "is not a known field",
        hint: "known fields: name, endpoint, events, attributes, filter, profile, config",
      },
    ]);
  });
});
