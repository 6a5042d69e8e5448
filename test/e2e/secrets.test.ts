import { randomBytes } from "node:crypto";

import { describe, expect, test } from "vitest";

import { useSecret } from "../support/api-record.ts";
import { apiCaller } from "../support/cloud.ts";
import { publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import type { Answer } from "../support/receiver.ts";
import { startScenario } from "../support/scenario.ts";
import { createWebhook, fixedRetry } from "../support/test-webhook.ts";

/*
 * Secrets, and everything going wrong around them. That none is told is found out in the end, for
 * these tests and all others: afterwards/secrets.test.ts.
 */

const { cloud, tenant, receiver, publishOne } = await startScenario("secrets");

/** A secret like no other, of characters that every way of writing escapes. */
function secret(label: string): string {
  return `${label} "${randomBytes(12).toString("hex")}" \\ ä/+&`;
}

/** A header's value, which takes less. */
function headerValue(): string {
  return `value ${randomBytes(12).toString("base64")}`;
}

/** Everything secret that a webhook can have at once. */
function configuration() {
  return {
    basic_auth_username: "user",
    basic_auth_password: secret("password"),
    custom_headers: [
      { header_name: "x-token", header_value: headerValue() },
      { header_name: "x-other", header_value: headerValue() },
    ],
    signature: { scheme: "hmac", secret: secret("signature") },
  };
}

describe("a delivery with every secret", () => {
  const failures: [string, [Answer, ...Answer[]]][] = [
    ["is refused once", [{ status: 401, body: "who are you?" }, 204]],
    ["meets a redirect once", [{ status: 302, headers: { location: "/elsewhere" } }, 204]],
    ["loses its connection once", ["reset", 204]],
  ];

  test.each(failures)("%s", async (title, answers) => {
    const type = title.replaceAll(" ", "_");
    const config = configuration();
    receiver.answer(`/${type}`, answers);
    const endpoint = `${receiver.url}/${type}`;
    await createWebhook(tenant, {
      endpoint,
      events: [type],
      config: { ...config, retry: fixedRetry(3, 1) },
    });
    await publishOne(type, {});
    const [, second] = await receiver.waitFor(2, { path: `/${type}` });
    expect(second?.headers).toMatchObject({
      "x-token": config.custom_headers[0]?.header_value,
      authorization: `Basic ${Buffer.from(`user:${config.basic_auth_password}`).toString("base64")}`,
    });
    const id = String(second?.headers["ringback-delivery"]);
    const shown = async () => (await tenant.api("GET", `/deliveries/${id}`)).body.status;
    await expect.poll(shown, { timeout: 10_000 }).toBe("delivered");
  });

  test("is dropped", async () => {
    receiver.answer("/dropped", [500]);
    const config = { ...configuration(), retry: fixedRetry(1, 1) };
    const endpoint = `${receiver.url}/dropped`;
    const webhookId = await createWebhook(tenant, { endpoint, events: ["DROPPED"], config });
    const detail = { application: tenant.application, payload: {} };
    await publish(cloud, [{ type: "DROPPED", detail }]);
    const probe = queueProbe(cloud, "dropped");
    const [notice] = await probe.take(1, (body) => body.webhook_id === webhookId);
    expect(notice).toMatchObject({ reason: "attempts_spent" });
    expect((await tenant.api("GET", "/deliveries?status=dropped")).status).toBe(200);
  });
});

describe("a webhook with every secret", () => {
  test("is shown, changed and listed without them", async () => {
    const endpoint = `${receiver.url}/shown`;
    const id = await createWebhook(tenant, { endpoint, config: configuration() });
    const path = `/webhooks/${id}`;
    expect((await tenant.api("GET", path)).status).toBe(200);
    expect((await tenant.api("PATCH", path, { config: configuration() })).status).toBe(200);
    expect((await tenant.api("GET", "/webhooks?limit=200")).status).toBe(200);
    const rotate = await tenant.api("POST", `${path}/secret/rotate`, { overlap_seconds: 60 });
    expect(rotate.body.secret).toMatch(/^[0-9a-f]{64}$/u);
    const patched = await tenant.api("PATCH", path, { config: { signature: { scheme: "none" } } });
    expect(patched.status).toBe(200);
    expect((await tenant.api("DELETE", path)).status).toBe(204);
  });

  test("is created once under an idempotency key, and the repeat shows the made secret again", async () => {
    const signature = { scheme: "standard" };
    const webhook = { endpoint: `${receiver.url}/once`, events: ["ONCE"], config: { signature } };
    const headers = { "idempotency-key": randomBytes(12).toString("hex") };
    const first = await tenant.api("POST", "/webhooks", webhook, headers);
    const again = await tenant.api("POST", "/webhooks", webhook, headers);
    expect(first.body.config.signature.secret).toMatch(/^whsec_/u);
    expect(again.body).toEqual(first.body);
    const other = { ...webhook, config: configuration() };
    expect((await tenant.api("POST", "/webhooks", other, headers)).status).toBe(422);
  });
});

describe("a request that is refused does not tell the secrets in it", () => {
  const valid = () => ({
    endpoint: `${receiver.url}/none`,
    events: ["NONE"],
    config: configuration(),
  });
  const config = () => valid().config;

  test.each<[number, string, () => unknown]>([
    [422, "another field is wrong", () => ({ ...valid(), events: [] })],
    [
      422,
      "the password in a field that is not known",
      () => ({
        ...valid(),
        config: { ...config(), pasword: useSecret("misplaced", secret("misplaced")) },
      }),
    ],
    [
      422,
      "a password with a line break",
      () => ({
        ...valid(),
        config: { ...config(), basic_auth_password: `${secret("password")}\n` },
      }),
    ],
    [
      422,
      "a password without its user",
      () => ({ ...valid(), config: { ...config(), basic_auth_username: undefined } }),
    ],
    [
      422,
      "a password in a list",
      () => ({ ...valid(), config: { ...config(), basic_auth_password: [secret("password")] } }),
    ],
    [
      422,
      "a header value with a line break",
      () => ({
        ...valid(),
        config: {
          ...config(),
          custom_headers: [{ header_name: "x-token", header_value: `${headerValue()}\r\nx: y` }],
        },
      }),
    ],
    [
      422,
      "a header that is Ringback's own",
      () => ({
        ...valid(),
        config: {
          ...config(),
          custom_headers: [{ header_name: "ringback-event", header_value: headerValue() }],
        },
      }),
    ],
    [
      422,
      "a secret that is none of Standard Webhooks",
      () => ({
        ...valid(),
        config: { ...config(), signature: { scheme: "standard", secret: secret("signature") } },
      }),
    ],
    [
      422,
      "a secret for a scheme without one",
      () => ({
        ...valid(),
        config: { ...config(), signature: { scheme: "jws", secret: secret("signature") } },
      }),
    ],
    [
      422,
      "a password in the endpoint",
      () => ({
        ...valid(),
        endpoint: `https://user:${useSecret("password in a URL", randomBytes(12).toString("hex"))}@example.com/`,
      }),
    ],
    [422, "secrets where the webhook should be", () => [valid()]],
    [400, "broken JSON", () => `${JSON.stringify(valid()).slice(0, -1)},}`],
    [
      400,
      "JSON that is cut off in a secret",
      () =>
        `{"config":{"basic_auth_password":"${useSecret("cut off", randomBytes(12).toString("hex"))}`,
    ],
  ])("%i: %s", async (status, _, body) => {
    const sent = body();
    if (typeof sent === "string") {
      for (const [, text = ""] of sent.matchAll(
        /"(?:\w+_)?(?:password|value|secret)":("(?:[^"\\]|\\.)*")/gu,
      )) {
        useSecret("part of broken JSON", JSON.parse(text) as string);
      }
    }
    const answer = await tenant.api("POST", "/webhooks", sent);
    expect(answer).toMatchObject({ status });
  });

  test("415: a body of another type", async () => {
    const headers = { "content-type": "text/plain" };
    expect((await tenant.api("POST", "/webhooks", valid(), headers)).status).toBe(415);
  });

  test("401: a key that is almost right", async () => {
    const almost = useSecret("secret of an API key, almost", randomBytes(16).toString("hex"));
    expect(
      (
        await apiCaller(cloud.api_url, `${tenant.apiKey.slice(0, -32)}${almost}`)(
          "GET",
          "/webhooks",
        )
      ).status,
    ).toBe(401);
    const twice = { authorization: `Bearer ${tenant.apiKey} ${tenant.apiKey}` };
    expect((await apiCaller(cloud.api_url)("GET", "/webhooks", undefined, twice)).status).toBe(401);
  });

  test("an application's legacy secrets, right and wrong", async () => {
    const path = `/applications/${tenant.application}`;
    const legacy = () => ({ production: secret("legacy"), sandbox: secret("legacy") });
    const right = await cloud.operator("PATCH", path, { legacy_secrets: legacy() });
    expect(right.status).toBe(200);
    const wrong = {
      legacy_secrets: { ...legacy(), staging: useSecret("misplaced", secret("legacy")) },
    };
    expect((await cloud.operator("PATCH", path, wrong)).status).toBe(422);
    expect((await cloud.operator("GET", path)).status).toBe(200);
  });
});
