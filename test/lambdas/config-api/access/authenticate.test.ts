import { randomBytes } from "node:crypto";

import { beforeEach, describe, expect, test, vi } from "vitest";

import { makeApiKey } from "../../../../lambdas/config-api/access/api-key-text.ts";
import { hashOfKey, makeAuthenticate } from "../../../../lambdas/config-api/access/authenticate.ts";
import type { ApiKey } from "../../../../lambdas/shared/domain/api-key.ts";

const tenant = { application: "acme", environment: "production" } as const;
const made = makeApiKey(tenant, randomBytes);
const stored: ApiKey = {
  ...tenant,
  id: made.keyId,
  name: "ci",
  role: "manager",
  hash: hashOfKey(made.text),
  prefix: made.prefix,
  createdAtMs: 0,
};

let nowMs = 0;
let key: ApiKey | undefined;
const find = vi.fn(async () => key);
const operatorKey = vi.fn(async () => "the operator key");
let authenticate = makeAuthenticate({ apiKeys: { find }, operatorKey, now: () => nowMs });

beforeEach(() => {
  nowMs = 1000;
  key = stored;
  find.mockReset();
  find.mockImplementation(async () => key);
  operatorKey.mockReset();
  operatorKey.mockImplementation(async () => "the operator key");
  authenticate = makeAuthenticate({ apiKeys: { find }, operatorKey, now: () => nowMs });
});

describe("makeAuthenticate", () => {
  test("knows the holder of an API key", async () => {
    expect(await authenticate(`Bearer ${made.text}`)).toEqual({
      kind: "api-key",
      keyId: stored.id,
      role: "manager",
      tenant,
    });
    expect(find).toHaveBeenCalledWith(tenant, stored.id);
  });

  test("takes the scheme in any case, as RFC 9110 has it", async () => {
    expect(await authenticate(`bearer ${made.text}`)).toBeDefined();
  });

  test.each([
    undefined,
    "",
    "Bearer",
    "Bearer ",
    `Basic ${Buffer.from(`x:${made.text}`).toString("base64")}`,
    made.text,
    `Bearer ${made.text} ${made.text}`,
    `Bearer ${made.text.slice(0, -1)}`,
    `Bearer ${made.text.slice(0, -1)}${made.text.endsWith("x") ? "y" : "x"}`,
    `Bearer ${made.text.replace("acme", "globex")}`,
    `Bearer ${"x".repeat(100_000)}`,
  ])("knows nobody by %.60s", async (authorization) => {
    find.mockImplementation(async () =>
      authorization?.includes("globex") === true ? undefined : key,
    );
    expect(await authenticate(authorization)).toBeUndefined();
  });

  test("does not know the operator by an API key's beginning, nor by anything near his key", async () => {
    operatorKey.mockImplementation(async () => "operatorkey");
    expect(await authenticate("Bearer operatorkey")).toEqual({ kind: "operator" });
    expect(await authenticate("Bearer operatorkey2")).toBeUndefined();
    expect(await authenticate("Bearer operatorke")).toBeUndefined();
    expect(await authenticate("Bearer rbk_operatorkey")).toBeUndefined();
  });

  test("ends with the key's time", async () => {
    key = { ...stored, expiresAtMs: 2000 };
    expect(await authenticate(`Bearer ${made.text}`)).toBeDefined();
    nowMs = 2000;
    expect(await authenticate(`Bearer ${made.text}`)).toBeUndefined();
  });

  test("remembers a key for 30 seconds, and notices then that it is gone", async () => {
    await authenticate(`Bearer ${made.text}`);
    key = undefined;
    nowMs += 29_999;
    expect(await authenticate(`Bearer ${made.text}`)).toBeDefined();
    expect(find).toHaveBeenCalledTimes(1);
    nowMs += 1;
    expect(await authenticate(`Bearer ${made.text}`)).toBeUndefined();
  });

  test("asks once for many requests with a key that there is not", async () => {
    key = undefined;
    await Promise.all([1, 2, 3].map(() => authenticate(`Bearer ${made.text}`)));
    expect(find).toHaveBeenCalledTimes(1);
  });

  test("reads the operator key every 30 seconds at most, whatever is tried", async () => {
    for (let index = 0; index < 100; index += 1) await authenticate(`Bearer guess${index}`);
    expect(operatorKey).toHaveBeenCalledTimes(1);
    nowMs += 30_000;
    await authenticate("Bearer guess");
    expect(operatorKey).toHaveBeenCalledTimes(2);
  });

  test("lets nobody in while keys cannot be read, and asks again", async () => {
    find.mockRejectedValueOnce(new Error("throttled"));
    await expect(authenticate(`Bearer ${made.text}`)).rejects.toThrow("throttled");
    expect(await authenticate(`Bearer ${made.text}`)).toBeDefined();
    operatorKey.mockRejectedValueOnce(new Error("throttled"));
    await expect(authenticate("Bearer guess")).rejects.toThrow("throttled");
    expect(await authenticate("Bearer guess")).toBeUndefined();
  });
});
