import { expect, it } from "vitest";

import { entryDetail } from "../../../../lambdas/shared/domain/entry-detail.ts";

it("keeps the payload as it is written, and escapes what the queue refuses", () => {
  expect(entryDetail({ id: "a\uFFFE" }, '{"b":5.00,"a":"\uFFFF"}')).toBe(
    String.raw`{"id":"a\ufffe","payload":{"b":5.00,"a":"\uffff"}}`,
  );
});
