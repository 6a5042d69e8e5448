import { describe, expect, test } from "vitest";

import {
  APPLICATION_ID,
  isEnvironment,
  isSameTenant,
  tenantKey,
  tenantOfKey,
} from "../../../../lambdas/shared/domain/tenant.ts";
import { forAll } from "../../../support/for-all.ts";
import { tenantArbitrary } from "../../../support/id-arbitrary.ts";

describe("tenantKey", () => {
  test("joins application and environment", () => {
    expect(tenantKey({ application: "acme", environment: "sandbox" })).toBe("acme#sandbox");
  });

  test("is the same for the same tenant only", () => {
    forAll(tenantArbitrary, tenantArbitrary, (one, other) => {
      expect(tenantKey(one) === tenantKey(other)).toBe(isSameTenant(one, other));
    });
  });
});

describe("tenantOfKey", () => {
  test("is the reverse of tenantKey", () => {
    forAll(tenantArbitrary, (tenant) => {
      expect(tenantOfKey(tenantKey(tenant))).toEqual(tenant);
    });
  });

  test.each(["", "applications", "idempotency#key_1", "acme#", "#production", "a#b#production"])(
    "knows no tenant of %j",
    (key) => {
      expect(tenantOfKey(key)).toBeUndefined();
    },
  );
});

describe("isSameTenant", () => {
  test("compares both parts", () => {
    const acme = { application: "acme", environment: "production" } as const;
    expect(isSameTenant(acme, { ...acme })).toBe(true);
    expect(isSameTenant(acme, { ...acme, environment: "sandbox" })).toBe(false);
    expect(isSameTenant(acme, { ...acme, application: "bank" })).toBe(false);
  });
});

describe("isEnvironment", () => {
  test.each(["production", "sandbox"])("knows %s", (text) => {
    expect(isEnvironment(text)).toBe(true);
  });

  test.each(["Production", "", "staging", null, undefined, 0, ["production"]])(
    "does not know %j",
    (value) => {
      expect(isEnvironment(value)).toBe(false);
    },
  );
});

describe("APPLICATION_ID", () => {
  test.each(["a", "0", "acme", "ACME_2-eu", "a".repeat(63)])("takes %s", (text) => {
    expect(APPLICATION_ID.test(text)).toBe(true);
  });

  test.each(["", "_a", "-a", "a".repeat(64), "a#b", "a b", "a\n", "é"])("refuses %j", (text) => {
    expect(APPLICATION_ID.test(text)).toBe(false);
  });
});
