import { describe, expect, test, vi } from "vitest";

import {
  liveSecrets,
  readPreviousSecrets,
} from "../../../../../lambdas/shared/domain/signing-secrets.ts";
import { ACME, GLOBEX } from "../../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../../support/fresh-test-bed.ts";
import { createWebhook, secretsOf, storedWebhook } from "../../../../support/webhook-requests.ts";

const bed = freshTestBed();

async function create(scheme: string, secret?: string): Promise<string> {
  const signature = { scheme, ...(secret !== undefined && { secret }) };
  const { id } = await createWebhook(bed, {
    endpoint: "https://example.com/",
    events: ["ANYTHING"],
    config: { signature },
  });
  return id;
}

function rotate(id: string, body?: object, headers?: Record<string, string>) {
  return bed.admin("POST", `/webhooks/${id}/secret/rotate`, body, headers);
}

/** The live secrets of a webhook, the newest first. */
async function live(id: string): Promise<string[]> {
  const opened = await secretsOf(bed, id);
  const previous = readPreviousSecrets(opened["signature_secrets_previous"] ?? "[]");
  return liveSecrets({ current: opened["signature_secret"], previous }, bed.clock.nowMs);
}

describe("POST /webhooks/{id}/secret/rotate", () => {
  test("gives a new secret that signs at once, shown once", async () => {
    const id = await create("hmac", "old");
    const answer = await rotate(id);
    expect(answer).toMatchObject({
      status: 200,
      body: { secret: expect.stringMatching(/^[0-9a-f]{64}$/u) },
    });
    expect(await secretsOf(bed, id)).toEqual({ signature_secret: answer.body.secret });
    expect((await bed.admin("GET", `/webhooks/${id}`)).text).not.toContain(answer.body.secret);
    expect(bed.lines.join("\n")).not.toContain(answer.body.secret);
    expect(await storedWebhook(bed, id)).toMatchObject({ version: 2 });
  });

  test("in the form of the scheme: Standard Webhooks", async () => {
    const id = await create("standard");
    expect((await rotate(id, {})).body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/u);
  });

  test("with an overlap the old secret stays live for exactly so long", async () => {
    const id = await create("standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    const { secret } = (await rotate(id, { overlap_seconds: 3600 })).body;
    expect(await live(id)).toEqual([secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);
    bed.clock.nowMs += 3_599_999;
    expect(await live(id)).toHaveLength(2);
    bed.clock.nowMs += 1;
    expect(await live(id)).toEqual([secret]);
  });

  test.each([
    // Standard Webhooks signs with both; HMAC has room for one, and the old secret has it.
    ["standard", 0, 0, 0],
    ["standard", 3600, 0, 3600],
    ["hmac", 0, 0, 0],
    ["hmac", 3600, 3600, 3600],
  ])("says since when it signs: %s, %d s", async (scheme, overlap, fromSeconds, untilSeconds) => {
    const id = await create(scheme);
    const at = (seconds: number) => new Date(bed.clock.nowMs + seconds * 1000).toISOString();
    expect((await rotate(id, { overlap_seconds: overlap })).body).toEqual({
      secret: expect.any(String),
      signs_from: at(fromSeconds),
      previous_signs_until: at(untilSeconds),
    });
  });

  test("says that it signs after the longest of several overlaps", async () => {
    const id = await create("hmac");
    const first = (await rotate(id, { overlap_seconds: 3600 })).body;
    bed.clock.nowMs += 1000;
    const second = (await rotate(id, { overlap_seconds: 60 })).body;
    expect(second).toMatchObject({ signs_from: first.signs_from });
    expect(second.previous_signs_until).toBe(first.signs_from);
  });

  test("overlaps add up, and a rotation without one ends them all", async () => {
    const id = await create("standard");
    const first = (await rotate(id, { overlap_seconds: 600 })).body.secret;
    const second = (await rotate(id, { overlap_seconds: 600 })).body.secret;
    expect((await live(id)).slice(0, 2)).toEqual([second, first]);
    expect(await live(id)).toHaveLength(3);
    const third = (await rotate(id, { overlap_seconds: 0 })).body.secret;
    expect(await secretsOf(bed, id)).toEqual({ signature_secret: third });
  });

  test("in an environment with a legacy secret gives the webhook its first own one, the legacy one overlapping", async () => {
    await bed.keyOf("admin");
    const body = { legacy_secrets: { production: "legacy" } };
    await bed.operator("PATCH", "/applications/acme", body);
    const id = await create("hmac");
    const sibling = await create("hmac");
    const { secret } = (await rotate(id, { overlap_seconds: 60 })).body;
    expect(await live(id)).toEqual([secret, "legacy"]);
    bed.clock.nowMs += 60_000;
    expect(await live(id)).toEqual([secret]);
    expect((await storedWebhook(bed, sibling)).sealed).toEqual({});
    expect(await bed.stores.legacySecrets.read(ACME)).toBeDefined();
  });

  test("leaves API keys alone, and an API key's end leaves secrets alone", async () => {
    await bed.keyOf("manager");
    const id = await create("hmac");
    const before = await bed.stores.apiKeys.list(ACME, undefined, 10);
    const { secret } = (await bed.as("manager", "POST", `/webhooks/${id}/secret/rotate`)).body;
    const used = (keys: typeof before) => keys.map(({ lastUsedAtMs: _, ...rest }) => rest);
    expect(used(await bed.stores.apiKeys.list(ACME, undefined, 10))).toEqual(used(before));
    for (const { id: keyId } of before) await bed.stores.apiKeys.remove(ACME, keyId);
    expect(await live(id)).toEqual([secret]);
  });

  test("repeated under one idempotency key rotates once, and shows the same secret", async () => {
    const id = await create("hmac");
    const once = { "idempotency-key": "once" };
    const first = await rotate(id, {}, once);
    expect((await rotate(id, {}, once)).text).toBe(first.text);
    expect(await live(id)).toEqual([first.body.secret]);
  });

  test("repeated after its answer was lost shows the secret that is live then", async () => {
    const id = await create("hmac", "old");
    const once = { "idempotency-key": "once" };
    const finish = vi.spyOn(bed.stores.idempotency, "finish");
    finish.mockRejectedValueOnce(Object.assign(new Error("throttled"), { $metadata: {} }));
    expect((await rotate(id, { overlap_seconds: 600 }, once)).status).toBe(503);
    bed.clock.nowMs += 30_000;
    const { status, body } = await rotate(id, { overlap_seconds: 600 }, once);
    expect(status).toBe(200);
    expect((await live(id))[0]).toBe(body.secret);
    expect((await live(id)).at(-1)).toBe("old");
  });

  test("of many at once each gives a secret, and the last one signs", async () => {
    const id = await create("hmac");
    const answers = await Promise.all([1, 2, 3].map(() => rotate(id)));
    const secrets = answers.map(({ body }) => body.secret as string);
    expect(new Set(secrets).size).toBe(3);
    expect(secrets).toContain((await live(id))[0]);
    expect(await storedWebhook(bed, id)).toMatchObject({ version: 4 });
  });

  test("mends a webhook whose secret cannot be opened", async () => {
    const id = await create("hmac");
    const stored = await storedWebhook(bed, id);
    const sealed = { signature_secret: "not.a.jwe" };
    await bed.stores.webhooks.replace({ ...stored, version: 2, sealed }, 1);
    const { status, body } = await rotate(id);
    expect(status).toBe(200);
    expect(await live(id)).toEqual([body.secret]);
  });

  test.each(["jws", "none"])("is refused for scheme %s, which has no secret", async (scheme) => {
    const id = await create(scheme);
    expect(await rotate(id)).toMatchObject({
      status: 409,
      body: { detail: `This webhook's signature scheme is ${scheme}: it has no secret.` },
    });
  });

  test.each([
    { overlap_seconds: -1 },
    { overlap_seconds: 1.5 },
    { overlap_seconds: 2_592_001 },
    { secret: "mine" },
  ])("refuses %j", async (body) => {
    const id = await create("hmac", "old");
    expect((await rotate(id, body)).status).toBe(422);
    expect(await live(id)).toEqual(["old"]);
  });

  test("is not for readers, publishers, strangers and other tenants", async () => {
    const id = await create("hmac", "old");
    const path = `/webhooks/${id}/secret/rotate`;
    for (const role of ["reader", "publisher"] as const) {
      expect((await bed.as(role, "POST", path)).status).toBe(403);
    }
    expect((await bed.ask("POST", path)).status).toBe(401);
    expect((await bed.admin("POST", path, {}, undefined, GLOBEX)).status).toBe(404);
    expect(await live(id)).toEqual(["old"]);
  });
});
