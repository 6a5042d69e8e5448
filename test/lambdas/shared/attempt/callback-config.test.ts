import { describe, expect, test } from "vitest";

import { makeReadyWebhooks } from "../../../../lambdas/shared/attempt/ready-webhooks.ts";
import {
  callbackConfigIdOf,
  callbackWebhookIdOf,
} from "../../../../lambdas/shared/domain/callback-webhook.ts";
import { hmacSignature } from "../../../../lambdas/shared/domain/hmac-signature.ts";
import type { SealContext } from "../../../../lambdas/shared/domain/seal-context.ts";
import type { Webhook } from "../../../../lambdas/shared/domain/webhook.ts";
import type { Item } from "../../../../lambdas/shared/dynamodb/attributes.ts";
import { writeWebhookItem } from "../../../../lambdas/shared/dynamodb/webhook-item.ts";
import { PROFILES } from "../../../../lambdas/shared/profiles/profiles.ts";
import { PLAIN_WEBHOOK } from "../../../support/plain-webhook.ts";

const acme = { application: "acme", environment: "production" } as const;
const ORIGIN = "https://example.com:8443";
const hidden: Webhook = {
  ...PLAIN_WEBHOOK,
  id: callbackWebhookIdOf(acme, ORIGIN),
  endpoint: ORIGIN,
  events: [],
  profile: "relid",
  hidden: true,
};
const config: Webhook = {
  ...hidden,
  id: callbackConfigIdOf(acme),
  version: 7,
  endpoint: "https://callbacks.invalid",
  status: "disabled",
  config: { customHeaderNames: ["apikey"], timeoutSeconds: 4 },
  sealed: { "custom_header:0": "jwe 1" },
};

const READY = {
  status: "enabled",
  endpoint: ORIGIN,
  profile: { ...PROFILES.relid, breaker: true, timeoutSeconds: 4 },
};

function setUp() {
  const state = { nowMs: 0, webhook: hidden, config: config as Webhook | undefined };
  const opened: (readonly [string, SealContext])[] = [];
  const webhooks = makeReadyWebhooks({
    async readItem({ sk }): Promise<Item | undefined> {
      if (sk.S === "environment") return { legacySecret: { S: "jwe legacy" } };
      const found = [state.webhook, state.config].find(
        (webhook) => webhook !== undefined && sk.S === `webhook#${webhook.id}`,
      );
      return found === undefined ? undefined : writeWebhookItem(found);
    },
    vault: {
      async open(jwe, context) {
        opened.push([jwe, context]);
        return jwe.replace("jwe", "secret");
      },
    },
    send: () => Promise.reject(new Error("nothing is fetched here")),
    jwsSigner: () => async () => ({ ok: false, message: "nothing is signed here" }),
    now: () => state.nowMs,
  });
  return { find: () => webhooks.find(acme, state.webhook.id, 0), state, opened };
}

describe("a hidden webhook", () => {
  test("is sent to at its own origin by the callback config of its tenant, opened as sealed for that", async () => {
    const { find, opened } = setUp();
    await expect(find()).resolves.toStrictEqual({
      ...READY,
      ok: true,
      headers: ["apikey", "secret 1"],
    });
    expect(opened).toEqual([["jwe 1", { ...acme, owner: config.id, field: "custom_header:0" }]]);
  });

  test("without a callback config has no credentials, and follows REL-ID's profile", async () => {
    const { find, state } = setUp();
    state.config = undefined;
    await expect(find()).resolves.toStrictEqual({
      ...READY,
      profile: { ...PROFILES.relid, breaker: true },
      ok: true,
      headers: [],
    });
  });

  test("follows a change of the callback config within 30 s, though its own version stays", async () => {
    const { find, state, opened } = setUp();
    await find();
    const changed = { ...config, version: 8, sealed: { "custom_header:0": "jwe 2" } };
    state.config = changed;
    state.nowMs = 29_999;
    await expect(find()).resolves.toMatchObject({ headers: ["apikey", "secret 1"] });
    state.nowMs = 30_000;
    await expect(find()).resolves.toMatchObject({ headers: ["apikey", "secret 2"] });
    state.nowMs = 60_000;
    await find();
    expect(opened).toHaveLength(2);
    state.config = undefined;
    state.nowMs = 90_000;
    await expect(find()).resolves.toMatchObject({ headers: [] });
  });

  test("signs with the legacy secret of its environment where the config has no secret of its own", async () => {
    const { find, state } = setUp();
    state.config = { ...config, config: { customHeaderNames: [], signatureScheme: "hmac" } };
    const ready = await find();
    await expect(
      ready?.ok === true && ready.sign?.({ deliveryId: "d", payload: "{}", nowMs: 0 }),
    ).resolves.toMatchObject({ headers: ["X-SIGNATURE", hmacSignature("secret legacy", "{}")] });
  });

  test("with a client certificate configured sends nothing to an http URL", async () => {
    const { find, state } = setUp();
    state.webhook = { ...hidden, endpoint: "http://example.com" };
    const mtls = { certificateExpiresAtMs: 1 };
    state.config = { ...config, config: { ...config.config, mtls } };
    await expect(find()).resolves.toMatchObject({
      ok: false,
      message: "a client certificate needs an https endpoint",
    });
  });

  test("of an origin that the config does not name gets nothing, and none of its secrets is opened", async () => {
    const { find, state, opened } = setUp();
    const oauth2 = { tokenUrl: "https://a.example/", clientId: "c", clientAuth: "body" } as const;
    const named = { ...config.config, oauth2, allowedOrigins: ["https://example.com"] };
    state.config = { ...config, config: named };
    const message =
      "the application's callback_config does not allow this origin: add it to allowed_origins";
    await expect(find()).resolves.toStrictEqual({ ...READY, ok: false, message });
    expect(opened).toEqual([]);
  });

  test("of an origin that the config names is sent to as ever", async () => {
    const { find, state } = setUp();
    state.config = { ...config, config: { ...config.config, allowedOrigins: [ORIGIN] } };
    await expect(find()).resolves.toMatchObject({ headers: ["apikey", "secret 1"] });
  });

  test("is paused by its own status, not by that of the config", async () => {
    const { find, state } = setUp();
    state.webhook = { ...hidden, status: "disabled" };
    await expect(find()).resolves.toMatchObject({ status: "disabled" });
  });
});
