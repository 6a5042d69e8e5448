import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { encoded } from "../../../../lambdas/config-api/http/content-coding.ts";

test("a text comes back from its codings", () => {
  const text = "é😀".repeat(1000);
  expect(gunzipSync(encoded(text, "gzip")).toString()).toBe(text);
  expect(brotliDecompressSync(encoded(text, "br")).toString()).toBe(text);
});
