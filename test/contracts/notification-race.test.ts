import { randomBytes } from "node:crypto";

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";

import { makeNotificationStore } from "../../lambdas/shared/dynamodb/notification-store.ts";
import { testCloud } from "../support/cloud.ts";
import { notificationRace } from "./notification-race.ts";

/** Some 5,000 calls of the emulator. */
const TIMEOUT_MS = 180_000;

test(
  "1,000 answers meet 1,000 expiries in DynamoDB: each notification ends one way, and is called back that way only",
  async () => {
    const { client, outputs } = await testCloud();
    const dynamodb = new DynamoDBClient(client);
    const tableName = outputs["WebhooksTableName"] ?? "";
    const store = makeNotificationStore({ dynamodb, tableName, now: Date.now });
    const application = `race-${randomBytes(6).toString("hex")}`;
    const seed = randomBytes(4).readUInt32BE();
    try {
      const ended = await notificationRace(store, application, seed);
      expect(ended.UPDATED, `seed ${seed}`).toBeGreaterThan(50);
      expect(ended.EXPIRED, `seed ${seed}`).toBeGreaterThan(50);
    } finally {
      dynamodb.destroy();
    }
  },
  TIMEOUT_MS,
);
