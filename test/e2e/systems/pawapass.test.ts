import { createHmac } from "node:crypto";

import { describe, expect, test } from "vitest";

import { apiCaller, type TestTenant } from "../../support/cloud.ts";
import { publish } from "../../support/producer.ts";
import type { ReceivedRequest } from "../../support/receiver.ts";
import { startScenario } from "../../support/scenario.ts";

const TYPE = "VERIFICATION.STATUS_CHANGE";
const SECRETS = { production: "the production secret", sandbox: "the sandbox secret" };
const PAYLOAD = {
  status: "DECLINED",
  country: "ZM",
  phoneNo: null,
  reviewResult: { reason: "CAPTURE_ISSUE" },
  faceScan: { ageEstimation: "OVER_18" },
};

const { cloud, tenant: production, receiver } = await startScenario("pawapass");
const key = await cloud.operator("POST", "/api-keys", {
  name: "sandbox",
  role: "admin",
  application: production.application,
  environment: "sandbox",
});
const sandbox = { environment: "sandbox", api: apiCaller(cloud.api_url, key.body.key) } as const;

async function createWebhook(tenant: Pick<TestTenant, "api" | "environment">, path: string) {
  const { environment } = tenant;
  const { status, body } = await tenant.api("POST", "/webhooks", {
    endpoint: `${receiver.url}${path}`,
    events: [TYPE],
    config: { signature: { scheme: "hmac", secret: SECRETS[environment] } },
  });
  expect(status).toBe(201);
  return body.id as string;
}

function publishTo(environment: "production" | "sandbox", changes: object = {}) {
  const payload = { ...PAYLOAD, ...changes };
  const { application } = production;
  return publish(cloud, [{ type: TYPE, detail: { application, environment, payload } }]);
}

function hmac(secret: string, { body }: ReceivedRequest): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

describe("pawaPass webhooks", () => {
  test("production and sandbox have their own URL and secret, and never each other's events", async () => {
    await createWebhook(production, "/production");
    const inSandbox = await createWebhook(sandbox, "/sandbox");
    await publishTo("sandbox", { status: "CREATED" });
    await publishTo("production", { status: "STARTED" });
    await publishTo("sandbox", { status: "APPROVED" });
    const [live] = await receiver.waitFor(1, { path: "/production" });
    const tried = await receiver.waitFor(2, { path: "/sandbox" });
    const statuses = tried.map(({ body }) => JSON.parse(String(body)).status);
    expect(statuses.toSorted()).toEqual(["APPROVED", "CREATED"]);
    expect(JSON.parse(String(live?.body))).toEqual({ ...PAYLOAD, status: "STARTED" });
    expect(receiver.requestsTo("/production")).toHaveLength(1);
    expect(live?.headers["x-signature"]).toBe(hmac(SECRETS.production, live as ReceivedRequest));
    for (const request of tried) {
      expect(request.headers["x-signature"]).toBe(hmac(SECRETS.sandbox, request));
    }
    // Keys are apart as well: production's does not see the sandbox.
    expect((await production.api("GET", `/webhooks/${inSandbox}`)).status).toBe(404);
  });

  test("any non-2xx answer is retried after 1, 2, 4 … seconds, each ± 25 %", async () => {
    receiver.answer("/busy", [500, 410, { status: 302, headers: { location: "/x" } }, 204]);
    await createWebhook(production, "/busy");
    await publishTo("production", { status: "USER_DATA_COLLECTED" });
    const requests = await receiver.waitFor(4, { path: "/busy" });
    const id = String(requests[0]?.headers["ringback-delivery"]);
    const shown = async () => (await production.api("GET", `/deliveries/${id}`)).body;
    await expect.poll(async () => (await shown()).status, { timeout: 10_000 }).toBe("delivered");
    const { attempts } = await shown();
    const starts = attempts.map(({ time }: { time: string }) => Date.parse(time));
    for (const [index, delayMs] of [1000, 2000, 4000].entries()) {
      const waited = starts[index + 1] - starts[index] - attempts[index].duration_ms;
      expect(waited).toBeGreaterThanOrEqual(0.75 * delayMs);
    }
  });

  test("corrections of document data are events of their own", async () => {
    const { api } = production;
    await api("POST", "/webhooks", {
      endpoint: `${receiver.url}/corrections`,
      events: ["VERIFICATION.IDENTITY_DOCUMENT_CHANGE"],
    });
    const { application } = production;
    const type = "VERIFICATION.IDENTITY_DOCUMENT_CHANGE";
    const payload = { country: "ZM", identityDocument: { firstName: "Chanda" } };
    await publish(cloud, [{ type, detail: { application, payload } }]);
    const [request] = await receiver.waitFor(1, { path: "/corrections" });
    expect(JSON.parse(String(request?.body))).toEqual(payload);
    expect(receiver.requestsTo("/corrections")).toHaveLength(1);
  });
});
