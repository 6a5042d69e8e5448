import { describe, expect, test } from "vitest";

import {
  allowsOrigin,
  holdsSent,
  checkCallbackOrigin,
  movedSecrets,
  originOf,
} from "../../../../lambdas/shared/domain/credential-origins.ts";
import {
  BASIC_AUTH_PASSWORD_FIELD,
  CLIENT_IDENTITY_FIELD,
  customHeaderField,
  OAUTH2_CLIENT_SECRET_FIELD,
  oauth2ParameterField,
  PREVIOUS_SIGNATURE_SECRETS_FIELD,
  SIGNATURE_SECRET_FIELD,
} from "../../../../lambdas/shared/domain/webhook.ts";

const TO_TOKEN_URL = [OAUTH2_CLIENT_SECRET_FIELD, oauth2ParameterField(0)];
const SENT = [
  BASIC_AUTH_PASSWORD_FIELD,
  CLIENT_IDENTITY_FIELD,
  ...TO_TOKEN_URL,
  customHeaderField(0),
  "a field of a later version",
];
const ALL = [...SENT, SIGNATURE_SECRET_FIELD, PREVIOUS_SIGNATURE_SECRETS_FIELD];
const HERE = { endpoint: "https://example.com/a", tokenUrl: "https://login.example.com/token" };

test.each([
  ["https://Example.com:443/x?y#z", "https://example.com"],
  ["https://example.com:8443", "https://example.com:8443"],
  ["http://[2001:DB8::1]:80/", "http://[2001:db8::1]"],
  ["https://bücher.example/", "https://xn--bcher-kva.example"],
  ["no URL", undefined],
])("the origin of %s is %s", (url, origin) => {
  expect(originOf(url)).toBe(origin);
});

test("all secrets are sent but those that sign", () => {
  expect(ALL.filter((field) => holdsSent([field]))).toEqual(SENT);
  expect(holdsSent(ALL)).toBe(true);
  expect(holdsSent([])).toBe(false);
});

describe("what would be sent to another origin", () => {
  test("is nothing while both origins stay", () => {
    const same = { endpoint: "https://EXAMPLE.com:443/b", tokenUrl: "https://login.example.com/" };
    expect(movedSecrets(HERE, same, ALL)).toEqual([]);
    expect(movedSecrets({ endpoint: HERE.endpoint }, { endpoint: same.endpoint }, ALL)).toEqual([]);
  });

  test.each(["https://example.com:444/", "http://example.com/", "https://example.org/", "no URL"])(
    "is all that is kept when the endpoint becomes %s",
    (endpoint) => {
      expect(movedSecrets(HERE, { ...HERE, endpoint }, ALL)).toEqual(SENT);
      expect(movedSecrets({ ...HERE, endpoint }, HERE, [BASIC_AUTH_PASSWORD_FIELD])).toHaveLength(
        1,
      );
    },
  );

  test("is the client secret with its parameters when only the token URL moves, or comes again", () => {
    for (const tokenUrl of ["https://example.org/token", undefined]) {
      const moved = { ...HERE, tokenUrl };
      expect(movedSecrets(HERE, moved, ALL)).toEqual(TO_TOKEN_URL);
      expect(movedSecrets(moved, HERE, ALL)).toEqual(TO_TOKEN_URL);
    }
  });
});

test("a configuration lets credentials go to the origins that it names, or to any when it names none", () => {
  const named = { allowedOrigins: ["https://example.com", "https://example.com:8443"] };
  expect(allowsOrigin(named, "https://example.com/callback")).toBe(true);
  expect(allowsOrigin(named, "https://example.com:8443")).toBe(true);
  expect(allowsOrigin(named, "http://example.com/")).toBe(false);
  expect(allowsOrigin(named, "https://example.com.other.example")).toBe(false);
  expect(allowsOrigin(named, "no URL")).toBe(false);
  expect(allowsOrigin({ allowedOrigins: [] }, "https://example.com")).toBe(false);
  expect(allowsOrigin({}, "https://example.com")).toBe(true);
});

describe("a callback to an origin", () => {
  const origin = "https://example.com";
  const checked = (config: object, field: string, isKnown = false) =>
    checkCallbackOrigin(
      { config: { customHeaderNames: [], ...config }, sealed: { [field]: "jwe" } },
      origin,
      isKnown,
    );

  test("may go anywhere without a config, or with one that sends no credentials and names no origins", () => {
    expect(checkCallbackOrigin(undefined, origin, false)).toBe("allowed");
    expect(checked({}, SIGNATURE_SECRET_FIELD)).toBe("allowed");
  });

  test("goes to those that are named, new or not", () => {
    for (const isKnown of [true, false]) {
      for (const field of [BASIC_AUTH_PASSWORD_FIELD, SIGNATURE_SECRET_FIELD]) {
        const other = { allowedOrigins: ["https://example.org"] };
        expect(checked({ allowedOrigins: [origin] }, field, isKnown)).toBe("allowed");
        expect(checked(other, field, isKnown)).toBe("not_named");
      }
    }
  });

  test("of a config from before goes where callbacks went already, and to no new one", () => {
    expect(checked({}, BASIC_AUTH_PASSWORD_FIELD, true)).toBe("allowed");
    expect(checked({}, BASIC_AUTH_PASSWORD_FIELD)).toBe("names_none");
  });
});
