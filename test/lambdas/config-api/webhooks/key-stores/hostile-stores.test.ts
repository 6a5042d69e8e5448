import { describe, expect, test } from "vitest";

import { mtlsSchema } from "../../../../../lambdas/config-api/webhooks/authentication/mtls-schema.ts";
import { resolveMtls } from "../../../../../lambdas/config-api/webhooks/authentication/resolve-mtls.ts";
import { HOSTILE_MTLS, HOSTILE_TEXTS, worstAccepted } from "../../../../support/hostile-stores.ts";
import { STORE_PASSWORD, storeFile } from "../../../../support/mtls-files.ts";

const NOW_MS = Date.parse("2026-01-31T12:00:00Z");

describe("what would take seconds to read is refused before the work is done:", () => {
  test.each(Object.entries(HOSTILE_MTLS))("%s", async (_title, { make, refusal }) => {
    const given = make();
    expect(mtlsSchema.safeParse(given).error?.issues).toBeUndefined(); // else something else were tested
    const settled = await resolveMtls(given, NOW_MS);
    expect(settled).toMatchObject({ kind: "problem", code: "invalid-fields", status: 422 });
    const { field, message, hint } = settled.kind === "problem" ? (settled.errors[0] ?? {}) : {};
    expect(`${field} ${message}`).toContain(`config.mtls.${refusal}`);
    expect(hint).toMatch(/\S/u);
  });
});

describe("texts that a pattern would be slow on are refused:", () => {
  test.each(Object.entries(HOSTILE_TEXTS))("%s", async (_title, make) => {
    const reading = mtlsSchema.safeParse(make());
    if (!reading.success) {
      expect(reading.error.issues).toHaveLength(1);
      return;
    }
    expect(await resolveMtls(reading.data, NOW_MS)).toMatchObject({ kind: "problem", status: 422 });
  });

  test("one that is too long is looked at no further", () => {
    const tooLong = { keystore: "!".repeat(131_073), keystore_password: "x" };
    expect(mtlsSchema.safeParse(tooLong).error?.issues).toMatchObject([{ code: "too_big" }]);
  });
});

test("the stores of one request share what it may cost", async () => {
  const chain = worstAccepted(1);
  expect(await resolveMtls(chain, NOW_MS)).toMatchObject({ kind: "mtls" });
  const trust = { truststore: storeFile("truststore.jks"), truststore_password: STORE_PASSWORD };
  expect(await resolveMtls({ ...chain, ...trust }, NOW_MS)).toMatchObject({
    errors: [{ field: "config.mtls.keystore", message: "holds too many certificates" }],
  });
});
