import { describe, expect, test } from "vitest";

import { makeDynamoAcceptedEvents } from "../../../lambdas/fan-out/dynamo-accepted-events.ts";
import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";
import { eventItemKey, writeEventItem } from "../../../lambdas/shared/dynamodb/event-item.ts";
import {
  insertStatement,
  type Statement,
  type StatementResult,
} from "../../../lambdas/shared/dynamodb/statement.ts";

const event = {
  id: "evt_0000000000000000000001",
  application: "acme",
  environment: "production",
  type: "TRANSACTION",
  acceptedAtMs: 1_700_000_000_000,
  payloadHash: "hash",
  webhookIds: ["wh_0000000000000000000002"],
  payload: "{}",
} as const;

function setUp(result: StatementResult, there?: Item) {
  const statements: Statement[] = [];
  const reads: unknown[] = [];
  const events = makeDynamoAcceptedEvents({
    tableName: "deliveries",
    async run(statement) {
      statements.push(statement);
      return result;
    },
    async readItem(key) {
      reads.push(key);
      return there;
    },
  });
  return { events, statements, reads };
}

describe("accepted events", () => {
  test("are put with one write and no read when they are new", async () => {
    const { events, statements, reads } = setUp("written");
    await expect(events.putIfAbsent(event)).resolves.toEqual(event);
    expect(statements).toEqual([insertStatement("deliveries", writeEventItem(event))]);
    expect(reads).toEqual([]);
  });

  test("are what was there before when the id is known", async () => {
    const before = { ...event, payloadHash: "other", webhookIds: [] };
    const { events, reads } = setUp("duplicate", writeEventItem(before));
    await expect(events.putIfAbsent(event)).resolves.toEqual(before);
    expect(reads).toEqual([eventItemKey(event.id)]);
  });

  test("fail when the one that was there is gone a moment later", async () => {
    const { events } = setUp("duplicate");
    await expect(events.putIfAbsent(event)).rejects.toThrow(event.id);
  });
});
