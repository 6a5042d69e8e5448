import { randomBytes } from "node:crypto";

import { describe, expect, test } from "vitest";

import {
  makePortalSession,
  parsePortalSession,
} from "../../../../lambdas/config-api/access/portal-session-text.ts";
import { ENVIRONMENTS } from "../../../../lambdas/shared/domain/tenant.ts";

describe("the text of a session", () => {
  test.each(["acme", "a_b-c", "A_production_b", "x".repeat(63)])(
    "says whose it is and of which link: %s",
    (application) => {
      const linkId = `plk_${application}_0123456789Az`;
      for (const environment of ENVIRONMENTS) {
        const tenant = { application, environment };
        const text = makePortalSession(tenant, linkId, randomBytes);
        expect(parsePortalSession(text)).toEqual({ tenant, linkId });
        expect(makePortalSession(tenant, linkId, randomBytes)).not.toBe(text);
      }
    },
  );

  const secret = "x".repeat(32);
  test.each([
    "",
    "rbp_",
    `rbp_acme_production_0123456789Az_${secret}x`,
    `rbp_acme_production_0123456789Az_${"x".repeat(31)}`,
    `rbp_acme_production_0123456789A_${secret}`,
    `rbp_acme_staging_0123456789Az_${secret}`,
    `rbp__production_0123456789Az_${secret}`,
    `rbp_ac#me_production_0123456789Az_${secret}`,
    `rbp_${"x".repeat(64)}_production_0123456789Az_${secret}`,
    `rbk_acme_production_0123456789Az_${secret}`,
    `rbp_acme_production_0123456789Az_${secret}\n`,
    `rbp_${"x".repeat(1000)}`,
  ])("%j is none", (text) => {
    expect(parsePortalSession(text)).toBeUndefined();
  });
});
