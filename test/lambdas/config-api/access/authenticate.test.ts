import { randomBytes } from "node:crypto";

import { beforeEach, describe, expect, test, vi } from "vitest";

import { makeApiKey } from "../../../../lambdas/config-api/access/api-key-text.ts";
import { hashOfKey, makeAuthenticate } from "../../../../lambdas/config-api/access/authenticate.ts";
import type { ApiKey } from "../../../../lambdas/config-api/api-keys/domain/api-key.ts";
import type { PortalLink } from "../../../../lambdas/config-api/portal-links/portal-link.ts";

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
const noteUse = vi.fn(async (..._: unknown[]) => {});
const portalLinks = { read: vi.fn(async (): Promise<PortalLink | undefined> => undefined) };
const open = () =>
  makeAuthenticate({ apiKeys: { find, noteUse }, portalLinks, operatorKey, now: () => nowMs });
let authenticate = open();

beforeEach(() => {
  nowMs = 1000;
  key = stored;
  find.mockReset();
  find.mockImplementation(async () => key);
  operatorKey.mockReset();
  operatorKey.mockImplementation(async () => "the operator key");
  noteUse.mockReset();
  authenticate = open();
});

describe("makeAuthenticate", () => {
  test("knows the holder of an API key", async () => {
    expect(await authenticate(`Bearer ${made.text}`)).toEqual({
      kind: "api-key",
      keyId: stored.id,
      name: "ci",
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
    `Bearer ${" ".repeat(100_000)}${made.text}`,
    `Bearer ${made.text}${" ".repeat(100_000)}`,
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

  test("of a revoked key nobody remembers more than 30 seconds, also one who asks all the time", async () => {
    await authenticate(`Bearer ${made.text}`);
    key = undefined;
    const answers: boolean[] = [];
    for (let second = 1; second <= 40; second += 1) {
      nowMs += 1000;
      answers.push((await authenticate(`Bearer ${made.text}`)) !== undefined);
    }
    expect(answers).toEqual([...Array(29).fill(true), ...Array(11).fill(false)]);
  });

  test("lets nobody in by a reading that began 30 seconds ago and ends only now", async () => {
    const { promise: hung, resolve } = Promise.withResolvers<ApiKey>();
    find.mockImplementationOnce(() => hung);
    const first = authenticate(`Bearer ${made.text}`);
    key = undefined;
    nowMs += 30_000;
    const second = authenticate(`Bearer ${made.text}`);
    resolve(stored);
    expect(await second).toBeUndefined();
    await first;
    expect(await authenticate(`Bearer ${made.text}`)).toBeUndefined();
  });

  test("lets nobody in by what it remembers while the key cannot be read anew", async () => {
    await authenticate(`Bearer ${made.text}`);
    nowMs += 30_000;
    find.mockRejectedValueOnce(new Error("throttled"));
    await expect(authenticate(`Bearer ${made.text}`)).rejects.toThrow("throttled");
  });

  test.each([
    ["a hash of another length", { hash: "00" }],
    ["no hash", { hash: "" }],
    ["a hash that is no hex", { hash: "z".repeat(64) }],
  ])("knows nobody by a stored key with %s", async (_, broken) => {
    key = { ...stored, ...broken };
    expect(await authenticate(`Bearer ${made.text}`)).toBeUndefined();
  });

  test("asks once for many requests with a key that there is not", async () => {
    key = undefined;
    await Promise.all([1, 2, 3].map(() => authenticate(`Bearer ${made.text}`)));
    expect(find).toHaveBeenCalledTimes(1);
  });

  test("forgets no good key for a flood of guesses", async () => {
    await authenticate(`Bearer ${made.text}`);
    find.mockImplementation(async () => undefined);
    const secret = made.text.slice(made.prefix.length);
    for (let index = 0; index < 2000; index += 1) {
      const id = String(index).padStart(12, "0");
      await authenticate(`Bearer rbk_acme_production_${id}${secret}`);
    }
    expect(find).toHaveBeenCalledTimes(2001);
    find.mockClear();
    expect(await authenticate(`Bearer ${made.text}`)).toBeDefined();
    expect(find).not.toHaveBeenCalled();
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

describe("the note of a key's last use", () => {
  const HOUR_MS = 3_600_000;

  beforeEach(() => {
    nowMs = 10 * HOUR_MS;
  });

  test("is written at the first use, and then once an hour", async () => {
    await authenticate(`Bearer ${made.text}`);
    expect(noteUse.mock.calls).toEqual([[stored, stored.id, nowMs, nowMs - HOUR_MS]]);
    for (let minute = 1; minute < 60; minute += 1) {
      nowMs += 60_000;
      await authenticate(`Bearer ${made.text}`);
    }
    expect(noteUse).toHaveBeenCalledTimes(1);
    nowMs += 60_000;
    await authenticate(`Bearer ${made.text}`);
    expect(noteUse).toHaveBeenCalledTimes(2);
  });

  test("is not written when another function has done so within the hour", async () => {
    key = { ...stored, lastUsedAtMs: nowMs - HOUR_MS + 1 };
    await authenticate(`Bearer ${made.text}`);
    expect(noteUse).not.toHaveBeenCalled();
  });

  test("is not written for a wrong, an expired or a deleted key", async () => {
    await authenticate(`Bearer ${made.text.slice(0, -1)}${made.text.endsWith("x") ? "y" : "x"}`);
    authenticate = open();
    key = { ...stored, expiresAtMs: nowMs };
    await authenticate(`Bearer ${made.text}`);
    authenticate = open();
    key = undefined;
    await authenticate(`Bearer ${made.text}`);
    await authenticate("Bearer the operator key");
    expect(noteUse).not.toHaveBeenCalled();
  });

  test("fails no request, and is tried again a minute later", async () => {
    noteUse.mockRejectedValueOnce(new Error("throttled"));
    expect(await authenticate(`Bearer ${made.text}`)).toBeDefined();
    nowMs += 59_999;
    expect(await authenticate(`Bearer ${made.text}`)).toBeDefined();
    expect(noteUse).toHaveBeenCalledTimes(1);
    nowMs += 1;
    expect(await authenticate(`Bearer ${made.text}`)).toBeDefined();
    expect(noteUse).toHaveBeenCalledTimes(2);
  });
});
