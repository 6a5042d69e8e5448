import { expect, test } from "vitest";

import { retentionEndSeconds } from "../../../../lambdas/shared/domain/retention.ts";

test("what is kept goes 60 days after its time, in whole seconds: never early", () => {
  expect(retentionEndSeconds(0)).toBe(60 * 86_400);
  expect(retentionEndSeconds(1)).toBe(60 * 86_400 + 1);
});
