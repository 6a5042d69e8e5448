import { describe, expect, test, vi } from "vitest";

import { ACME } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { selfSignedClient } from "../../../support/mtls-files.ts";
import { vector } from "../../../support/vector.ts";
import {
  APIKEY,
  BASIC,
  MINIMAL,
  createWebhook,
  secretsOf,
  storedWebhook,
} from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

describe("POST /webhooks", () => {
  test("takes a webhook with all at its longest, which an item of DynamoDB (400 KB) holds", async () => {
    const texts = (count: number, length: number, of: string) =>
      Array.from({ length: count }, (_, n) => String(n).padEnd(length, of));
    const { certificate, private_key } = selfSignedClient(100);
    const body = {
      name: "ü".repeat(200),
      endpoint: `https://example.com/${"x".repeat(2000)}`,
      events: texts(100, 128, "x"),
      filter: { a: texts(50, 150, "x") },
      config: {
        custom_headers: texts(20, 128, "x").map((header_name) => ({
          header_name,
          header_value: "ü".repeat(4096),
        })),
        oauth2: {
          token_url: `https://example.com/${"x".repeat(2000)}`,
          client_id: "x".repeat(255),
          client_secret: "x".repeat(1024),
          scope: "x".repeat(1024),
          audience: "€".repeat(1024),
          resource: `urn:${"x".repeat(2000)}`,
          parameters: texts(10, 64, "x").map((name) => ({ name, value: "x".repeat(1024) })),
        },
        mtls: {
          certificate,
          private_key,
          ca: Array.from({ length: 19 }, () => certificate).join(""),
        },
        signature: { scheme: "hmac", secret: "€".repeat(256), prefix: "x".repeat(64) },
        content_type: `application/${"x".repeat(120)}+json`,
      },
    };
    const { id } = await createWebhook(bed, body);
    const webhook = await storedWebhook(bed, id);
    const { mtls_identity: identity = "" } = webhook.sealed;
    // What is to be trusted may take more than here, up to 32,768 characters of PEM; so may 200
    // attributes.
    const unused = 32_768 * 1.4 - identity.length + 200 * 128 * 3;
    expect(Buffer.byteLength(JSON.stringify(webhook)) + unused).toBeLessThan(400 * 1024);
  });

  test.each([
    ["password", { basic_auth_username: "key", basic_auth_password: "" }],
    ["user name", { basic_auth_username: "", basic_auth_password: "t0ken" }],
  ])("takes Basic authentication with an empty %s", async (_title, config) => {
    const { id } = await createWebhook(bed, { ...MINIMAL, config });
    const { basic_auth_username, basic_auth_password } = config;
    expect((await bed.admin("GET", `/webhooks/${id}`)).body.config).toMatchObject({
      basic_auth_username,
    });
    expect(await secretsOf(bed, id)).toEqual({ basic_auth_password });
    const kept = await bed.admin("PATCH", `/webhooks/${id}`, { name: "x" });
    expect(kept.status).toBe(200);
    expect(await secretsOf(bed, id)).toEqual({ basic_auth_password });
  });

  test.each([
    "card-status-change",
    "transaction",
    "kyc-result",
    "user-created",
    "user-status-change",
    "pin-change",
    "expired-auth",
    "charge-applied",
    "account-status-change",
    "card-provisioning",
    "token-notification",
  ])("takes the sample of the nCore document as it is printed: %s", async (name) => {
    const text = vector(`ncore/create-webhook.${name}.json`);
    const answer = await bed.admin("POST", "/webhooks", text);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^wh_[0-9A-Za-z]{22}$/u),
      ...ACME,
      endpoint: "https://example.com/",
      events: JSON.parse(text).events,
      status: "enabled",
      config: {
        basic_auth_username: "username",
        custom_headers: [{ header_name: "apikey" }],
        signature: { scheme: "none" },
        created: "2026-01-31T12:00:00.000Z",
        modified: "2026-01-31T12:00:00.000Z",
      },
      created_at: "2026-01-31T12:00:00.000Z",
      modified_at: "2026-01-31T12:00:00.000Z",
      effective: expect.objectContaining({ profile: "ncore", signature: { scheme: "none" } }),
    });
    expect(await secretsOf(bed, answer.body.id)).toEqual({
      basic_auth_password: "password",
      "custom_header:0": "306e38e4-54be-469f-beca-4297129289d6",
    });
  });

  test("says where a comma is missing in the sample that is no JSON", async () => {
    const text = vector("ncore/create-webhook.user-document-alert.malformed.json");
    const answer = await bed.admin("POST", "/webhooks", text);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      type: "urn:ringback:problem:malformed-json",
      title: "The body is not JSON",
      status: 400,
      detail: "The body is not JSON: expected ',' or '}' after property value at line 5 column 1.",
      errors: [
        {
          field: "body",
          message: "expected ',' or '}' after property value at line 5 column 1",
          hint: "see that place, and the line before it",
        },
      ],
      request_id: "request-1",
    });
  });

  test("takes everything that a webhook can be", async () => {
    const answer = await bed.admin("POST", "/webhooks", {
      name: "orders",
      endpoint: "https://example.com:8443/hooks?x=1",
      events: ["*"],
      profile: "ncore",
      config: {
        ...BASIC,
        custom_headers: [APIKEY, { header_name: "X-Other", header_value: "ä b" }],
        signature: { scheme: "none" },
        retry: { kind: "exponential", attempts: 3, initial_seconds: 2 },
        timeout_seconds: 5,
      },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      name: "orders",
      endpoint: "https://example.com:8443/hooks?x=1",
      events: ["*"],
      profile: "ncore",
      config: {
        retry: {
          kind: "exponential",
          attempts: 3,
          initial_seconds: 2,
          factor: 2,
          cap_seconds: 14_400,
          jitter: 0.25,
        },
        timeout_seconds: 5,
      },
    });
    expect((await bed.admin("GET", `/webhooks/${answer.body.id}`)).body).toEqual(answer.body);
  });

  test("keeps no credential in the clear: not in the store, the answer or the log", async () => {
    const { id } = await createWebhook(bed, {
      ...MINIMAL,
      config: { ...BASIC, custom_headers: [APIKEY] },
    });
    const everything = JSON.stringify([
      await storedWebhook(bed, id),
      (await bed.admin("GET", `/webhooks/${id}`)).text,
      (await bed.admin("GET", "/webhooks")).text,
      bed.lines,
    ]);
    expect(everything).not.toContain("p4ssw0rd");
    expect(everything).not.toContain("306e38e4");
  });

  test("creates 1,000 and no more", async () => {
    await createWebhook(bed);
    vi.spyOn(bed.stores.webhooks, "create").mockResolvedValueOnce("limit_reached");
    expect(await bed.admin("POST", "/webhooks", MINIMAL)).toMatchObject({
      status: 409,
      body: { type: "urn:ringback:problem:limit-reached" },
    });
  });

  test("repeated under one idempotency key creates one, also when the first answer was lost", async () => {
    const create1 = () => bed.admin("POST", "/webhooks", MINIMAL, { "idempotency-key": "once" });
    const finish = vi.spyOn(bed.stores.idempotency, "finish");
    finish.mockRejectedValueOnce(Object.assign(new Error("throttled"), { $metadata: {} }));
    expect((await create1()).status).toBe(503);
    bed.clock.nowMs += 30_000;
    const repeated = await create1();
    expect(repeated.status).toBe(201);
    expect((await create1()).text).toBe(repeated.text);
    expect(await bed.stores.webhooks.list(ACME, undefined, 10)).toHaveLength(1);
  });
});
