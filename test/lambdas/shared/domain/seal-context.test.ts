import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  legacySecretSealContext,
  sealContextText,
  webhookSealContext,
} from "../../../../lambdas/shared/domain/seal-context.ts";
import { signingKeySealContext } from "../../../../lambdas/shared/domain/signing-key.ts";
import { forAll } from "../../../support/for-all.ts";
import { tenantArbitrary, webhookIdArbitrary } from "../../../support/id-arbitrary.ts";

const webhookContext = fc
  .tuple(
    tenantArbitrary,
    webhookIdArbitrary,
    fc.constantFrom("basic_auth_password", "custom_header:0", "custom_header:1"),
  )
  .map(([tenant, id, field]) => webhookSealContext(Object.assign({ id }, tenant), field));
const context = fc.oneof(
  webhookContext,
  tenantArbitrary.map(legacySecretSealContext),
  fc
    .tuple(fc.oneof(fc.constant("shared" as const), tenantArbitrary), fc.uuid())
    .map(([ring, kid]) => signingKeySealContext({ ring, kid })),
);

describe("what a sealed text belongs to", () => {
  test("is named by application, environment, owner and field", () => {
    const webhook = { application: "acme", environment: "sandbox", id: "wh_1" } as const;
    expect(sealContextText(webhookSealContext(webhook, "basic_auth_password"))).toBe(
      "acme/sandbox/wh_1/basic_auth_password",
    );
  });

  test("reads alike for the same thing only, be it a webhook's, an environment's or a signing key", () => {
    forAll(context, context, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(sealContextText(one) === sealContextText(other)).toBe(isSame);
      expect(sealContextText(one)).toBe(sealContextText({ ...one }));
    });
  });

  test("of a signing key is its tenant, too; of one that all tenants shared it is what it always was", () => {
    const kid = "11111111-2222-4333-8444-555555555555";
    const ring = { application: "acme", environment: "sandbox" } as const;
    expect(sealContextText(signingKeySealContext({ ring, kid }))).toBe(
      `acme/sandbox/${kid}/private_key`,
    );
    expect(sealContextText(signingKeySealContext({ ring: "shared", kid }))).toBe(
      `ringback/signing-keys/${kid}/private_key`,
    );
  });

  test("differs between the secrets of an environment, of the other, and of another application", () => {
    const texts = (["production", "sandbox"] as const).flatMap((environment) =>
      ["acme", "bank"].map((application) =>
        sealContextText(legacySecretSealContext({ application, environment })),
      ),
    );
    expect(new Set(texts).size).toBe(4);
  });
});
