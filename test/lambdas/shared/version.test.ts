import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { version } from "../../../lambdas/shared/version.ts";

test("the version that receivers see is the package's", () => {
  const { version: packaged } = JSON.parse(
    readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
  );
  expect(version).toBe(packaged);
});
