import { expect, test } from "vitest";

import { successorOf } from "../../../../lambdas/shared/domain/vault-key-successor.ts";

test("a version has one successor, which is a UUID by its form", () => {
  // printf 'after EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE' | sha256sum
  expect(successorOf("EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE")).toBe(
    "d0425dab-bc39-6f29-de3c-a7344c301cb1",
  );
  expect(successorOf("a")).not.toBe(successorOf("b"));
});
