import { createHmac, randomBytes } from "node:crypto";

import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, expect, test } from "vitest";

import { webhookItemKey } from "../../../lambdas/shared/dynamodb/webhook-item.ts";
import type { VaultKeyReport } from "../../../lambdas/vault-key/rotate-vault-key.ts";
import { type Datum, startAlarmProbe } from "../../support/alarm-probe.ts";
import { useSecret } from "../../support/api-record.ts";
import { emittedMetrics } from "../../support/emitted-metrics.ts";
import { functionLog } from "../../support/function-log.ts";
import { invokeFunction } from "../../support/invoke-function.ts";
import type { ReceivedRequest } from "../../support/receiver.ts";
import { startScenario } from "../../support/scenario.ts";
import { kidOf } from "../../support/vault-key-test-bed.ts";
import { within } from "../../support/within.ts";

const beganMs = Date.now();

const { cloud, tenant, receiver, publishOne, webhookAt } = await startScenario("vault-key");
const dynamodb = new DynamoDBClient(cloud.client);

afterAll(async () => {
  dynamodb.destroy();
});

function runVaultKey(payload: object = {}): Promise<VaultKeyReport> {
  return invokeFunction(cloud, "ringback-vault-key", payload) as Promise<VaultKeyReport>;
}

/** Publishes an event and gives the request that it became. */
async function received(type: string): Promise<ReceivedRequest> {
  const count = receiver.requestsTo(`/${type}`).length + 1;
  await publishOne(type, {});
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

/** The cursor of the page after the tenant's first webhook. */
async function nextCursor(): Promise<string> {
  return (await tenant.api("GET", "/webhooks?limit=1")).body.next_cursor;
}

/** Asks for the pages of cursors, all at once, of whichever functions answer. */
async function pagesStatus(cursors: readonly string[]): Promise<number[]> {
  const pages = cursors.map((cursor) => tenant.api("GET", `/webhooks?limit=1&cursor=${cursor}`));
  return (await Promise.all(pages)).map(({ status }) => status);
}

/** Damages the sealed password of a webhook, by one character. */
async function damagePassword(webhookId: string): Promise<void> {
  const item = {
    TableName: cloud.outputs["WebhooksTableName"] ?? "",
    Key: webhookItemKey(tenant, webhookId),
  };
  const { Item: found } = await dynamodb.send(new GetItemCommand(item));
  const jwe = found?.["sealed"]?.M?.["basic_auth_password"]?.S ?? "";
  const at = jwe.lastIndexOf(".") + 1;
  const broken = `${jwe.slice(0, at)}${jwe[at] === "A" ? "B" : "A"}${jwe.slice(at + 1)}`;
  await dynamodb.send(
    new UpdateItemCommand({
      ...item,
      UpdateExpression: "SET sealed.basic_auth_password = :broken",
      ExpressionAttributeValues: { ":broken": { S: broken } },
    }),
  );
}

/** What the last run has written of what is left, once it is that many. */
async function measuredLeft(left: number): Promise<Datum> {
  return within({ timeoutMs: 20_000, intervalMs: 250 }, async () => {
    const data = await emittedMetrics(cloud, "vault-key", beganMs);
    const datum = data.findLast(({ metric }) => metric === "vaultSealsLeft");
    if (datum?.value !== left) throw new Error(`not the last of ${JSON.stringify(data)}`);
    return datum;
  });
}

test("a rotation of the vault key seals all credentials anew, calls for those that it cannot, and every one works", async () => {
  const password = randomBytes(12).toString("hex");
  const legacy = useSecret("legacy secret", randomBytes(12).toString("hex"));
  const secrets = { legacy_secrets: { production: legacy } };
  await cloud.operator("PATCH", `/applications/${tenant.application}`, secrets);
  const basic = { basic_auth_username: "u", basic_auth_password: password };
  const webhook = (type: string, config: object) => webhookAt(`/${type}`, [type], config);
  await webhook("BASIC", basic);
  await webhook("LEGACY", { signature: { scheme: "hmac" } });
  const damaged = await webhook("DAMAGED", basic);
  const authorization = `Basic ${Buffer.from(`u:${password}`).toString("base64")}`;
  const works = async () => {
    expect((await received("BASIC")).headers.authorization).toBe(authorization);
    const mac = createHmac("sha256", legacy).update("{}").digest("hex");
    expect((await received("LEGACY")).headers["x-signature"]).toBe(mac);
  };
  await works();
  const before = await versionsInUse();
  const cursor = await nextCursor();
  await damagePassword(damaged);

  const first = await runVaultKey({ rotate: true });
  // A cloud that is used for a second time was rotated the first time: not again within 25 hours.
  expect(first.rotated || first.refusal !== undefined).toBe(true);
  const next = await Promise.all(Array.from({ length: 8 }, nextCursor));
  expect(await pagesStatus([...next, cursor, ...next])).toEqual(Array(17).fill(200));
  let report = first;
  while (report.state === "under_way") report = await runVaultKey();
  if (first.rotated) {
    // What cannot be sealed anew brings the alarm; the log says whose it is.
    expect(report).toMatchObject({ state: "left", left: 1 });
    const probe = await startAlarmProbe(cloud);
    await probe.fire("ringback-vault-seals-left", await measuredLeft(1));
    await probe.close();
    const lines = await functionLog(cloud, "vault-key", beganMs);
    const about = lines.filter(({ message }) => message === "cannot be sealed anew");
    expect(about.map(({ item }) => String(item)).join()).toContain(
      `${tenant.application}#production webhook#${damaged}`,
    );
  }

  // Mended: it is given again.
  const again = { config: { basic_auth_password: password } };
  expect((await tenant.api("PATCH", `/webhooks/${damaged}`, again)).status).toBe(200);
  expect((await received("DAMAGED")).headers.authorization).toBe(authorization);
  expect((await runVaultKey()).left).toBe(0);
  await measuredLeft(0);
  const after = await versionsInUse();
  if (first.rotated) {
    expect(after).toHaveLength(1);
    expect(before).not.toContain(after[0]);
  }
  await works();

  const refused = await runVaultKey({ rotate: true });
  expect(refused).toMatchObject({ rotated: false, refusal: expect.any(String) });
  await works();
});
