import { describe, expect, test } from "vitest";

import {
  certificateState,
  readClientIdentity,
  writeClientIdentity,
} from "../../../../lambdas/shared/domain/client-identity.ts";

const DAY_MS = 86_400_000;
const endMs = Date.parse("2030-06-01T00:00:00Z");

describe("certificateState", () => {
  test.each([
    ["valid", endMs - 30 * DAY_MS - 1],
    ["expires_soon", endMs - 30 * DAY_MS],
    ["expires_soon", endMs - 1],
    ["expired", endMs],
    ["expired", endMs + DAY_MS],
  ])("is %s", (state, nowMs) => {
    expect(certificateState(endMs, nowMs)).toBe(state);
  });
});

describe("an identity", () => {
  test.each([
    { certificate: "a", privateKey: "b", ca: "c" },
    { certificate: "a", privateKey: "b" },
    { ca: "c" },
  ])("is read as it was written: %o", (identity) => {
    expect(readClientIdentity(writeClientIdentity(identity))).toStrictEqual(identity);
  });
});
