import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";

import { makeApiKeyStore } from "../../lambdas/config-api/api-keys/api-key-store.ts";
import { makeWebhookStore } from "../../lambdas/config-api/webhooks/webhook-store.ts";
import { makeBatchScope } from "../../lambdas/shared/aws-client/batch-calls.ts";
import { blankRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import { tallyOf } from "../../lambdas/shared/domain/tally.ts";
import { makeItemReader } from "../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoKeyRings } from "../../lambdas/shared/dynamodb/dynamo-key-rings.ts";
import { makeDynamoLaneWebhooks } from "../../lambdas/shared/dynamodb/dynamo-lane-webhooks.ts";
import { makeDynamoSigningKeys } from "../../lambdas/shared/dynamodb/dynamo-signing-keys.ts";
import { makeDynamoTallyMarks } from "../../lambdas/shared/dynamodb/dynamo-tally-marks.ts";
import { makeMarkGone } from "../../lambdas/shared/dynamodb/gone-webhooks.ts";
import { makeNotificationStore } from "../../lambdas/shared/dynamodb/notification-store.ts";
import { writeWebhookItem } from "../../lambdas/shared/dynamodb/webhook-item.ts";
import { makeDynamoOpenTallies } from "../../lambdas/tally/dynamo-open-tallies.ts";
import { makeDynamoSealedItems } from "../../lambdas/vault-key/dynamo-sealed-items.ts";
import { makeDynamoWalkStore } from "../../lambdas/vault-key/dynamo-walk-store.ts";
import { newWebhook } from "../support/new-configuration.ts";
import { makeRecordedLog } from "../support/recorded-log.ts";
import { calls, callsOf, OTHERS, refused, TABLE, update } from "../support/refused-calls.ts";

const tenant = { application: "acme", environment: "production" } as const;
const tableName = TABLE;
const DELIVERERS = ["deliver", "deliver-trial", "deliver-slow", "bury"];

/** Every attribute of a new API key's item, and those that are set later. */
async function apiKeyAttributes(): Promise<string[]> {
  const key = {
    ...tenant,
    id: "1",
    name: "n",
    role: "admin",
    hash: "h",
    prefix: "p",
    createdAtMs: 1,
    expiresAtMs: 2,
  } as const;
  const made = await callsOf(async (dynamodb) => {
    const store = makeApiKeyStore({ dynamodb, tableName });
    await store.create(key);
    await store.noteUse(tenant, "1", 2, 1);
  });
  const named = made.filter(
    ({ context }) => !context?.["dynamodb:Attributes"]?.includes("keyCount"),
  );
  const names = new Set(named.flatMap(({ context }) => context?.["dynamodb:Attributes"] ?? []));
  return [...names].filter((name) => name !== "pk" && name !== "sk");
}

const record = {
  ...blankRecord({
    ...tenant,
    eventId: "evt_1",
    webhookId: "wh_1",
    eventType: "X",
    acceptedAtMs: 1,
  }),
  settledAtMs: 2,
};

/** The mark is refused: another delivery was quicker. So the webhook is looked at as well. */
function refuseMark(_: never, call: number): unknown {
  if (call > 1) return {};
  const reasons = ["ConditionalCheckFailed", "None"].map((Code) => ({ Code }));
  throw new TransactionCanceledException({
    message: "cancelled",
    $metadata: {},
    CancellationReasons: reasons,
  });
}

function markGone(dynamodb: never): Promise<void> {
  const publish = () => Promise.resolve();
  return makeMarkGone({ dynamodb, webhooksTableName: TABLE, publish, now: () => 1 })(record);
}

describe("of the webhooks table", () => {
  test.each(DELIVERERS)("%s may note that a receiver is gone", async (name) => {
    const made = await callsOf(markGone, refuseMark);
    expect(made.map(({ action }) => action)).toEqual([
      "dynamodb:UpdateItem",
      "dynamodb:UpdateItem",
      "dynamodb:GetItem",
    ]);
    expect(refused(name, made)).toEqual([]);
  });

  test("retry-lane may ask for the status of a webhook, and for no more", async () => {
    const made = await callsOf((dynamodb) =>
      makeDynamoLaneWebhooks({ dynamodb, tableName }).find({ ...tenant, webhookId: "wh_1" }),
    );
    expect(made).toHaveLength(1);
    expect(refused("retry-lane", made)).toEqual([]);
    const Key = { pk: { S: "acme#production" }, sk: { S: "webhook#wh_1" } };
    const whole = calls("GetItem", { TableName: TABLE, Key });
    const sealed = calls("GetItem", { TableName: TABLE, Key, ProjectionExpression: "sealed" });
    expect(refused("retry-lane", [...whole, ...sealed])).toHaveLength(2);
  });

  test("notifications may read notifications and record their outcomes", async () => {
    const made = await callsOf(async (dynamodb) => {
      const store = makeNotificationStore({ dynamodb, tableName, now: () => 1 });
      await store.read(tenant, "uuid");
      await store.recordOutcome(tenant, "uuid", { state: "EXPIRED" });
    });
    expect(made.map(({ action }) => action)).toContain("dynamodb:UpdateItem");
    expect(refused("notifications", made)).toEqual([]);
  });

  test("signing-keys may put and remove keys, and keep the register of rings", async () => {
    const key = { kid: "k", publicKeyPem: "p", sealedPrivateKey: "x", createdAtMs: 1 };
    const made = await callsOf(async (dynamodb) => {
      const keys = makeDynamoSigningKeys({ dynamodb, tableName });
      for (const ring of [tenant, "shared"] as const) {
        await keys.remove({ ...key, ring, signsFromMs: 1 });
      }
      await keys.putIfAbsent({ ...key, ring: tenant, signsFromMs: 1 });
      const rings = makeDynamoKeyRings({ dynamodb, tableName, keys });
      await rings.enter(tenant);
      await rings.retire({ tenant, mark: "m" }, { ...key, ring: tenant, signsFromMs: 1 });
    });
    expect(made.map(({ action }) => action)).toContain("dynamodb:UpdateItem");
    expect(refused("signing-keys", made)).toEqual([]);
  });

  test("vault-key may seal anew whatever is sealed, and keep its walk", async () => {
    const position = { pk: "acme#production", sk: "webhook#wh_1" };
    const context = {} as never;
    const made = await callsOf(async (dynamodb) => {
      const items = makeDynamoSealedItems({ dynamodb, tableName, pageSize: 10 });
      await items.page(undefined);
      await items.read(position);
      const seals = [{ field: "hmacSecret", jwe: "x", context }];
      await items.replace({ position, seals, version: 3 }, seals);
      for (const field of ["legacySecret", "sealedPrivateKey"]) {
        const others = [{ field, jwe: "x", context }];
        await items.replace({ position, seals: others }, others);
      }
      const walks = makeDynamoWalkStore({ dynamodb, tableName });
      await walks.read();
      const walk = { keyVersion: "k", seenFromMs: 1, startedAtMs: 1, left: 0 };
      for (const step of [1, 2]) await walks.write({ ...walk, step, position, endedAtMs: 2 });
    });
    expect(made).toHaveLength(8);
    expect(refused("vault-key", made)).toEqual([]);
  });
});

describe("of the deliveries table", () => {
  const item = (pk: string) => ({ TableName: "ringback-deliveries", Key: { pk: { S: pk } } });
  const changed = (pk: string) => ({ ...item(pk), UpdateExpression: "SET parkedAt = :now" });

  test("the sweep may change and delete lanes and its own place, and nothing else", () => {
    const made = (pk: string) => [
      ...calls("GetItem", item(pk)),
      ...calls("UpdateItem", changed(pk)),
      ...calls("DeleteItem", item(pk)),
    ];
    expect(refused("sweep", [...made("lane#wh_1"), ...made("sweep#lanes")])).toEqual([]);
    for (const pk of ["evt_1", "sweep#other", "evt_1#lane#wh_1"]) {
      expect(refused("sweep", made(pk))).toHaveLength(3);
    }
  });

  test("bury may note a lane, and change no record but by statements", () => {
    expect(refused("bury", calls("UpdateItem", changed("lane#wh_1")))).toEqual([]);
    expect(refused("bury", calls("UpdateItem", changed("evt_1")))).toHaveLength(1);
  });

  const mark = {
    owner: { kind: "dropped", ...tenant, webhookId: "wh_1" },
    reason: "gone",
    id: "dlv_1",
    places: [],
    isTold: true,
  } as const;

  test.each(["fan-out", "deliver", "deliver-trial", "deliver-slow", "bury"])(
    "%s may count, in open tallies",
    async (name) => {
      const made = await callsOf(async (dynamodb) => {
        const options = { dynamodb, tableName: "ringback-deliveries", spanMs: 60_000 };
        const { log } = makeRecordedLog();
        const now = () => 1;
        await makeDynamoTallyMarks({ ...options, batch: makeBatchScope(), log, now })(mark);
      });
      expect(made.map(({ action }) => action)).toEqual(["dynamodb:UpdateItem"]);
      expect(refused(name, made)).toEqual([]);
    },
  );

  test("the API may make and remove standings with their webhooks, and no other item", async () => {
    const webhook = newWebhook(tenant);
    const found = { Item: { ...writeWebhookItem(webhook) } };
    const made = await callsOf(
      async (dynamodb) => {
        const options = { dynamodb, tableName, standingsTableName: "ringback-deliveries" };
        const store = makeWebhookStore(options);
        await store.create(webhook);
        await store.remove(tenant, webhook.id);
      },
      () => found,
    );
    const ofStandings = made.filter(({ on }) => on === "Table ringback-deliveries");
    expect(ofStandings.map(({ action }) => action)).toEqual([
      "dynamodb:PutItem",
      "dynamodb:DeleteItem",
    ]);
    expect(refused("config-api", made)).toEqual([]);
    for (const pk of ["evt_1", "lane#wh_1", "tally#1"]) {
      const Key = { pk: { S: pk }, sk: { S: "x" } };
      const others = [
        ...calls("PutItem", { TableName: "ringback-deliveries", Item: Key }),
        ...calls("DeleteItem", { TableName: "ringback-deliveries", Key }),
      ];
      expect(refused("config-api", others)).toEqual(others);
    }
  });

  test("retry-lane may read standings, and no other item by key", async () => {
    const batch = makeBatchScope();
    const read = (pk: string) =>
      callsOf((dynamodb) =>
        makeItemReader({ dynamodb, tableName: "ringback-deliveries", batch })({
          pk: { S: pk },
          sk: { S: "x" },
        }),
      );
    expect(refused("retry-lane", await read("standing#acme#production"))).toEqual([]);
    expect(refused("retry-lane", await read("evt_1"))).toHaveLength(1);
  });

  test("fan-out and bury may change no tally of a day", () => {
    for (const name of ["fan-out", "bury"]) {
      expect(refused(name, calls("UpdateItem", changed("tallies#2026-01-31")))).toHaveLength(1);
    }
  });

  test("the tally may move what was counted into its day, and nothing else", async () => {
    const key = { pk: { S: "tally#1" }, sk: { S: "span#1970-01-01T00:00:00.000Z#told#x" } };
    const made = await callsOf(async (dynamodb) => {
      const open = makeDynamoOpenTallies({ dynamodb, tableName: "ringback-deliveries" });
      await open.list(1);
      const tally = tallyOf([mark], 0);
      await open.close({ tally, parts: [{ key, count: 1, tally }] });
    });
    expect(made.map(({ action }) => action)).toContain("dynamodb:DeleteItem");
    expect(refused("tally", made)).toEqual([]);
    for (const pk of ["evt_1", "lane#wh_1"]) {
      expect(refused("tally", calls("UpdateItem", changed(pk)))).toHaveLength(1);
    }
  });
});

describe("of an API key", () => {
  test.each(OTHERS)("%s may write no attribute", async (name) => {
    const attributes = await apiKeyAttributes();
    expect(attributes).toEqual(expect.arrayContaining(["hash", "role", "validUntil"]));
    const made = attributes.flatMap((attribute) =>
      calls("UpdateItem", update("acme#production", "key#1", attribute)),
    );
    expect(refused(name, made)).toHaveLength(attributes.length);
  });

  test.each(OTHERS)("%s may neither put nor delete the item", (name) => {
    const Key = { pk: { S: "acme#production" }, sk: { S: "key#1" } };
    const put = { TableName: TABLE, Item: { ...Key, hash: { S: "x" } } };
    const remove = { TableName: TABLE, Key };
    const made = [
      ...calls("PutItem", put),
      ...calls("DeleteItem", remove),
      ...calls("TransactWriteItems", { TransactItems: [{ Put: put }] }),
      ...calls("TransactWriteItems", { TransactItems: [{ Delete: remove }] }),
    ];
    expect(refused(name, made)).toEqual(made);
  });

  test.each([
    "deliver",
    "deliver-trial",
    "deliver-slow",
    "bury",
    "retry-lane",
    "notifications",
    "vault-key",
  ])("%s may not get the item back by way of what it may write or read by key", (name) => {
    const Key = { pk: { S: "acme#production" }, sk: { S: "key#1" } };
    const back = { ...update("acme#production", "key#1", "version"), ReturnValues: "ALL_OLD" };
    const made = [
      ...calls("UpdateItem", back),
      ...calls("GetItem", { TableName: TABLE, Key }),
      ...calls("GetItem", { TableName: TABLE, Key, ProjectionExpression: "#hash" }),
      ...calls("Scan", { TableName: TABLE }),
      ...calls("Scan", { TableName: TABLE, ProjectionExpression: "pk, hash" }),
    ];
    expect(refused(name, made)).toEqual(made);
  });
});

describe("of items of other kinds", () => {
  test.each(DELIVERERS)("%s may write nothing", (name) => {
    const partitions = [
      "applications",
      "signing-keys",
      "signing-keys#acme#production",
      "idempotency#1",
      "notification#acme#production#1",
      "vault-key",
      "acme#elsewhere",
    ];
    const made = partitions.flatMap((pk) => calls("UpdateItem", update(pk, "x", "version")));
    expect(refused(name, made)).toEqual(made);
  });

  test("signing-keys may write nothing", () => {
    const partitions = [
      "applications",
      "acme#production",
      "signing-keys#production", // a tenant of that name
      "notification#acme#production#1",
      "vault-key",
    ];
    const made = partitions.flatMap((pk) => calls("UpdateItem", update(pk, "x", "mark")));
    expect(refused("signing-keys", made)).toEqual(made);
  });

  test("notifications may write nothing", () => {
    const partitions = ["applications", "signing-keys", "acme#production", "x#notification#1"];
    const made = partitions.flatMap((pk) => calls("UpdateItem", update(pk, "x", "state")));
    expect(refused("notifications", made)).toEqual(made);
  });

  test("vault-key may put none but its own walk", () => {
    const put = (pk: string) =>
      calls("PutItem", { TableName: TABLE, Item: { pk: { S: pk }, sk: { S: "x" } } });
    const made = ["applications", "signing-keys", "acme#production", "vault-key2"].flatMap(put);
    expect(refused("vault-key", made)).toEqual(made);
    expect(refused("vault-key", put("vault-key"))).toEqual([]);
  });
});
