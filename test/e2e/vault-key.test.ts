import { createHmac, randomBytes } from "node:crypto";

import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { VaultKeyReport } from "../../lambdas/vault-key/rotate-vault-key.ts";
import { alarmsOf } from "../support/alarms.ts";
import { useSecret } from "../support/api-record.ts";
import { newTenant, testCloud, type TestCloud, type TestTenant } from "../support/cloud.ts";
import { emittedMetrics } from "../support/emitted-metrics.ts";
import { invokeFunction } from "../support/invoke-function.ts";
import { publish } from "../support/producer.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "../support/receiver.ts";
import { synthesizeRingback } from "../support/template.ts";
import { createWebhook } from "../support/test-webhook.ts";
import { kidOf } from "../support/vault-key-test-bed.ts";

let cloud: TestCloud;
let tenant: TestTenant;
let receiver: Receiver;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  cloud = await testCloud();
  tenant = await newTenant(cloud, "vault-key");
  receiver = await startReceiver();
  dynamodb = new DynamoDBClient(cloud.client);
});

afterAll(async () => {
  dynamodb.destroy();
  await receiver.close();
});

function runVaultKey(payload: object = {}): Promise<VaultKeyReport> {
  return invokeFunction(cloud, "ringback-vault-key", payload) as Promise<VaultKeyReport>;
}

/** Publishes an event and gives the request that it became. */
async function received(type: string): Promise<ReceivedRequest> {
  const count = receiver.requestsTo(`/${type}`).length + 1;
  await publish(cloud, [{ type, detail: { application: tenant.application, payload: {} } }]);
  const requests = await receiver.waitFor(count, { path: `/${type}` });
  return requests[count - 1] as ReceivedRequest;
}

/** The versions of the vault key that the tenant's secrets are under. */
async function versionsInUse(): Promise<string[]> {
  const { Items: items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: cloud.outputs["WebhooksTableName"] ?? "",
      KeyConditionExpression: "pk = :tenant",
      ExpressionAttributeValues: { ":tenant": { S: `${tenant.application}#production` } },
      ConsistentRead: true,
    }),
  );
  const jwes = items.flatMap(({ sealed, legacySecret }) => [
    ...Object.values(sealed?.M ?? {}).map(({ S }) => S ?? ""),
    ...(legacySecret?.S === undefined ? [] : [legacySecret.S]),
  ]);
  return [...new Set(jwes.map((jwe) => kidOf(jwe)))];
}

describe("a rotation of the vault key", () => {
  test("seals all credentials anew, and every one still works", async () => {
    const password = randomBytes(12).toString("hex");
    const legacy = useSecret("legacy secret", randomBytes(12).toString("hex"));
    const secrets = { legacy_secrets: { production: legacy } };
    await cloud.operator("PATCH", `/applications/${tenant.application}`, secrets);
    for (const [type, config] of [
      ["BASIC", { basic_auth_username: "u", basic_auth_password: password }],
      ["LEGACY", { signature: { scheme: "hmac" } }],
    ] as const) {
      await createWebhook(tenant, { endpoint: `${receiver.url}/${type}`, events: [type], config });
    }
    const works = async () => {
      const credentials = Buffer.from(`u:${password}`).toString("base64");
      expect((await received("BASIC")).headers.authorization).toBe(`Basic ${credentials}`);
      const mac = createHmac("sha256", legacy).update("{}").digest("hex");
      expect((await received("LEGACY")).headers["x-signature"]).toBe(mac);
    };
    await works();
    const before = await versionsInUse();

    const first = await runVaultKey({ rotate: true });
    // A cloud that is used for a second time was rotated the first time: not again within 25 hours.
    expect(first.rotated || first.refusal !== undefined).toBe(true);
    let report = first;
    while (report.state === "under_way") report = await runVaultKey();
    const after = await versionsInUse();
    if (first.rotated) {
      expect(after).toHaveLength(1);
      expect(before).not.toContain(after[0]);
    }
    await works();

    const again = await runVaultKey({ rotate: true });
    expect(again).toMatchObject({ rotated: false, refusal: expect.any(String) });
    await works();
  });

  test("is measured by the metric that the alarm vault-seals-left watches", async () => {
    const { signals } = synthesizeRingback({ alarms: "all" });
    const alarm = alarmsOf(signals).find(({ name }) => name === "ringback-vault-seals-left");
    const { namespace, metric, dimensions } = alarm ?? {};
    await runVaultKey();
    await expect
      .poll(() => emittedMetrics(cloud, "ringback-vault-key"), { timeout: 20_000, interval: 250 })
      .toContainEqual({ namespace, metric, dimensions, value: 0 });
  });
});
