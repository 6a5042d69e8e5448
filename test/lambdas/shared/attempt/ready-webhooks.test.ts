import { unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, test } from "vitest";

import { makeReadyWebhooks } from "../../../../lambdas/shared/attempt/ready-webhooks.ts";
import type { SealContext } from "../../../../lambdas/shared/domain/seal-context.ts";
import type { Webhook } from "../../../../lambdas/shared/domain/webhook.ts";
import type { Item } from "../../../../lambdas/shared/dynamodb/attributes.ts";
import { writeWebhookItem } from "../../../../lambdas/shared/dynamodb/webhook-item.ts";
import { PROFILES } from "../../../../lambdas/shared/profiles/profiles.ts";
import { VaultError } from "../../../../lambdas/shared/vault/vault-error.ts";
import { PLAIN_WEBHOOK } from "../../../support/plain-webhook.ts";

const acme = { application: "acme", environment: "production" } as const;
const stored: Webhook = {
  ...PLAIN_WEBHOOK,
  version: 3,
  profile: "ncore",
  config: { customHeaderNames: ["apikey"], timeoutSeconds: 4 },
  sealed: { "custom_header:0": "jwe 1" },
};

function setUp() {
  const state = {
    nowMs: 0,
    webhook: stored as Webhook | undefined,
    vaultError: undefined as Error | undefined,
  };
  const reads: unknown[] = [];
  const opened: (readonly [string, SealContext])[] = [];
  const webhooks = makeReadyWebhooks({
    async readItem(key): Promise<Item | undefined> {
      reads.push(unmarshall({ ...key }));
      return state.webhook === undefined ? undefined : writeWebhookItem(state.webhook);
    },
    vault: {
      async open(jwe, context) {
        opened.push([jwe, context]);
        if (state.vaultError !== undefined) throw state.vaultError;
        return jwe.replace("jwe", "secret");
      },
    },
    send: () => Promise.reject(new Error("nothing is fetched here")),
    jwsSigner: () => async () => ({ ok: false, message: "nothing is signed here" }),
    now: () => state.nowMs,
  });
  return {
    find: (version = 0) => webhooks.find(acme, stored.id, version),
    webhooks,
    state,
    reads,
    opened,
  };
}

describe("a ready webhook", () => {
  test("has its profile with its own overrides, and its secrets opened as what they were sealed for", async () => {
    const { find, reads, opened } = setUp();
    await expect(find()).resolves.toStrictEqual({
      status: "enabled",
      endpoint: "https://example.com/",
      profile: { ...PROFILES.ncore, breaker: false, timeoutSeconds: 4 },
      ok: true,
      headers: ["apikey", "secret 1"],
    });
    expect(reads).toEqual([{ pk: "acme#production", sk: `webhook#${stored.id}` }]);
    expect(opened).toEqual([["jwe 1", { ...acme, owner: stored.id, field: "custom_header:0" }]]);
  });

  test("is undefined once it was deleted", async () => {
    const { find, state } = setUp();
    state.webhook = undefined;
    await expect(find()).resolves.toBeUndefined();
  });

  test("is remembered for 30 s, then read again", async () => {
    const { find, state, reads } = setUp();
    await find();
    state.webhook = { ...stored, version: 4, endpoint: "https://example.com/new" };
    state.nowMs = 29_999;
    await expect(find()).resolves.toMatchObject({ endpoint: "https://example.com/" });
    expect(reads).toHaveLength(1);
    state.nowMs = 30_000;
    await expect(find()).resolves.toMatchObject({ endpoint: "https://example.com/new" });
  });

  test("is read each time while it must not be called, so that its enabling is seen at once", async () => {
    const { find, state, reads, opened } = setUp();
    state.webhook = { ...stored, status: "disabled" };
    await find();
    await expect(find()).resolves.toMatchObject({ status: "disabled" });
    expect(reads).toHaveLength(2);
    expect(opened).toHaveLength(1);
    state.webhook = { ...stored, version: 4 };
    await expect(find()).resolves.toMatchObject({ status: "enabled" });
  });

  test("is read again at once for a message that knows a newer version", async () => {
    const { find, state } = setUp();
    await find(3);
    state.webhook = { ...stored, version: 4, status: "disabled" };
    await expect(find(3)).resolves.toMatchObject({ status: "enabled" });
    await expect(find(4)).resolves.toMatchObject({ status: "disabled" });
    await expect(find(3)).resolves.toMatchObject({ status: "disabled" });
  });

  test.each(["disabled", "gone"] as const)("is read again at once when %s", async (status) => {
    const { find, state } = setUp();
    state.webhook = { ...stored, status };
    await expect(find()).resolves.toMatchObject({ status });
    state.webhook = { ...stored, version: 4, status: "enabled" };
    await expect(find()).resolves.toMatchObject({ status: "enabled" });
  });

  test("does not open its secrets again while its version is the same", async () => {
    const { find, state, opened } = setUp();
    await find();
    state.nowMs = 30_000;
    await find();
    expect(opened).toHaveLength(1);
  });

  test("opens its secrets once for the deliveries of a batch", async () => {
    const { find, opened } = setUp();
    await Promise.all(Array.from({ length: 10 }, () => find()));
    expect(opened).toHaveLength(1);
  });

  test("says that a secret is broken, so that the attempt fails where people see it", async () => {
    const { find, state } = setUp();
    state.vaultError = new VaultError("VAULT_SEAL_BROKEN", "a sealed text cannot be opened");
    await expect(find()).resolves.toMatchObject({
      ok: false,
      message: "a sealed text cannot be opened",
    });
  });

  test("is asked for again when the vault did not answer: that is no fault of the webhook", async () => {
    const { find, state } = setUp();
    state.vaultError = new VaultError("VAULT_KEY_UNAVAILABLE", "the vault key could not be read");
    await expect(find()).rejects.toThrow("the vault key could not be read");
    state.vaultError = undefined;
    await expect(find()).resolves.toMatchObject({ ok: true });
  });
});
