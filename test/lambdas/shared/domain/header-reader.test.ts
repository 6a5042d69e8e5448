import { expect, test } from "vitest";

import { headerReader } from "../../../../lambdas/shared/domain/header-reader.ts";

test("headers are read by their name in lower case, however they came", () => {
  const header = headerReader({ "If-None-Match": '"a"', accept: undefined });
  expect(header("if-none-match")).toBe('"a"');
  expect(header("accept")).toBeUndefined();
  expect(header("constructor")).toBeUndefined();
  expect(headerReader()("accept")).toBeUndefined();
});
