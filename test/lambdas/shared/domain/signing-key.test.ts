import { expect, test } from "vitest";

import { keyRingName } from "../../../../lambdas/shared/domain/signing-key.ts";

test("the ring of all tenants has a name that no tenant's ring has", () => {
  expect(keyRingName("shared")).toBe("shared");
  expect(keyRingName({ application: "shared", environment: "production" })).toBe(
    "shared#production",
  );
});
