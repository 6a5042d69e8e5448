import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { PROFILE_NAMES, type Webhook } from "../../../../lambdas/shared/domain/webhook.ts";
import {
  readWebhookItem,
  webhookItemKey,
  writeWebhookItem,
} from "../../../../lambdas/shared/dynamodb/webhook-item.ts";
import { forAll } from "../../../support/for-all.ts";
import { webhookArbitrary } from "../../../support/webhook-arbitrary.ts";

describe("writeWebhookItem", () => {
  test("keeps the key, and nothing twice", () => {
    const webhook: Webhook = {
      application: "acme",
      environment: "sandbox",
      id: "wh_0000000000000000000001",
      version: 3,
      name: "orders",
      endpoint: "https://example.com/",
      events: ["CARD_STATUS_CHANGE"],
      profile: "ncore",
      status: "gone",
      statusReason: "the receiver answered 410",
      filter: { amount: [{ numeric: [">", 1] }] },
      config: {
        basicAuthUsername: "username",
        customHeaderNames: ["apikey"],
        mtls: { certificateExpiresAtMs: 9, ownTrust: true },
        retry: { kind: "fixed", attempts: 6, intervalSeconds: 5, stopOn: [404] },
        timeoutSeconds: 10,
        rateLimit: 0.5,
      },
      sealed: { basic_auth_password: "a.b.c", "custom_header:0": "d.e.f" },
      createdAtMs: 1,
      modifiedAtMs: 2,
    };
    const item = {
      pk: { S: "acme#sandbox" },
      sk: { S: "webhook#wh_0000000000000000000001" },
      version: { N: "3" },
      name: { S: "orders" },
      endpoint: { S: "https://example.com/" },
      events: { L: [{ S: "CARD_STATUS_CHANGE" }] },
      profile: { S: "ncore" },
      status: { S: "gone" },
      statusReason: { S: "the receiver answered 410" },
      filter: { S: '{"amount":[{"numeric":[">",1]}]}' },
      rateLimit: { N: "0.5" },
      config: {
        M: {
          basicAuthUsername: { S: "username" },
          customHeaderNames: { L: [{ S: "apikey" }] },
          mtls: { M: { certificateExpiresAt: { N: "9" } } },
          ownTrust: { BOOL: true },
          retry: {
            M: {
              kind: { S: "fixed" },
              attempts: { N: "6" },
              intervalSeconds: { N: "5" },
              stopOn: { L: [{ N: "404" }] },
            },
          },
          timeoutSeconds: { N: "10" },
        },
      },
      sealed: { M: { basic_auth_password: { S: "a.b.c" }, "custom_header:0": { S: "d.e.f" } } },
      createdAt: { N: "1" },
      modifiedAt: { N: "2" },
    };
    expect(writeWebhookItem(webhook)).toEqual(item);
    expect(readWebhookItem(item)).toEqual(webhook);
    expect(readWebhookItem({ ...item, newer: { S: "attribute" } })).toEqual(webhook);
    expect(writeWebhookItem(webhook)).toMatchObject(webhookItemKey(webhook, webhook.id));
  });

  test("is read back as it was written", () => {
    forAll(webhookArbitrary, (webhook) => {
      expect(readWebhookItem(writeWebhookItem(webhook))).toEqual(webhook);
    });
  });

  test("tells code of before of no certificate where there is a trust alone", () => {
    const [webhook] = fc.sample(webhookArbitrary, 1) as [Webhook];
    const config = { customHeaderNames: [], mtls: { ownTrust: true } } as const;
    const item = writeWebhookItem({ ...webhook, config });
    expect(item["config"]?.M).not.toHaveProperty("mtls");
    expect(readWebhookItem(item).config).toEqual(config);
  });

  test.each(PROFILE_NAMES)("keeps the profile %s", (profile) => {
    const [webhook] = fc.sample(webhookArbitrary, 1) as [Webhook];
    expect(readWebhookItem(writeWebhookItem({ ...webhook, profile })).profile).toBe(profile);
  });
});

describe("readWebhookItem", () => {
  test("throws on a part of an item", () => {
    const [webhook] = fc.sample(webhookArbitrary, 1) as [Webhook];
    const { endpoint, ...withoutEndpoint } = writeWebhookItem(webhook);
    const { version, ...withoutVersion } = writeWebhookItem(webhook);
    expect([endpoint, version]).not.toContain(undefined);
    expect(() => readWebhookItem(withoutEndpoint)).toThrow("endpoint");
    expect(() => readWebhookItem(withoutVersion)).toThrow("version");
  });

  test("takes what a newer version may leave out as absent", () => {
    const [webhook] = fc.sample(webhookArbitrary, 1) as [Webhook];
    const { config, sealed, events, ...rest } = writeWebhookItem(webhook);
    expect([config, sealed, events]).not.toContain(undefined);
    expect(readWebhookItem(rest)).toMatchObject({
      config: { customHeaderNames: [] },
      sealed: {},
      events: [],
    });
  });
});
