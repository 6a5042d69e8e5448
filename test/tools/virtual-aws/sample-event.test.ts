import { expect, test } from "vitest";

import { sampleDetail } from "../../../tools/virtual-aws/sample-event.ts";

test("every sample has a payload of 1 KB, and no two are alike", () => {
  const texts = [0, 1, 99_999].map((index) => JSON.stringify(sampleDetail(index)["payload"]));
  for (const text of texts) expect(Buffer.byteLength(text)).toBe(1024);
  expect(new Set(texts).size).toBe(3);
});
