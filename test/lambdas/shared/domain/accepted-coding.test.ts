import { describe, expect, test } from "vitest";

import { codingFor } from "../../../../lambdas/shared/domain/accepted-coding.ts";

describe("codingFor", () => {
  test.each([
    ["gzip", "gzip"],
    ["GZIP", "gzip"],
    ["gzip, deflate, br", "br"],
    ["br;q=0.5, gzip", "gzip"],
    ["gzip;q=0.001", "gzip"],
    ["deflate, gzip;q=1.0, *;q=0.5", "gzip"],
    ["*", "br"],
    ["br;q=0, *", "gzip"],
    ["identity;q=0.5, gzip", "gzip"],
    ["identity, gzip", "gzip"],
    ["identity;q=0, gzip;q=0.1", "gzip"],
    [" gzip ; q=0.8 ", "gzip"],
  ])("takes, of %j, %s", (header, coding) => {
    expect(codingFor(header)).toBe(coding);
  });

  test.each([
    undefined,
    "",
    "identity",
    "deflate, zstd",
    "gzip;q=0",
    "gzip;q=0.000, br;q=0",
    "*;q=0",
    "identity, gzip;q=0.5",
    "gzip;q=high",
    "gzip;q=2",
    "gzip;q=-1",
    "gzipped",
    `gzip${", x".repeat(1000)}`,
  ])("leaves the body as it is for %.40j", (header) => {
    expect(codingFor(header)).toBeUndefined();
  });
});
