import { randomBytes } from "node:crypto";

import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, describe, expect, test } from "vitest";

import { webhookItemKey } from "../../lambdas/shared/dynamodb/webhook-item.ts";
import { apiCaller, type TestTenant } from "../support/cloud.ts";
import { invokeFunction } from "../support/invoke-function.ts";
import { pemFile } from "../support/mtls-files.ts";
import { startScenario } from "../support/scenario.ts";
import { createWebhook, disableWebhooks } from "../support/test-webhook.ts";

const { cloud, tenant, receiver, webhookAt } = await startScenario("changes");
const logs = new CloudWatchLogsClient(cloud.client);

afterAll(async () => {
  logs.destroy();
  await disableWebhooks(tenant);
});

/** The lines of the change log that are about a tenant, in the order of their writing. */
async function changesOf({ application }: TestTenant): Promise<any[]> {
  const group = { logGroupName: cloud.outputs["ChangeLogGroup"] ?? "" };
  const lines: any[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, group)) {
    lines.push(...events.map(({ message = "" }) => JSON.parse(message) as unknown));
  }
  const own = lines.filter((line) => line.application === application);
  return own.toSorted((one, other) => (one.timestamp < other.timestamp ? -1 : 1));
}

/** The bodies that a path was sent, once there are so many. */
async function bodiesAt(path: string, count: number): Promise<any[]> {
  const requests = await receiver.waitFor(count, { path });
  return requests.map(({ body }) => JSON.parse(String(body)) as unknown);
}

test("every change is a line in a log group of its own: who, what, from what to what, no secret", async () => {
  const password = randomBytes(12).toString("hex");
  const token = randomBytes(12).toString("hex");
  const endpoint = `${receiver.url}/one?token=${token}`;
  const config = { basic_auth_username: "user", basic_auth_password: password };
  const id = await createWebhook(tenant, { endpoint, events: ["ANY"], config });
  const patch = { endpoint: `${receiver.url}/two`, events: ["ANY"] };
  expect((await tenant.api("PATCH", `/webhooks/${id}`, patch)).status).toBe(200);
  expect((await tenant.api("PATCH", `/webhooks/${id}`, patch)).status).toBe(200);
  expect((await tenant.api("DELETE", `/webhooks/${id}`)).status).toBe(204);

  const lines = await changesOf(tenant);
  expect(lines.map(({ role, action, what }) => `${role}: ${action} ${what}`)).toEqual([
    "operator: created application",
    "operator: created api_key",
    "admin: created event_type",
    "admin: created webhook",
    "admin: changed webhook",
    "admin: deleted webhook",
  ]);
  const { body: keys } = await tenant.api("GET", "/api-keys");
  const [from, to] = [`${receiver.url}/one?…`, `${receiver.url}/two`];
  expect(lines[4]).toMatchObject({
    message: "changed",
    key_id: keys.data[0].id,
    operation: "changeWebhook",
    id,
    environment: "production",
    fields: [{ field: "endpoint", from, to }],
  });
  for (const secret of [password, token, tenant.apiKey.slice(-32)]) {
    expect(JSON.stringify(lines)).not.toContain(secret);
  }
});

describe("an event on the bus tells the tenant's webhook", () => {
  test("that another was paused, and by which key", async () => {
    const told = { endpoint: `${receiver.url}/paused`, events: ["webhook.disabled"] };
    await createWebhook(tenant, told);
    const id = await webhookAt("/x", ["ANY"]);
    for (const verb of ["disable", "disable"]) {
      expect((await tenant.api("POST", `/webhooks/${id}/${verb}`)).status).toBe(200);
    }
    const [body] = await bodiesAt("/paused", 1);
    expect(body).toEqual({
      webhook_id: id,
      disabled_by: expect.stringMatching(/^key_/u) as string,
      disabled_at: expect.any(String) as string,
    });
  });

  test("that an API key was made, by whom, and without it", async () => {
    const told = { endpoint: `${receiver.url}/keys`, events: ["api-key.created"] };
    await createWebhook(tenant, told);
    const { body: made } = await tenant.api("POST", "/api-keys", { name: "n", role: "reader" });
    const [body] = await bodiesAt("/keys", 1);
    const { id, prefix } = made;
    expect(body).toMatchObject({ key_id: id, name: "n", role: "reader", prefix });
    expect(JSON.stringify(body)).not.toContain(made.key.slice(-32));
  });

  test("that the key which signs was followed by another", async () => {
    await webhookAt("/rotated", ["signing-key.rotated"], { signature: { scheme: "jws" } });
    await invokeFunction(cloud, "ringback-signing-keys");
    const [{ kid }] = await bodiesAt("/rotated", 1);
    const { application, environment } = tenant;
    const keys = `/applications/${application}/${environment}/signing-keys`;
    const { status } = await apiCaller(cloud.api_url)("GET", `${keys}/${kid}`);
    expect(status).toBe(200);
    // Of a key that is told again, as by a run after this one, there is no second delivery.
    await invokeFunction(cloud, "ringback-signing-keys");
    const kids = (await bodiesAt("/rotated", 1)).map((body) => body.kid);
    expect(new Set(kids).size).toBe(kids.length);
  });

  test("that a client certificate ends, once a day however often it is looked at", async () => {
    await webhookAt("/certificates", ["certificate.expiring"]);
    const mtls = { certificate: pemFile("client"), private_key: pemFile("client-key") };
    const id = await createWebhook(tenant, {
      endpoint: "https://example.com/",
      events: ["NOTHING"],
      config: { mtls },
    });
    const expiresAtMs = Date.now() + 5 * 86_400_000;
    await setCertificateEnd(id, expiresAtMs);
    await invokeFunction(cloud, "ringback-signing-keys", { certificates: true });
    await invokeFunction(cloud, "ringback-signing-keys", { certificates: true });
    expect(await bodiesAt("/certificates", 1)).toEqual([
      {
        webhook_id: id,
        configured_by: "webhook",
        certificate_expires_at: new Date(expiresAtMs).toISOString(),
        days_left: 5,
      },
    ]);
  });
});

/**
 * Lets the client certificate of a webhook end at another time: those of the tests end in a hundred
 * years.
 */
async function setCertificateEnd(id: string, expiresAtMs: number): Promise<void> {
  const dynamodb = new DynamoDBClient(cloud.client);
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: cloud.outputs["WebhooksTableName"] ?? "",
      Key: webhookItemKey(tenant, id),
      UpdateExpression: "SET #config.#mtls.#end = :end",
      ExpressionAttributeNames: {
        "#config": "config",
        "#mtls": "mtls",
        "#end": "certificateExpiresAt",
      },
      ExpressionAttributeValues: { ":end": { N: String(expiresAtMs) } },
    }),
  );
  dynamodb.destroy();
}
