import { randomBytes } from "node:crypto";

import { describe, expect, test } from "vitest";

import { makeApiKey, parseApiKey } from "../../../../lambdas/config-api/access/api-key-text.ts";
import { forAll } from "../../../support/for-all.ts";
import { tenantArbitrary } from "../../../support/id-arbitrary.ts";

describe("API keys", () => {
  test("are read back into tenant and id, whatever the application is called", () => {
    forAll(tenantArbitrary, (tenant) => {
      const { keyId, text, prefix } = makeApiKey(tenant, randomBytes);
      expect(parseApiKey(text)).toEqual({ tenant, keyId });
      expect(text.startsWith(`${prefix}_`)).toBe(true);
    });
  });

  test("are read up to the longest that there can be", () => {
    const tenant = { application: "a".repeat(63), environment: "production" } as const;
    const { keyId, text } = makeApiKey(tenant, randomBytes);
    expect(text).toHaveLength(124);
    expect(parseApiKey(text)).toEqual({ tenant, keyId });
  });

  test("look alike: rbk, application, environment, 12 characters, 32 characters", () => {
    const { text } = makeApiKey({ application: "acme", environment: "sandbox" }, randomBytes);
    expect(text).toMatch(/^rbk_acme_sandbox_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}$/u);
  });

  test("use every character as often: four bytes each, and none of the last eight", () => {
    const tenant = { application: "a", environment: "sandbox" } as const;
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 248; byte += 1) {
      const { text, prefix } = makeApiKey(tenant, (count) =>
        Uint8Array.from({ length: count }, (_, index) =>
          index % 2 ? byte : 248 + (index % 16) / 2,
        ),
      );
      const [character = "", ...others] = new Set(text.slice(prefix.length + 1));
      expect(others).toEqual([]);
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    expect(counts.size).toBe(62);
    expect(new Set(counts.values())).toEqual(new Set([4]));
  });

  test.each([
    "",
    "rbk_",
    "rbk_acme_production_short_secret",
    `rbk_acme_staging_${"a".repeat(12)}_${"b".repeat(32)}`,
    `rbk__production_${"a".repeat(12)}_${"b".repeat(32)}`,
    `rbk_ac#me_production_${"a".repeat(12)}_${"b".repeat(32)}`,
    `rbk_${"x".repeat(64)}_production_${"a".repeat(12)}_${"b".repeat(32)}`,
    `rbk_acme_production_${"a".repeat(12)}_${"b".repeat(32)}\n`,
    `rbk_${"_".repeat(1_000_000)}`,
  ])("are nothing else: %j", (text) => {
    expect(parseApiKey(text)).toBeUndefined();
  });
});
